import pytest

from heredity.export.trust.duties import ASKS, SHARP, asked_by
from heredity.knowledge.licenses import licenses
from tests.export.trust.conftest import Reports


def test_every_letter_of_every_license_has_words():
    letters = set().union(*(terms.duties for terms in licenses().values()))
    assert letters <= set(ASKS)
    assert set(SHARP) < set(ASKS)


@pytest.mark.parametrize("name", ["llama3.1", "cc-by-nc-4.0", "gpl-3.0"])
def test_the_sharpest_stands_first(name: str):
    said = asked_by(name)
    order = list(ASKS.values())
    assert list(said) == sorted(said, key=order.index)
    assert said


def test_unknown_terms_ask_for_nothing_that_is_known():
    assert asked_by("nobody-knows") == ()


def test_a_duty_and_where_it_was_dropped(reports: Reports):
    (llama, apache) = reports["you/Tale-7B-chat-13B-GGUF"].duties
    assert (llama.license, llama.origin, llama.generations) == ("llama3.1", "acme/Tale-7B", 2)
    assert llama.open
    assert llama.sharp
    assert llama.dropped_at == "me/Tale-7B-chat"
    assert llama.code == "LIC023"
    assert "declare llama3.1" in (llama.change or "")
    assert (apache.license, apache.open, apache.dropped_at) == ("apache-2.0", False, None)


def test_a_duty_of_a_base_that_binds_at_use(reports: Reports):
    (gpl, mit) = reports["gpl/lora-8bit"].duties
    assert (gpl.license, gpl.origin, gpl.at_use) == ("gpl-3.0", "gpl/base", True)
    assert (gpl.open, gpl.dropped_at, gpl.code) == (True, "gpl/lora", "LIC042")
    assert (mit.origin, mit.open) == ("gpl/lora", False)


def test_a_silent_model_in_between_hides_nothing(reports: Reports):
    report = reports["nc/last"]
    (nc,) = report.duties
    assert (nc.origin, nc.generations, nc.open, nc.code) == ("nc/base", 2, True, "LIC020")
    assert report.license.complete is False
    assert "incomplete since some terms cannot be seen" in report.answer[1]


def test_what_nobody_can_say_is_unclear(reports: Reports):
    (duty,) = reports["nc/silent"].duties
    assert (duty.state, duty.open, duty.code) == ("unclear", False, "LIC051")
    assert reports["nc/silent"].answer[-1] == "Unclear: whether it carries cc-by-nc-4.0 of nc/base."


def test_a_label_that_was_restored(reports: Reports):
    report = reports["ll/restored"]
    assert [(one.license, one.open) for one in report.duties] == [
        ("llama3.1", False),
        ("apache-2.0", False),
    ]
    assert report.license.verdict in {"ok", "ok-if-notices-kept"}
    assert not any(sentence.startswith("Signal") for sentence in report.answer)
    (lost,) = reports["ll/lost"].duties
    assert (lost.open, lost.dropped_at) == (True, "ll/lost")


def test_no_duties_where_nothing_flows(reports: Reports):
    assert reports["acme/Tale-7B"].duties == []

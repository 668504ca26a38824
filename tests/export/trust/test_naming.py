from tests.export.trust.conftest import Reports


def claims(reports: Reports, model_id: str) -> dict[str, tuple[object, object, str]]:
    rows = reports[model_id].name_claims
    return {one.what: (one.claimed, one.found, one.verdict) for one in rows}


def test_claims_beside_facts(reports: Reports):
    said = claims(reports, "you/Tale-7B-chat-13B-GGUF")
    assert said["format"] == ("gguf", ["gguf"], "agrees")
    assert said["context"] == (None, 8192, "not claimed")
    assert claims(reports, "acme/Tale-7B")["parameters"] == (7e9, 7_600_000_000, "agrees")


def test_what_the_record_does_not_say_is_not_compared(reports: Reports):
    said = claims(reports, "you/Tale-7B-chat")
    assert said["parameters"] == (7e9, None, "not compared")


def test_a_finding_contradicts(reports: Reports):
    for row in reports["me/Tale-7B-chat"].name_claims:
        assert row.verdict != "contradicted" or row.why.startswith(("NAM", "ARC"))

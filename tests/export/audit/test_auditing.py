import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from heredity.checks.examples import edge, model
from heredity.core.errors import InputError, StudyError, UserError
from heredity.export.audit import Audit, House, Wanted
from heredity.knowledge.policy import read_policy
from heredity.store import Context, Stage, Store
from heredity.store.stage import run_stage
from tests.export.audit.conftest import HOUSE, ROWS, Make, finding, listed
from tests.tiny import write

POLICY = """
[[suppress]]
model = "acme/x"
code = "LIC020"
reason = "The authors of org/base agreed in writing."
expires = 2027-01-31

[[suppress]]
owner = "mid"
checks = ["SIZE"]
reason = "Sizes are those of the teacher."
expires = 2026-01-31

[[suppress]]
owner = "nobody"
reason = "Nobody reads this."
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    (tmp_path / "policy.toml").write_text(POLICY)
    return tmp_path / "policy.toml"


def test_the_worst_and_surest_first(audit: Make) -> None:
    assert listed(audit("acme/x", "acme/clean")) == [
        ("LIC020", "mid/m"), ("LIC020", "acme/x"), ("LIN001", "acme/clean"), ("NAM001", "mid/m"),
        ("LIC003", "mid/m"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"codes": ("LIC",)}, ["LIC020", "LIC020", "LIC003"]),
        ({"codes": ("lic020", "SIZE")}, ["LIC020", "LIC020", "NAM001"]),
        ({"severity": "warn"}, ["LIC020", "LIC020", "NAM001"]),
        ({"severity": "error", "min_confidence": 0.7}, ["LIC020"]),
        ({"stages": ("naming",)}, ["NAM001"]),
        ({"stages": ("check naming", "lineage")}, ["NAM001"]),
        ({"origin": "own"}, ["LIC020", "LIC003"]),
        ({"origin": "inherited"}, ["LIC020", "NAM001"]),
    ],
)
def test_filters(audit: Make, filters: dict[str, Any], codes: list[str]) -> None:
    found = audit("acme/x", **filters)
    assert [code for code, _ in listed(found)] == codes
    assert found.tally.listed == len(codes)
    assert found.tally.filtered == 4 - len(codes)


@pytest.mark.parametrize(
    "filters", [{"codes": ("LIX",)}, {"stages": ("names",)}, {"severity": "loud"}, {"codes": ("",)}]
)
def test_filters_that_mean_nothing(audit: Make, filters: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="There is no"):
        audit("acme/x", **filters)


def test_suppressions(audit: Make, policy: Path) -> None:
    found = audit("acme/x", policy=policy, day=date(2026, 6, 1))
    assert listed(found) == [("LIC020", "mid/m"), ("NAM001", "mid/m"), ("LIC003", "mid/m")]
    assert (found.tally.silenced, found.tally.listed) == (1, 3)
    assert [(s.state, s.findings) for s in found.silencings] == [
        ("used", 1), ("expired", 1), ("unused", 0),
    ]  # fmt: skip
    notes = " ".join(found.notes)
    assert "expired on 2026-01-31; 1 finding is listed again" in notes
    assert "(nobody/*) silences none" in notes
    assert "Suppression 1" not in notes


def test_suppressions_on_and_after_their_last_day(audit: Make, policy: Path) -> None:
    last = audit("acme/x", policy=policy, day=date(2026, 1, 31))
    assert ("NAM001", "mid/m") not in listed(last)
    later = audit("acme/x", policy=policy, day=date(2027, 2, 1))
    assert ("LIC020", "acme/x") in listed(later)


def test_suppressed_findings_can_be_shown(audit: Make, policy: Path) -> None:
    found = audit("acme/x", policy=policy, day=date(2026, 6, 1), show_suppressed=True)
    reasons = {(r["code"], r["model_id"]): r["suppressed"] for r in found.rows()}
    assert reasons["LIC020", "acme/x"] == "The authors of org/base agreed in writing."
    assert reasons["LIC020", "mid/m"] is None
    assert found.tally.silenced == 1


def test_a_suppression_is_used_though_a_filter_hides_it(audit: Make, policy: Path) -> None:
    found = audit("acme/x", policy=policy, codes=("NAM",), day=date(2026, 6, 1))
    assert found.silencings[0].state == "used"


def test_when_it_fails(audit: Make, policy: Path) -> None:
    day = date(2026, 6, 1)
    assert audit("acme/x").fails("error")
    assert not audit("acme/x").fails("never")
    assert not audit("acme/clean").fails("error")
    assert audit("acme/clean").fails("warn")
    assert not audit("acme/x", codes=("NAM",)).fails("error")
    assert not audit("acme/x", codes=("LIC020",), origin="own", policy=policy, day=day).fails(
        "info"
    )
    with pytest.raises(UserError):
        audit("acme/x").fails("loud")


def test_only_what_is_new_since_an_output(audit: Make, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    assert audit("acme/x", codes=("LIC",)).write("json", before) == 3
    found = audit("acme/x", "acme/clean", new_since=before)
    assert listed(found) == [("LIN001", "acme/clean"), ("NAM001", "mid/m")]
    assert found.tally.old == 3
    assert any("asked for other findings (codes)" in note for note in found.notes)
    again = audit("acme/x", "acme/clean", new_since=before)
    again.write("json", before)
    assert any("without --new-since" in note for note in audit(new_since=before).notes)


def test_what_is_new_does_not_hang_on_confidence_or_words(
    study: Callable[..., Store], store: Store, tmp_path: Path
) -> None:
    changed = [row | {"confidence": 0.1, "message": "Other words."} for row in ROWS["findings"]]
    twice = [*changed, finding("LIC020", "acme/x", parent_id="org/base", message="A second one.")]
    later = study({**ROWS, "findings": twice})
    wanted = Wanted(("acme/x",), new_since=store.folder)
    assert listed(Audit(later, wanted, HOUSE)) == [("LIC020", "acme/x")]
    output = tmp_path / "old.json.gz"
    Audit(store, Wanted(), HOUSE).write("json", output)
    assert Audit(later, Wanted(new_since=output), HOUSE).tally.listed == 1
    plain = [{key: row[key] for key in ("code", "model_id", "parent_id")} for row in changed]
    output.with_name("check.json").write_text(json.dumps(plain))
    since = Wanted(new_since=output.with_name("check.json"))
    assert Audit(later, since, HOUSE).tally.listed == 1


def test_baselines_that_are_none(audit: Make, tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    for text in ("", "[1]", '{"findings": 3}', "{}", "\xff"):
        file.write_text(text)
        with pytest.raises(InputError, match="no output of an audit"):
            audit("acme/x", new_since=file)
    with pytest.raises(StudyError):
        audit("acme/x", new_since=tmp_path)


def test_checks_that_did_not_run_are_told(store: Store) -> None:
    found = Audit(store, Wanted(("acme/x",)), House(("check names",)))
    assert "These have not run yet: check names. Run: heredity check" in found.notes
    with pytest.raises(StudyError, match="have not run yet: check names"):
        Audit(store, Wanted(("acme/x",), strict=True), House(("check names",)))


def test_checks_older_than_the_study_are_told(store: Store) -> None:
    table = store.table("findings")
    stage = Stage("check naming", ("edges",), ("findings",), lambda _: {"findings": table.limit(0)})
    run_stage(store, stage, Context(store))
    assert Audit(store, Wanted(("acme/x",)), HOUSE).notes == []
    write(store, {"edges": store.arrow("edges").to_pylist()})
    assert Audit(store, Wanted(("acme/x",)), HOUSE).notes == []
    other = Stage("link again", (), ("edges",), lambda _: {"edges": store.arrow("edges")})
    run_stage(store, other, Context(store))
    found = Audit(store, Wanted(("acme/x",)), HOUSE)
    assert found.notes == [
        "The study has changed since these ran: check naming. Run: heredity check"
    ]


def test_a_study_that_was_not_checked(study: Callable[..., Store]) -> None:
    with pytest.raises(StudyError, match="no table 'findings'"):
        Audit(study({"models": ROWS["models"]}), Wanted(("acme/x",)), HOUSE)


def test_files(audit: Make, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"):
        audit("acme/x").write("json", tmp_path)
    with pytest.raises(UserError, match="format of audits 'xml'"):
        audit("acme/x").write("xml", tmp_path / "a.xml")


@pytest.mark.parametrize("pattern", ["acme/*", "ACME/[x]", "a?me/x.y", "acme/x+y", "*"])
def test_the_engine_silences_as_the_policy_does(
    study: Callable[..., Store], tmp_path: Path, pattern: str
) -> None:
    ids = ["acme/[x]", "acme/x", "acme/x.y", "acme/x-y", "acme/x+y", "Acme/X.Y"]
    rows = {
        "models": [model(name) for name in ids],
        "edges": [edge(ids[0], "org/base", "finetune")],
        "rules": ROWS["rules"],
        "findings": [finding("NAM001", name) for name in ids],
    }
    file = tmp_path / "policy.toml"
    file.write_text(f'[[suppress]]\nmodel = "{pattern}"\nchecks = ["S*"]\nreason = "Known."\n')
    (one,) = read_policy(file).suppressions
    found = Audit(study(rows), Wanted(policy=file), HOUSE)
    left = {name for _, name in listed(found)}
    assert left == {name for name in ids if not one.silences(name, "SIZE", "NAM001")}

"""Whose findings are, against the literal oracle on random pedigrees."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heredity.checks.examples import edge, model
from heredity.export.audit import Audit, House, Wanted
from heredity.store import Store
from tests.export.audit.conftest import Make, finding, rule
from tests.oracles.ancestry import relations
from tests.pedigree.graphs import Drawn, drawn
from tests.tiny import with_nodes, write


def whose(audit: Audit) -> dict[tuple[str, str], str]:
    return {(row["code"], row["model_id"]): row["whose"] for row in audit.rows()}


def test_own_and_inherited_findings(audit: Make) -> None:
    found = audit("acme/y")
    assert (found.scope.models, found.scope.ancestors) == (1, 3)
    said = whose(found)
    assert said["LIC020", "acme/x"] == (
        "inherited from ancestor acme/x, 1 generation up, by quantized"
    )
    assert said["NAM001", "mid/m"] == (
        "inherited from ancestor mid/m, 2 generations up, by finetune+adapter, then quantized"
    )
    assert ("LIN001", "acme/clean") not in said
    (row,) = (row for row in found.rows() if row["code"] == "NAM001")
    assert row["path"] == ["mid/m", "acme/x", "acme/y"]
    assert row["relations"] == ["finetune+adapter", "quantized"]
    assert (row["origin"], row["subject"], row["generations"]) == ("inherited", "acme/y", 2)


def test_several_models_are_told_apart(audit: Make) -> None:
    said = whose(audit(owners=("acme",)))
    assert said["LIC020", "acme/x"] == ("of acme/x; 1 of the other models descends from it")
    assert said["LIN001", "acme/clean"] == "of acme/clean"
    assert said["NAM001", "mid/m"] == (
        "inherited from ancestor mid/m, 1 generation up from acme/x, by finetune+adapter; "
        "2 of the models descend from it"
    )


def test_what_is_told_together_is_told_to_those_it_concerns(audit: Make) -> None:
    found = audit("acme/x")
    said = whose(found)
    assert said["LIC003", "mid/m"] == (
        "of acme/x, told at ancestor mid/m, 1 generation up, by finetune+adapter"
    )
    assert ("LIC003", "org/base") not in said
    assert found.tally.elsewhere == 1
    further = whose(audit("acme/y"))
    assert further["LIC003", "mid/m"].startswith("inherited, of ancestor acme/x, told at ancestor")
    assert whose(audit("mid/m"))["LIC003", "mid/m"] == "of mid/m"


def test_without_the_verdicts_nothing_is_left_out(study: Callable[..., Store], audit: Make) -> None:
    found = audit("acme/x")
    found.store.path("license_verdict").unlink()
    assert ("LIC003", "org/base") in whose(audit("acme/x"))


def test_ancestors_in_an_edge_set(audit: Make) -> None:
    assert audit("acme/y", edges="finetune").scope.ancestors == 0
    assert audit("acme/x", edges="finetune").scope.ancestors == 2


def test_the_whole_study(audit: Make) -> None:
    found = audit()
    assert (found.scope.models, found.scope.ancestors) == (6, 0)
    assert found.tally.listed == 7
    assert all(text == f"of {name}" for (_, name), text in whose(found).items())


def test_many_models_are_not_counted(audit: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heredity.export.audit.scope.MOST_MODELS", 1)
    (row,) = (row for row in audit(owners=("acme",)).rows() if row["code"] == "NAM001")
    assert row["concerns"] is None
    assert row["such_as"] == ["acme/x"]


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(drawn(most=7), st.data())
def test_findings_are_those_of_the_oracle(tree: Drawn, data: st.DataObject) -> None:
    """Each node has a finding; those of the models and ancestors are listed, with their places."""
    names = [f"own{node}/m" for node in range(tree.nodes)]
    wanted = sorted(data.draw(st.sets(st.sampled_from(range(tree.nodes)), min_size=1)))
    rows = {
        "models": [model(name) for name in names],
        "edges": [edge(names[c], names[p], *(held - {"unspecified"})) for c, p, held in tree.edges],
        "rules": [rule("NAM001")],
        "findings": [finding("NAM001", name) for name in names],
    }
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "study", create=True)
        write(store, with_nodes(rows))
        found = Audit(store, Wanted(tuple(names[node] for node in wanted)), House())
        told = {row["model_id"]: row for row in found.rows()}
        store.close()
    expected = relations([(c, p) for c, p, _ in tree.edges], wanted)
    assert set(told) == {names[node] for node in expected}
    for node, (steps, near, concerns) in expected.items():
        row = told[names[node]]
        assert (row["generations"], row["subject"]) == (steps, names[near])
        assert row["origin"] == ("inherited" if steps else "own")
        assert (row["path"][0], row["path"][-1]) == (names[node], names[near])
        assert (row["concerns"], row["such_as"]) == (len(concerns), [names[c] for c in concerns])

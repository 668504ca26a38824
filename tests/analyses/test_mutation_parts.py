"""Groups, families, gains, steps and arrows against counts by hand."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from heredity.analyses import ANALYSES
from heredity.core.edgesets import RELATIONS
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import edge, fabricate, model
from tests.oracles import mutation as whole
from tests.oracles import mutation_parts as oracle

STAGE = ANALYSES.get("mutation").stage
PHASES = [phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)]
IDS = [f"o{n % 3}/m{n}" for n in range(8)]

ids = st.sampled_from(IDS)
facts = st.fixed_dictionaries({
    "license": st.sampled_from([None, ["mit"], ["gemma", "mit"], ["llama3"], [""], ["unknown"]]),
    "likes": st.none() | st.integers(0, 3),
    "created_at": st.none() | st.integers(2023, 2025).map(lambda y: datetime(y, 5, 6, tzinfo=UTC)),
})  # fmt: skip
pairs = st.tuples(ids, ids).map(sorted).filter(lambda pair: pair[0] != pair[1])
some = st.sets(st.sampled_from(RELATIONS[:2]), min_size=1)
derivations = st.lists(st.tuples(pairs, some), max_size=7, unique_by=lambda found: tuple(found[0]))
Tables = dict[str, list[dict[str, Any]]]


def analyzed(store: Store, **params: Any) -> Tables:
    run_stage(store, STAGE, Context(store, {"resamples": 20, "least": 1, **params}), force=True)
    return {name: store.arrow(name).to_pylist() for name in (*STAGE.writes, "traits", "edges")}


def where(rows: list[dict[str, Any]], **wanted: Any) -> list[dict[str, Any]]:
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


@settings(max_examples=12, phases=PHASES)
@given(st.dictionaries(ids, facts, min_size=1), derivations, st.sampled_from(["all", "finetune"]))
def test_the_parts_are_what_one_counts_by_hand(
    known: dict[str, Any], drawn: list[Any], edge_set: str
) -> None:
    edges = [
        edge(child, parent, named, choice=at) for at, ((parent, child), named) in enumerate(drawn)
    ]
    with tempfile.TemporaryDirectory() as folder:
        models = [model(name, **columns) for name, columns in sorted(known.items())]
        store = fabricate(Path(folder) / "s", models, edges)
        found = analyzed(store, traits=["license", "likes"], edge_sets=[edge_set])
        store.close()
    traits = {row["model_id"]: row for row in found["traits"]}
    within = whole.edges_of(found["edges"], traits, edge_set, False)
    _same_groups(found, within, traits)
    _same_gains(where(found["gains"], relation="any"), within, traits)
    up, down, same = oracle.steps(within, traits, "likes")
    (row,) = where(found["steps"], relation="any")
    assert (row["up"], row["down"], row["same"]) == (up, down, same)
    assert row["population"] == len(within)
    for row in where(found["arrows"], among="all"):
        observed, expected = oracle.exchanged(
            within, traits, "license", row["source_state"], row["target_state"]
        )
        assert row["observed"] == observed
        assert row["expected"] == pytest.approx(float(expected))


def _same_groups(found: Tables, within: Any, traits: Any) -> None:
    depth = oracle.generations(found["edges"])

    def year(one: Any) -> int | None:
        created = traits.get(one["child_id"], {}).get("created")
        return created.year if created else None

    for by, group in (("generation", lambda e: depth[e["child_id"]]), ("year", year)):
        expected = oracle.grouped(within, traits, "license", group)
        expected.pop(None, None)
        rows = where(found["mutation_groups"], relation="any", parted_by=by)
        assert {row["place"]: row["edges"] for row in rows} == {
            k: n for k, (n, _) in expected.items()
        }
        for row in rows:
            assert row["mutated"] == pytest.approx(float(expected[row["place"]][1]))
            assert row["part"] == str(row["place"])
    rows = where(found["mutation_groups"], relation="any", parted_by="bulk")
    total = sum(n for n, _ in oracle.grouped(within, traits, "license", lambda _: 0).values())
    assert sum(row["edges"] for row in rows) == total
    families = found["mutation_families"]
    assert sum(row["edges"] for row in families) == total
    assert all(row["low"] is None or row["low"] <= row["rate"] <= row["high"] for row in families)


def _same_gains(rows: list[dict[str, Any]], within: Any, traits: Any) -> None:
    expected = oracle.gains(within, traits, "license")
    columns = ("gains", "silent", "losses", "held")
    assert {row["state"]: tuple(row[c] for c in columns) for row in rows} == expected
    for row in rows:
        for what in ("gain", "loss"):
            rate, low, high = (row[f"{what}_{end}"] for end in ("rate", "low", "high"))
            assert low is None or low <= rate <= high


def test_bulk_uploads_are_left_out_and_shown_alone(tmp_path: Path) -> None:
    models = [model("o/base", license=["mit"]), model("p/base", license=["mit"])]
    models += [model(f"one/m{n:03}", license=["gemma"]) for n in range(120)]
    models += [model("q/kept", license=["mit"])]
    edges = [edge(f"one/m{n:03}", "o/base", ["adapter"]) for n in range(120)]
    edges += [edge("q/kept", "p/base", ["adapter"])]
    found = analyzed(
        fabricate(tmp_path / "s", models, edges), traits=["license"], edge_sets=["all"]
    )
    rows = where(found["mutation_groups"], relation="any", parted_by="bulk")
    assert [(r["part"], r["edges"], r["rate"]) for r in rows] == [
        ("left out", 1, 0.0), ("alone", 120, 1.0),
    ]  # fmt: skip
    (family, other) = found["mutation_families"]
    assert (family["family_id"], family["founder_id"], family["bulk"]) == ("o/base", "o/base", True)
    assert (other["family_id"], other["edges"], other["bulk"]) == ("p/base", 1, False)


def test_a_change_of_the_owner_is_a_mutation_of_the_author(tmp_path: Path) -> None:
    models = [model("a/x"), model("a/y"), model("b/z")]
    edges = [edge("a/y", "a/x", ["finetune"]), edge("b/z", "a/x", ["finetune"])]
    found = analyzed(fabricate(tmp_path / "s", models, edges), traits=["author"])
    (row,) = where(found["mutation"], relation="any", edge_set="all")
    assert (row["rate"], row["edges"], row["compat"]) == (0.5, 2, False)
    assert found["transitions"] == found["gains"] == []


def test_the_whole_registry_is_walked(tmp_path: Path) -> None:
    models = [model("a/x", license=["mit"], languages=["en"]), model("b/y", languages=["en", "de"])]
    found = analyzed(fabricate(tmp_path / "s", models, [edge("b/y", "a/x", ["adapter"])]))
    assert {"author", "card_generated", "datasets", "license_class"} <= {
        row["trait"] for row in found["mutation"]
    }
    assert {"card_generated", "card_length", "created", "language_count", "likes"} <= {
        row["trait"] for row in found["steps"]
    }
    (count,) = where(found["steps"], trait="language_count", relation="any", edge_set="all")
    assert (count["up"], count["edges"]) == (1, 1)

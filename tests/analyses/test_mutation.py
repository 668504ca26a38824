"""Rates, transitions, states and orderings against counts by hand, in both forms."""

import tempfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.analyses import ANALYSES
from heredity.core.edgesets import RELATIONS
from heredity.core.errors import HeredityError, UserError
from heredity.store import Context, Store
from heredity.store.engine import open_engine
from heredity.store.facts import ASKED
from heredity.store.stage import run_stage
from tests.fabricated import EVERYTHING, edge, fabricate, model
from tests.oracles import mutation as oracle

STAGE = ANALYSES.get("mutation").stage
IDS = [f"o{n % 3}/m{n}" for n in range(9)]
LICENSES = ["mit", "MIT", "apache-2.0", "gemma", "llama3", "other", "unknown", ""]
LANGUAGES = ["en", "de", "zh_CN", "fr", "code", "False", "eng", "multilingual"]

ids = st.sampled_from(IDS)
some = st.lists(st.sampled_from(LICENSES), max_size=3)
spoken = st.lists(st.sampled_from(LANGUAGES), max_size=5)
facts = st.fixed_dictionaries({
    "license": st.none() | some,
    "license_name": st.none() | st.sampled_from(["My License", "gemma"]),
    "languages": st.none() | spoken,
    "tags": st.none() | st.lists(st.sampled_from(["en", "de", "fr", "license:mit", "t5"])),
    "task": st.none() | st.sampled_from(["", "a", "b", "c"]),
    "library": st.none() | st.sampled_from(["x", "y"]),
    "asked": st.sampled_from([EVERYTHING, 0, ASKED["task"] | ASKED["tags"]]),
})  # fmt: skip
pairs = st.tuples(ids, ids).map(sorted).filter(lambda pair: pair[0] != pair[1])
derivations = st.lists(
    st.tuples(pairs, st.sets(st.sampled_from(RELATIONS), min_size=1), st.booleans()),
    max_size=16,
    unique_by=lambda found: tuple(found[0]),
)


def analyzed(store: Store, **params: Any) -> dict[str, list[dict[str, Any]]]:
    run_stage(store, STAGE, Context(store, {"resamples": 20, **params}), force=True)
    return {name: store.arrow(name).to_pylist() for name in (*STAGE.writes, "traits", "edges")}


def where(rows: Sequence[Mapping[str, Any]], **wanted: Any) -> list[Mapping[str, Any]]:
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


@settings(max_examples=10)
@given(
    st.dictionaries(ids, facts, min_size=1),
    derivations,
    st.sampled_from(["license", "language", "task"]),
    st.sampled_from(["all", "finetune", "no-merges", "finetune+adapter"]),
    st.integers(2, 4),
)
def test_everything_is_what_one_counts_by_hand(
    known: dict[str, Any], drawn: list[Any], trait: str, edge_set: str, k: int
) -> None:
    edges = [edge(child, parent, named, cut=cut) for (parent, child), named, cut in drawn]
    with tempfile.TemporaryDirectory() as folder:
        models = [model(name, **columns) for name, columns in sorted(known.items())]
        store = fabricate(Path(folder) / "s", models, edges)
        found = analyzed(store, traits=[trait], edge_sets=[edge_set], k=k)
        store.close()
    traits = {row["model_id"]: row for row in found["traits"]}
    for compat in (False, True):
        within = oracle.edges_of(found["edges"], traits, edge_set, compat)
        _same_rates(where(found["mutation"], compat=compat), within, traits, trait, compat)
        weights = oracle.transitions(within, traits, trait, compat)
        _same_transitions(where(found["transitions"], compat=compat), weights)
        models_with = oracle.models_with(traits, trait, compat)
        met = oracle.meetings(within, traits, trait, compat)
        _same_states(where(found["states"], compat=compat), models_with, met)
        order = [row["state"] for row in where(found["ordering"], compat=compat)]
        (drift,) = where(found["drift"], compat=compat)
        _same_drift(drift, order, weights, models_with, k)


def _same_rates(rows: Any, edges: Any, traits: Any, trait: str, compat: bool) -> None:
    expected = {"any": edges}
    for name in RELATIONS:
        carrying = [e for e in edges if name in oracle.relations_of(e, compat)]
        expected |= {name: carrying} if carrying else {}
    assert {row["relation"] for row in rows} == set(expected)
    for row in rows:
        counts = oracle.rate(expected[row["relation"]], traits, trait, compat)
        assert row["mutated"] == pytest.approx(float(counts["mutated"]))
        same = set(counts) - {"mutated"}
        assert {key: row[key] for key in same} == {key: counts[key] for key in same}
        if counts["edges"]:
            assert row["rate"] == pytest.approx(float(counts["mutated"] / counts["edges"]))
        else:
            assert row["rate"] is None
        if counts["population"]:
            unseen = counts["population"] - counts["edges"]
            highest = (counts["mutated"] + unseen) / counts["population"]
            assert row["bound_high"] == pytest.approx(float(highest))
            assert row["bound_low"] <= (row["rate"] or 0) + 1e-12
        assert row["low"] is None or row["low"] <= row["high"]


def _same_transitions(rows: Any, weights: Mapping[tuple[str, str], Fraction]) -> None:
    found = {(row["source_state"], row["target_state"]): row for row in rows}
    assert set(found) == set(weights)
    for (source, target), row in found.items():
        assert row["n"] == pytest.approx(float(weights[source, target]))
        assert row["reverse"] == pytest.approx(float(weights.get((target, source), 0)))
        assert row["share"] == pytest.approx(row["n"] / row["exposed"])
        assert (row["log_ratio"] is None) == ((target, source) not in weights)


def _same_states(rows: Any, models: Mapping[str, int], met: Mapping[str, Any]) -> None:
    assert {row["state"]: row["models"] for row in rows} == models
    for row in rows:
        counts = met.get(row["state"], {})
        for what in ("parents", "children", "gains", "losses"):
            assert row[what] == counts.get(what, 0), (what, row)


def _same_drift(
    row: Mapping[str, Any], order: Sequence[str], weights: Mapping[tuple[str, str], Fraction],
    models: Mapping[str, int], k: int,
) -> None:  # fmt: skip
    states = oracle.chosen(weights, models, k)
    assert sorted(order) == sorted(states)
    inner = {p: n for p, n in weights.items() if p[0] in states and p[1] in states}
    net = oracle.net_of(inner)
    ones = dict.fromkeys(net, Fraction(1))
    assert row["objective"] == pytest.approx(float(oracle.best(states, net)))
    assert row["objective"] == pytest.approx(float(oracle.wins(order, net)))
    assert row["gap"] == 0
    assert row["pairs"] == len(net)
    assert row["compatible"] == oracle.wins(order, ones)
    assert row["compatible_most"] == oracle.best(states, ones)
    assert row["net"] == pytest.approx(float(sum(net.values())))
    assert row["accounted"] == pytest.approx(float(oracle.wins(order, inner)))
    assert row["transitions"] == pytest.approx(float(sum(inner.values())))
    assert row["total"] == pytest.approx(float(sum(
        n for (a, b), n in inner.items() if (a, b) in net or (b, a) in net
    )))  # fmt: skip
    every = oracle.net_of(weights)
    assert row["all_pairs"] == len(every)
    assert row["all_net"] == pytest.approx(float(sum(every.values())))


def swap(folder: Path) -> Store:
    """One model of a license, with two children: one that swaps it and one that keeps it."""
    models = [model("a/base", license=["gemma"]), model("b/swap", license=["mit"]),
              model("c/same", license=["gemma"])]  # fmt: skip
    edges = [edge("b/swap", "a/base", ["finetune"]), edge("c/same", "a/base", ["finetune"])]
    return fabricate(folder, models, edges)


def test_a_swap_counts_once_and_in_the_published_form_twice(tmp_path: Path) -> None:
    found = analyzed(swap(tmp_path / "s"), traits=["license"], edge_sets=["all"])
    rows = {row["compat"]: row for row in found["transitions"]}
    assert (rows[False]["n"], rows[False]["arrows"]) == (1.0, 2)
    # A license of the published form is a tag; the declared ones stand in where tags are missing.
    assert (rows[True]["n"], rows[True]["arrows"]) == (2.0, 2)
    ordering = where(found["ordering"], compat=False)
    assert [(row["rank"], row["state"]) for row in ordering] == [(1, "gemma"), (2, "mit")]


def test_edges_of_one_family_give_no_interval(tmp_path: Path) -> None:
    found = analyzed(swap(tmp_path / "s"), traits=["license"], edge_sets=["all"])
    (row,) = where(found["mutation"], compat=False, relation="any")
    assert (row["rate"], row["low"], row["high"], row["families"]) == (0.5, None, None, 1)
    assert row["note"] == "fewer than 30 effective families"
    (paper,) = where(found["mutation"], compat=True, relation="any")
    assert paper["low"] is not None


def test_the_same_edges_have_the_same_interval_in_every_edge_set(tmp_path: Path) -> None:
    models = [model(f"o/{n:02}", task="ab"[n % 3 == 0]) for n in range(40)]
    edges = [edge(f"o/{n + 1:02}", f"o/{n:02}", ["finetune"]) for n in range(0, 40, 2)]
    edges += [edge("o/39", "o/02", ["merge"])]
    store = fabricate(tmp_path / "s", models, edges)
    rows = analyzed(store, traits=["task"])["mutation"]
    of_all = where(rows, edge_set="all", relation="finetune", compat=False)[0]
    alone = where(rows, edge_set="finetune", relation="any", compat=False)[0]
    assert of_all["low"] is not None
    assert (of_all["low"], of_all["high"]) == (alone["low"], alone["high"])


def test_the_seed_decides_the_interval(tmp_path: Path) -> None:
    models = [model(f"o/{n:02}", task="ab"[n % 3 == 0]) for n in range(60)]
    edges = [edge(f"o/{n + 1:02}", f"o/{n:02}", ["finetune"]) for n in range(0, 60, 2)]
    store = fabricate(tmp_path / "s", models, edges)
    drawn = []
    for seed in (1, 2, 1):
        context = Context(store, {"traits": ["task"], "resamples": 200}, seed=seed)
        run_stage(store, STAGE, context, force=True)
        rows = store.arrow("mutation").to_pylist()
        drawn.append([(r["low"], r["high"]) for r in rows])
    assert drawn[0] == drawn[2]
    assert drawn[0] != drawn[1]


def test_a_study_without_edges_has_rows_that_say_so(tmp_path: Path) -> None:
    found = analyzed(fabricate(tmp_path / "s", [model("a/b", task="t")]))
    assert {row["edges"] for row in found["mutation"]} == {0}
    assert {row["rate"] for row in found["mutation"]} == {None}
    assert {row["pairs"] for row in found["drift"]} == {0}
    assert found["ordering"] == found["transitions"] == []


def test_any_registered_trait_with_states_can_be_measured(tmp_path: Path) -> None:
    models = [model("a/x", datasets=["d", "e"]), model("b/y", datasets=["e"])]
    store = fabricate(tmp_path / "s", models, [edge("b/y", "a/x", ["merge"])])
    found = analyzed(store, traits=["datasets", "author"], edge_sets=["merge"])
    rates = {(r["trait"], r["compat"]): r["rate"] for r in where(found["mutation"], relation="any")}
    assert rates[("datasets", False)] == 0.5
    assert rates[("author", False)] == 1.0


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"traits": ["licence"]}, "Did you mean license"),
        ({"edge_sets": ["fintune"]}, "no edge set 'fintune'"),
        ({"k": 1}, "make no sense"),
        ({"kk": 1}, "no parameter 'kk'"),
    ],
)
def test_parameters_without_meaning_are_refused(tmp_path: Path, params: Any, says: str) -> None:
    store = swap(tmp_path / "s")
    with pytest.raises(UserError, match=says):
        run_stage(store, STAGE, Context(store, params))


@pytest.mark.spark
def test_spark_gives_the_same_tables(tmp_path: Path) -> None:
    try:
        open_engine("spark", tmp_path / "scratch").close()
    except HeredityError as error:
        pytest.skip(f"Spark cannot run here: {error}")
    random = Random(5)
    models = [
        model(f"o{n % 5}/m{n}", license=random.choice([None, ["mit"], ["gemma", "llama3"], [""]]),
              languages=random.choice([None, ["en"], ["en", "de", "fr"], ["code"]]),
              tags=random.choice([None, ["en"], ["license:mit", "de"]]), task=random.choice("abc"))
        for n in range(60)
    ]  # fmt: skip
    names = [row["model_id"] for row in models]
    edges = [
        edge(names[n], names[random.randrange(n)], [random.choice(RELATIONS)])
        for n in range(1, 60)
    ]  # fmt: skip
    tables = {}
    for engine in ("duckdb", "spark"):
        store = fabricate(tmp_path / engine, models, edges, engine=engine)
        params = {"resamples": 50, "traits": ["language", "language_count", "task"]}
        run_stage(store, STAGE, Context(store, params))
        tables[engine] = {name: store.arrow(name) for name in STAGE.writes}
        store.close()
    for name in STAGE.writes:
        assert tables["duckdb"][name].num_rows > 0
        assert tables["duckdb"][name].equals(tables["spark"][name])


def test_published_counts_of_single_states_add_up(tmp_path: Path) -> None:
    """Every mutated edge has two arrows: those on oriented pairs and those on tied ones.

    The published counts of tasks: 55,307 mutations, 110,542 arrows on oriented pairs, 72 on tied.
    """
    assert 2 * 55_307 == 110_542 + 72
    random = Random(8)
    models = [model(f"o/m{n:02}", task=random.choice("abcd")) for n in range(50)]
    edges = [edge(f"o/m{n:02}", f"o/m{n // 2:02}", ["finetune"]) for n in range(1, 50)]
    found = analyzed(fabricate(tmp_path / "s", models, edges), traits=["task"], edge_sets=["all"])
    (rate,) = where(found["mutation"], compat=True, relation="any")
    rows = where(found["transitions"], compat=True)
    (drift,) = where(found["drift"], compat=True)
    tied = sum(row["n"] for row in rows if row["n"] == row["reverse"])
    assert drift["all_tied"] > 0
    assert 2 * rate["mutated"] == drift["all_total"] + tied == drift["all_transitions"]
    (ours,) = where(found["drift"], compat=False)
    assert ours["all_transitions"] == pytest.approx(rate["mutated"])


def test_the_final_published_generation_orders_ten_tasks(tmp_path: Path) -> None:
    random = Random(9)
    tasks = "abcdefghijklmn"
    models = [model(f"o/m{n:03}", task=random.choice(tasks), library="x") for n in range(300)]
    edges = [edge(f"o/m{n:03}", f"o/m{n // 2:03}", ["finetune"]) for n in range(1, 300)]
    found = analyzed(fabricate(tmp_path / "s", models, edges), traits=["task"])
    states = {(r["edge_set"], r["compat"]): r["states"] for r in found["drift"]}
    assert states == {
        ("all", False): 14, ("all", True): 14, ("finetune", False): 14, ("finetune", True): 10,
    }  # fmt: skip

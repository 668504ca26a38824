"""Growth against a literal reading of its definitions, and against what was planted."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.analyses.growth.bursts import dense
from heredity.analyses.growth.concentration import Spread, concentration_parts, gini
from heredity.analyses.growth.counts import EDGE_SETS, FAMILY_SETS
from heredity.analyses.growth.survival import rates
from heredity.analyses.registry import ANALYSES
from heredity.core.edgesets import RELATIONS
from heredity.core.errors import UserError
from heredity.hub.simulated import simulate
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from heredity.study import Study
from heredity.traits.metadata import BACKFILLED
from tests.fabricated import edge, fabricate, model
from tests.oracles import growth as oracle
from tests.oracles.overview import chosen

IDS = [f"{'abc'[n % 3]}/m{n:02}" for n in range(12)]
START = datetime(2023, 11, 28, tzinfo=UTC)
STAGE = ANALYSES.get("growth").stage
LICENSES = (None, ["mit"], ["mit", "apache-2.0"], ["gpl-3.0"])

Drawn = tuple[dict[str, tuple[Any, Any, Any]], list[Any]]

dates = (
    st.none()
    | st.just(BACKFILLED)
    | st.integers(0, 60).map(lambda n: START + timedelta(hours=12 * n))
    | st.integers(0, 1_500).map(lambda n: START + timedelta(days=n))
)
models = st.dictionaries(
    st.sampled_from(IDS),
    st.tuples(dates, st.sampled_from(LICENSES), st.sampled_from((None, "a", "b"))),
    min_size=1,
)
pairs = (
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS))
    .map(lambda pair: tuple(sorted(pair)))
    .filter(lambda pair: pair[0] != pair[1])
)
edge_lists = st.lists(
    st.tuples(pairs, st.sets(st.sampled_from(RELATIONS), min_size=1)),
    max_size=16,
    unique_by=lambda found: found[0],
)


def tables(store: Store, **params: Any) -> dict[str, list[dict[str, Any]]]:
    run_stage(store, STAGE, Context(store, params))
    return {name: store.arrow(name).to_pylist() for name in STAGE.writes}


def rows_of(drawn: Mapping[str, tuple[Any, Any, Any]]) -> list[dict[str, Any]]:
    return [
        model(name, created_at=date, license=license_, task=task, downloads=at * at, likes=at % 2)
        for at, (name, (date, license_, task)) in enumerate(sorted(drawn.items()))
    ]


def world_of(
    drawn: Mapping[str, tuple[Any, Any, Any]], edges: Sequence[Mapping[str, Any]], name: str
) -> oracle.World:
    return oracle.World(
        {
            key: oracle.Model(
                key,
                key.split("/")[0],
                None if date == BACKFILLED else date,
                date == BACKFILLED,
                {
                    "license": frozenset(license_ or ()),
                    "task": frozenset({task} if task else ()),
                },
            )
            for key, (date, license_, task) in drawn.items()
        },
        chosen(edges, name),
    )


def pick(rows: Sequence[Mapping[str, Any]], **where: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in rows if all(row[key] == value for key, value in where.items())]


def counted(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[int, int], int]:
    return {oracle.month(row["since"]): row["value"] for row in rows if row["value"]}


@settings(max_examples=12)
@given(models, edge_lists)
def test_every_table_is_what_one_measures_by_hand(
    drawn: dict[str, tuple[Any, Any, Any]], linked: list[Any]
) -> None:
    edges = [edge(child, parent, relations) for (parent, child), relations in linked]
    with tempfile.TemporaryDirectory() as folder:
        store = fabricate(Path(folder) / "s", rows_of(drawn), edges)
        found = tables(store, window=2, least=2, resamples=0, traits=["license", "task"])
        store.close()
    worlds = {name: world_of(drawn, edges, name) for name in EDGE_SETS}
    check_growth(found["growth"], worlds)
    check_curves(found["growth_families"], worlds)
    for name in ("all", "no-merges"):
        check_bursts(pick(found["bursts"], edge_set=name), worlds[name])
    check_ages(found["generation_time"], worlds["all"], edges)
    for name in ("all", "finetune"):
        check_survival(pick(found["survival"], edge_set=name), worlds[name])
    check_concentration(found["concentration"], worlds)


def check_growth(rows: Sequence[Mapping[str, Any]], worlds: Mapping[str, oracle.World]) -> None:
    world = worlds["all"]
    dates_known = [m.created for m in world.models.values()]
    ours = pick(rows, compat=False)
    assert counted(pick(ours, item="models")) == oracle.by_month(dates_known)
    for name, one in worlds.items():
        born = [m.created for m in one.models.values() if one.parents(m.id)]
        assert counted(pick(ours, item="models with a parent", edge_set=name)) == oracle.by_month(
            born
        )
        made = [one.created(child) for child, _ in one.pairs]
        assert counted(pick(ours, item="edges", edge_set=name)) == oracle.by_month(made)
    for name in FAMILY_SETS:
        births = oracle.family_births(worlds[name])
        found = pick(ours, item="new families", edge_set=name)
        assert counted(found) == oracle.by_month(births)
        assert {row["left_out"] for row in found} <= {births.count(None)}
    for row in ours:
        assert row["counted"] >= row["cumulative"] >= row["value"]
    bins = pick(rows, compat=True)
    stated = [m for m in world.models.values() if m.created or m.floored]
    assert sum(row["value"] for row in bins) == len(stated)
    false = sum(row["value"] for row in bins if row["artifact"])
    assert false >= sum(m.floored for m in world.models.values())


def check_curves(rows: Sequence[Mapping[str, Any]], worlds: Mapping[str, oracle.World]) -> None:
    for name in ("all", "no-merges"):
        world = worlds[name]
        found = pick(rows, compat=False, edge_set=name)
        for family, members in world.families().items():
            known = [m for m in members if m in world.models]
            own = [row for row in found if row["family_id"] == family]
            expected = oracle.by_month(world.created(m) for m in known)
            if len(known) < 2:
                assert own == []
                continue
            assert {oracle.month(row["month"]): row["value"] for row in own} == expected
            assert [row["cumulative"] for row in own] == np.cumsum(
                [row["value"] for row in own]
            ).tolist()
            for row in own:
                assert row["members"] == len(known)
                assert row["undated"] == len(known) - sum(expected.values())
                created = [m for m in known if world.created(m)]
                here = [
                    world.models[m].owner for m in created
                    if oracle.month(world.created(m)) == oracle.month(row["month"])  # type: ignore[arg-type]
                ]  # fmt: skip
                assert row["owners"] == len(set(here))


def check_bursts(rows: Sequence[Mapping[str, Any]], world: oracle.World) -> None:
    found = sorted(
        (row["family_id"], row["since"], row["until"], row["models"], row["owners"]) for row in rows
    )
    assert found == oracle.bursts(world, days=2, least=2)
    for row in rows:
        members = [
            day for m in world.families()[row["family_id"]] if (day := world.created(m)) is not None
        ]
        period = sum(row["since"] <= day <= row["until"] for day in members)
        assert row["members"] == len(members)
        assert row["share_of_period"] == row["models"] / period
        assert row["share_of_family"] == row["models"] / len(members)
        assert row["owner_count"] == len(row["owners"])


def check_ages(
    rows: Sequence[Mapping[str, Any]], world: oracle.World, edges: Sequence[Mapping[str, Any]]
) -> None:
    expected = {}
    for relation in ("any", *RELATIONS):
        inside = chosen(edges, "all" if relation == "any" else relation)
        for step in (None, *range(1, 7)):
            own = [
                pair for pair in inside if step in (None, min(len(world.lineage(pair[0])) - 1, 6))
            ]
            if own:
                expected[relation, step] = (len(own), oracle.ages(world, own))
    assert {(row["relation"], row["generation"]) for row in rows} == set(expected)
    for row in rows:
        edges_there, ages = expected[row["relation"], row["generation"]]
        assert (row["edges"], row["measured"]) == (edges_there, len(ages))
        if ages:
            for name, share in (
                ("first_quartile", 0.25),
                ("median", 0.5),
                ("third_quartile", 0.75),
            ):
                assert row[name] == pytest.approx(oracle.quantile(ages, share), abs=1e-9)
            assert row["negative"] == sum(age < 0 for age in ages) / len(ages)
        else:
            assert row["median"] is None


def check_survival(rows: Sequence[Mapping[str, Any]], world: oracle.World) -> None:
    every = {oracle.cohort(world, m) for m in world.models} | {"all"}
    for trait in ("license", "task"):
        for reference, clock in (
            ("founder", "generation"), ("parent", "generation"), ("founder", "year"),
        ):  # fmt: skip
            for cohort in every - {None}:
                expected = oracle.survival(world, trait, reference, clock, str(cohort))
                own = pick(rows, trait=trait, reference=reference, clock=clock, cohort=cohort)
                followed = (reference, clock) == ("founder", "generation")
                assert {
                    row["step"]: (row["reporting"], row["kept"], row["at_risk"], row["lost"])
                    for row in own
                } == {
                    step: (s.reporting, s.kept, *((s.at_risk, s.lost) if followed else (None,) * 2))
                    for step, s in expected.items()
                    if step <= 10 - (clock == "year")
                }
                for row in own if followed else ():
                    past = [expected.get(step) for step in range(1, row["step"] + 1)]
                    if all(s and s.at_risk for s in past):
                        alive = prod(1 - s.lost / s.at_risk for s in past if s)
                        assert row["survival"] == pytest.approx(alive)
                    else:
                        assert row["survival"] is None


def check_concentration(
    rows: Sequence[Mapping[str, Any]], worlds: Mapping[str, oracle.World]
) -> None:
    for row in rows:
        world = worlds[row["edge_set"] or "all"]
        if row["item"] == "children by parent":
            held = [
                sum(parent == node for _, parent in world.pairs)
                for node in sorted({parent for _, parent in world.pairs})
            ]
        elif row["item"] == "models by family":
            held = [len(m) for m in world.families().values() if len(m) > 1]
        elif row["item"] == "models by owner":
            owners = [m.owner for m in world.models.values()]
            held = [owners.count(owner) for owner in sorted(set(owners))]  # type: ignore[type-var]
        else:
            power = 2 if row["item"] == "downloads by model" else None
            held = [at**2 if power else at % 2 for at in range(len(world.models))]
        assert (row["holders"], row["total"]) == (len(held), sum(held))
        if sum(held):
            assert row["gini"] == pytest.approx(oracle.gini(held))
            assert row["top_1"] == max(held) / sum(held)
            ranked = sorted(held, reverse=True)
            half = next(n for n in range(1, len(held) + 1) if 2 * sum(ranked[:n]) >= sum(held))
            assert row["half"] == half
        else:
            assert row["gini"] is None


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 20)), max_size=25),
    st.integers(1, 6),
    st.integers(1, 4),
)
def test_windows_are_full_where_a_literal_search_says_so(
    events: list[tuple[int, int]], width: int, least: int
) -> None:
    events = sorted(events)
    group, time = (np.array([e[at] for e in events], np.int64) for at in (0, 1))
    expected = [False] * len(events)
    for first in range(len(events)):
        held = [
            at for at in range(first, len(events))
            if events[at][0] == events[first][0] and events[at][1] < events[first][1] + width
        ]  # fmt: skip
        if len(held) >= least:
            for at in held:
                expected[at] = True
    assert dense(group, time, width, least).tolist() == expected


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=20).filter(any))
def test_gini_is_half_the_relative_mean_difference(values: list[int]) -> None:
    assert gini(np.sort(np.array(values, np.int64))) == pytest.approx(oracle.gini(values), abs=1e-9)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=300).filter(any))
def test_lorenz_curves_rise_from_nothing_to_all_below_the_diagonal(values: list[int]) -> None:
    spread = Spread("x", None, np.array(values, np.int64), "those", "none")
    _, (curve,) = concentration_parts([spread])
    assert (curve["holders"][0], curve["held"][0]) == (0, 0)
    assert (curve["holders"][-1], curve["held"][-1]) == (1, 1)
    assert oracle.monotone(curve["held"].tolist())
    assert (curve["held"] <= curve["holders"] + 1e-12).all()


def test_survival_is_unknown_from_where_nobody_is_at_risk() -> None:
    totals = np.zeros((1, 4, 10))
    totals[0, :, 0], totals[0, :, 2] = (4, 3, 4, 1), (2, 2, 2, 0)
    share, alive = rates(totals)
    assert share[0][0] == alive[0][0] == 0.75
    assert np.isnan(share[0][1])
    assert np.isnan(alive[0][1:]).all()
    assert share[0][2] == 1.0


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("growth")
    simulate(20_000, 5, folder / "hub", cards=False)
    study = Study(folder / "study", create=True)
    study.import_([folder / "hub"])
    study.link()
    study.describe()
    run_stage(study.store, STAGE, Context(study.store, {"least": 15, "resamples": 200}, seed=3))
    truth = pq.read_table(folder / "hub" / "truth" / "uploaders.parquet")
    return study, truth.to_pylist()


def test_planted_bursts_are_found_and_no_others(
    hub: tuple[Study, list[dict[str, Any]]],
) -> None:
    study, planted = hub
    found = pick(study.table("bursts").to_pylist(), edge_set="no-merges")
    owners = {owner for row in found for owner in row["owners"]}
    dense_enough = [row for row in planted if row["models"] >= 4 * 15]
    assert {row["owner"] for row in dense_enough} <= owners <= {row["owner"] for row in planted}
    for row in dense_enough:
        own = [one for one in found if row["owner"] in one["owners"]]
        first, last = (datetime.fromisoformat(row[key]) for key in ("first", "last"))
        near = timedelta(days=7)
        assert any(one["since"] <= first + near and one["until"] >= last - near for one in own)
        assert sum(one["models"] for one in own) >= 0.9 * row["models"]


def test_intervals_hold_their_estimates(hub: tuple[Study, list[dict[str, Any]]]) -> None:
    study, _ = hub
    for row in study.table("survival").to_pylist():
        if row["low"] is not None:
            assert 0 <= row["low"] <= row["high"] <= 1
        if row["families"] >= 300 and row["cohort"] == "all":
            assert row["low"] <= row["share"] <= row["high"]
    for row in study.table("generation_time").to_pylist():
        if row["families"] >= 300:
            assert row["low"] <= row["median"] <= row["high"]
            assert row["negative_low"] <= row["negative"] <= row["negative_high"]


def test_the_same_seed_gives_the_same_table(hub: tuple[Study, list[dict[str, Any]]]) -> None:
    study, _ = hub
    before = study.table("survival")
    context = Context(study.store, {"least": 15, "resamples": 200}, seed=3)
    run_stage(study.store, STAGE, context, force=True)
    assert study.table("survival").equals(before)


def test_it_says_what_it_found(hub: tuple[Study, list[dict[str, Any]]]) -> None:
    study, _ = hub
    for compat in (False, True):
        said = list(ANALYSES.get("growth").answer(study.store, compat))
        assert all(one.sentence and one.rows for one in said)
        assert all(len(row) == len(one.columns) for one in said for row in one.rows)


def test_a_study_without_edges_or_dates_has_empty_tables(tmp_path: Path) -> None:
    store = fabricate(tmp_path / "s", [model("a/b"), model("c")])
    found = tables(store)
    assert found["growth"] == found["bursts"] == found["survival"] == []
    assert found["generation_time"] == found["growth_families"] == []
    assert {row["item"]: row["holders"] for row in found["concentration"]}["models by owner"] == 1
    assert all(one.sentence for one in ANALYSES.get("growth").answer(store, False))


@pytest.mark.parametrize("params", [{"window": 0}, {"resamples": -1}, {"traits": ["likes"]}])
def test_parameters_without_meaning_are_refused(tmp_path: Path, params: dict[str, Any]) -> None:
    store = fabricate(tmp_path / "s", [model("a/b")])
    with pytest.raises(UserError):
        tables(store, **params)

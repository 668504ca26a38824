"""Bulk uploads against a search of every window of every owner."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.bulk import bulk_families, bulk_uploads
from heredity.analyses.population import Coded, Population
from heredity.hub.simulated import simulate
from heredity.store.columns import texts
from heredity.study import Study
from tests.oracles import bulk as oracle

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
OWNERS = ("ada", "ben", "cy")


@dataclass
class Model:
    family: int
    owner: int
    hours: int | None
    known: bool


models = st.lists(
    st.builds(
        Model,
        st.integers(0, 2),
        st.integers(-1, 2),
        st.none() | st.integers(0, 8).map(lambda n: n * 12) | st.integers(0, 100),
        st.booleans() | st.just(True),
    ),
    max_size=30,
)


def population(drawn: list[Model]) -> Population:
    """Columns as `Population` gives them, without a study behind."""
    family = np.array([m.family for m in drawn], np.int64)
    known = np.array([m.known for m in drawn], bool)
    dated = np.array([m.hours is not None and m.known for m in drawn], bool)
    created = np.array([micros(m.hours or 0) for m in drawn], np.int64)
    codes = np.array([m.owner if m.known else -1 for m in drawn], np.int64)
    columns: Any = SimpleNamespace(
        family=family,
        families=3,
        in_snapshot=known,
        coded=lambda _: Coded(codes, texts(OWNERS)),
        numbers=lambda _: (created * dated, dated),
    )
    return cast("Population", columns)


def micros(hours: int) -> int:
    return int((EPOCH + timedelta(hours=hours)).timestamp()) * 1_000_000


def day(value: int) -> datetime | None:
    return None if value < 0 else datetime.fromtimestamp(value / 1e6, UTC)


@given(models, st.integers(1, 4), st.integers(1, 3), st.sampled_from([0.25, 0.5, 1.0]))
def test_it_finds_what_a_literal_search_finds(
    drawn: list[Model], least: int, days: int, share: float
) -> None:
    members = [
        (
            str(m.family),
            OWNERS[m.owner] if m.owner >= 0 else None,
            None if m.hours is None else EPOCH + timedelta(hours=m.hours),
        )
        for m in drawn
        if m.known
    ]
    expected = oracle.uploads(members, least, days, Fraction(share), smallest=3)
    settings = {"least": least, "days": days, "share": share, "smallest": 3}
    found = bulk_uploads(population(drawn), **settings)  # type: ignore[arg-type]
    rows = {
        (str(family), OWNERS[owner]): (
            int(found.owned[at]), int(found.most[at]), day(int(found.start[at])),
            day(int(found.end[at])), bool(found.by_window[at]), bool(found.by_share[at]),
        )
        for at, (family, owner) in enumerate(zip(found.family, found.owner, strict=True))
    }  # fmt: skip
    assert rows == expected
    marked = bulk_families(population(drawn), **settings)  # type: ignore[arg-type]
    assert [str(f) for f in np.flatnonzero(marked)] == sorted({f for f, _ in expected})


def test_the_window_is_open_at_its_end() -> None:
    day_apart = [Model(0, 0, hours, True) for hours in (0, 24)]
    closer = [Model(0, 0, hours, True) for hours in (0, 23)]
    assert not bulk_families(population(day_apart), least=2, days=1).any()
    assert bulk_families(population(closer), least=2, days=1).tolist() == [True, False, False]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> tuple[Population, Path]:
    folder = tmp_path_factory.mktemp("uploads")
    simulate(20_000, 5, folder / "hub", cards=False)
    study = Study(folder / "study", create=True)
    study.import_([folder / "hub"])
    study.link()
    study.describe()
    return Population(study.store), folder / "hub" / "truth" / "uploaders.parquet"


def test_planted_uploaders_are_found_and_no_one_else(hub: tuple[Population, Path]) -> None:
    people, truth = hub
    planted = pq.read_table(truth).to_pylist()
    least = min(row["models"] for row in planted)
    found = bulk_uploads(people, least=least)
    owners = people.coded("author").names.to_pylist()
    rows = {
        owners[owner]: (most, day(int(start)), day(int(end)))
        for owner, most, start, end in zip(
            found.owner, found.most, found.start, found.end, strict=True
        )
        if most >= least
    }
    for row in planted:
        first, last = (datetime.fromisoformat(row[key]) for key in ("first", "last"))
        most, start, end = rows[row["owner"]]
        assert row["models"] <= most <= 1.02 * row["models"]
        assert start is not None
        assert end is not None
        assert start <= first
        assert last <= end
    assert set(rows) == {row["owner"] for row in planted}

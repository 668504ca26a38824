"""Intervals of similarities and of shifts cover the truth as often as they say."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from heredity.analyses.contrasts import bounds, part
from heredity.analyses.similarity.frame import Frame
from heredity.analyses.similarity.kin import Kin
from heredity.analyses.similarity.patterns import row_of
from heredity.analyses.similarity.rows import Rows
from heredity.analyses.similarity.shift import ByFamily, fans, ratio
from tests.analyses.similarity.planted import pedigree_of, unit

ROUNDS, FAMILIES, WIDTH = 300, 120, 24


def hub(random: np.random.Generator, families: int) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Families of 2 to 8 children, each with a shift and a scatter of its own."""
    edges: list[tuple[int, int]] = []
    vectors: list[np.ndarray] = []
    for _ in range(families):
        founder = len(vectors)
        vectors.append(unit(random.normal(size=WIDTH)))
        shift = random.uniform(0.05, 0.5) ** 0.5 * unit(random.normal(size=WIDTH))
        noise = random.uniform(0.05, 0.3)
        for _ in range(random.integers(2, 9)):
            scatter = random.normal(size=WIDTH) * np.sqrt(noise / WIDTH)
            edges.append((founder, len(vectors)))
            vectors.append(unit(vectors[founder] + shift + scatter))
    return edges, np.array(vectors)


def measured(random: np.random.Generator, families: int, draws: int) -> tuple:
    """The comparison of siblings with their parent and the share of the shift, with intervals."""
    edges, vectors = hub(random, families)
    pedigree = pedigree_of(edges, len(vectors))
    kin = Kin(pedigree, pedigree.family, np.full(len(vectors), -1))
    frame = Frame(
        "all", kin, np.ones(len(vectors), bool), np.zeros(kin.families, bool), False, draws,
        int(random.integers(1 << 30)),
    )  # fmt: skip
    found = frame.measure(Rows.of(csr_array(vectors), np.arange(len(vectors))))
    one, other = row_of("fork2", 2), row_of("fork2", 1)
    table, could = found.tables["all"], frame.could["none"].could
    means = part(table.sum(axis=1), could.sum(axis=1))
    every = ByFamily.of(fans(found, "all"), kin.families)
    sums = np.array([every.weight * every.shift, every.weight * every.noise])
    rho = ratio(*sums.sum(axis=1)[:, None])[0]
    if not draws:
        return means[one] - means[other], rho, None
    drawn = found.micro["none"]
    again = frame.resamples.totals(sums)
    both = np.column_stack([drawn[:, one] - drawn[:, other], ratio(again[:, 0], again[:, 1])])
    return means[one] - means[other], rho, bounds(both)


@pytest.mark.slow
def test_intervals_cover() -> None:
    random = np.random.default_rng(17)
    whole = [measured(random, 3_000, 0)[:2] for _ in range(4)]
    truth = np.mean(whole, axis=0)
    held = np.zeros(2)
    for _ in range(ROUNDS):
        low, high = measured(random, FAMILIES, 500)[2]
        held += (low <= truth) & (truth <= high)
    covered = held / ROUNDS
    # 95 % but for chance (two standard errors) and the known shortness of percentile intervals.
    assert (covered > 0.905).all(), covered
    assert (covered < 0.985).all(), covered

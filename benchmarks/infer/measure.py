"""How often inferred parents are right, where what is declared was hidden.

Two ways to count. *Declared*: the inferred parent is one that the child declares. *In line*: it is
declared, or the child is a copy by name and what it declares is an ancestor of the inferred parent
(the copy of a merge declares what was merged, since its card repeats the merge's): then the
inferred parent lies between the child and what it declares, and contradicts nothing. Where the
child is a copy by name, declares none of the models of that name, and nothing is known of what the
inferred parent declares, nobody can say whether it is in line: that is *open*, and counts neither
way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from math import sqrt
from typing import Any

import numpy as np

from benchmarks.infer.universe import Truth
from heredity.core.edgesets import RELATIONS
from heredity.pedigree.infer.candidates import Candidates, candidates
from heredity.pedigree.infer.features import CLASSES, Weighed, weigh
from heredity.pedigree.infer.kinds import KINDS
from heredity.pedigree.infer.stage import exact_of, ranks, sure_of
from heredity.pedigree.infer.subjects import Floats, facts
from heredity.store import Store
from heredity.store.columns import Flags, Ints

COPY = RELATIONS.index("quantized")
FARTHEST = 12
SEED, DRAWS = 7, 4_000


@dataclass(frozen=True)
class Trial:
    """Candidates in a study where some children's parents are hidden, with the truth.

    Attributes:
        ids: Id of each node.
        found: The candidates.
        weighed: What is weighed of them.
        hidden: Whether the child's parents were hidden, for each candidate.
        declared: Whether the candidate is a declared parent.
        in_line: Whether it is one, or lies between the child and one.
        open: Whether nobody can say.
        exact: Whether it would be marked exact, were it sure; see the table `inferred`.
        children: Number of children whose parents were hidden.
    """

    ids: list[str]
    found: Candidates
    weighed: Weighed
    hidden: Flags
    declared: Flags
    in_line: Flags
    open: Flags
    exact: Flags
    children: int


def trial(store: Store, truth: Truth, hidden: list[str]) -> Trial:
    """Look for the hidden parents of some children."""
    found, known = candidates(store), facts(store)
    weighed = weigh(found, known)
    ids = store.arrow("nodes", ["model_id"]).column("model_id").to_pylist()
    parents, away = parents_of(truth), set(hidden)
    inside = np.array([ids[node] in away for node in found.child.tolist()], bool)
    declared, in_line, open_ = (np.zeros(len(inside), bool) for _ in range(3))
    rows = np.flatnonzero(inside).tolist()
    for row in rows:
        declared[row] = ids[found.parent[row]] in parents[ids[found.child[row]]]
    met = set(found.child[declared].tolist())
    # Only children hide what they declare: a parent's own declaration is known, as on the hub.
    declaring = np.array([bool(parents.get(name)) for name in ids])
    exact = exact_of(weighed.relation, found.parent, declaring)
    for row in rows:
        child, parent = ids[found.child[row]], ids[found.parent[row]]
        copy = weighed.relation[row] == COPY
        in_line[row] = declared[row] or (copy and bool(parents[child] & above(parents, parent)))
        silent = copy and parent in truth.unasked and found.child[row] not in met
        open_[row] = silent and not in_line[row]
    return Trial(ids, found, weighed, inside, declared, in_line, open_, exact, len(hidden))


def together(parts: list[Trial]) -> Trial:
    """Several trials of one universe as one: of each the candidates for its hidden children."""
    ids = sorted({each for part in parts for each in part.ids})
    number = {each: at for at, each in enumerate(ids)}
    rows = [np.flatnonzero(part.hidden) for part in parts]

    def joined(pick: Callable[[Trial], Any]) -> Any:
        picked = [np.asarray(pick(part))[at] for part, at in zip(parts, rows, strict=True)]
        return np.concatenate(picked)

    places = [np.array([number[each] for each in part.ids]) for part in parts]
    ends = {
        end: np.concatenate([
            place[getattr(part.found, end)[at]]
            for part, place, at in zip(parts, places, rows, strict=True)
        ])
        for end in ("child", "parent")
    }  # fmt: skip
    rest = {
        f.name: joined(lambda part, name=f.name: getattr(part.found, name))
        for f in fields(Candidates)
        if f.name not in ends
    }
    features = {
        name: {
            key: joined(lambda part, a=name, b=key: part.weighed.features[a][b])
            for key in parts[0].weighed.features[name]
        }
        for name in CLASSES
    }
    weighed = Weighed(
        joined(lambda part: part.weighed.group),
        joined(lambda part: part.weighed.relation),
        joined(lambda part: part.weighed.vetoed),
        features,
    )
    truths = [joined(lambda part, name=n: getattr(part, name))
              for n in ("hidden", "declared", "in_line", "open", "exact")]  # fmt: skip
    return Trial(ids, Candidates(**ends, **rest), weighed, *truths,
                 children=sum(part.children for part in parts))  # fmt: skip


def parents_of(truth: Truth) -> dict[str, set[str]]:
    """The declared parents of each child."""
    found: dict[str, set[str]] = defaultdict(set)
    columns = (truth.edges.column(name).to_pylist() for name in ("child_id", "parent_id"))
    for child, parent in zip(*columns, strict=True):
        found[child].add(parent)
    return found


def above(parents: dict[str, set[str]], model: str) -> set[str]:
    """The declared ancestors of a model."""
    seen: set[str] = set()
    front = {model}
    for _ in range(FARTHEST):
        front = {p for each in front for p in parents.get(each, ())} - seen
        seen |= front
    return seen


def sure(of: Trial, scores: Floats, least: float) -> Ints:
    """Candidates for hidden children that are marked confident."""
    rank = ranks(of.found.child, scores)
    return np.flatnonzero(sure_of(of.found, of.weighed, scores, rank, least) & of.hidden)


def kind_of(of: Trial, row: int) -> str:
    """The first, and so the strongest, kind of evidence for a candidate."""
    bits = int(of.found.kinds[row])
    return KINDS[(bits & -bits).bit_length() - 1]


def class_of(of: Trial, row: int) -> str:
    """The class that a candidate was weighed in."""
    return CLASSES[int(of.weighed.group[row])]


def clustered(of: Trial, rows: Ints, right: Flags) -> tuple[float, float]:
    """The 95 % interval of the share that is right where owners, not parents, are drawn."""
    owners = np.array([of.ids[node].split("/")[0] for node in of.found.child[rows].tolist()])
    _, owner = np.unique(owners, return_inverse=True)
    tries, hits = np.bincount(owner), np.bincount(owner, right[rows])
    share = np.full(len(tries), 1 / len(tries))
    draws = np.random.default_rng(SEED).multinomial(len(tries), share, DRAWS)
    low, high = np.quantile((draws @ hits) / (draws @ tries), [0.025, 0.975])
    return float(low), float(high)


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not tries:
        return 0.0, 1.0
    z, share = 1.959964, hits / tries
    base = 1 + z * z / tries
    middle = share + z * z / (2 * tries)
    reach = z * sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    return (middle - reach) / base, (middle + reach) / base

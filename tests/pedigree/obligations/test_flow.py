"""Obligations against a literal walk over every lineage."""

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.core.edgesets import RELATIONS
from heredity.knowledge.licenses import LEVELS, normalize
from heredity.pedigree.obligations import RANKS, Declarations, Flow, Kinds, Links, Steps, flow
from heredity.pedigree.obligations.kinds import JUDGED_AS, MISSING, WAYS
from heredity.pedigree.obligations.paths import lineages
from tests.oracles import obligations as oracle

LABELS = [
    "", "", "other", "unknown", "mit", "apache-2.0", "cc0-1.0", "gpl-3.0", "cc-by-nc-4.0",
    "cc-by-nd-4.0", "llama3.1", "llama3", "gemma", "cc-by-sa-4.0", "mit OR gpl-3.0",
]  # fmt: skip
PAIRS = st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(RELATIONS))


@st.composite
def pedigrees(draw: st.DrawFn) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Labels of seven nodes, and edges from children to parents of smaller numbers."""
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=7, max_size=7))
    drawn = draw(st.lists(PAIRS, max_size=10, unique_by=lambda edge: edge[:2]))
    edges = sorted({(max(a, b), min(a, b)): r for a, b, r in drawn if a != b}.items())
    return labels, [(child, parent, relation) for (child, parent), relation in edges]


def links_of(edges: list[tuple[int, int, str]]) -> Links:
    bits = np.array([1 << RELATIONS.index(relation) for _, _, relation in edges], np.int64)
    ends = np.array([edge[:2] for edge in edges], np.int64).reshape(-1, 2)
    return Links(ends[:, 0], ends[:, 1], Steps.of(bits, np.zeros(len(edges), bool)))


def flowing(labels: list[str], edges: list[tuple[int, int, str]]) -> tuple[Flow, Declarations]:
    known = list(dict.fromkeys(labels))
    text = np.array([known.index(label) for label in labels], np.int64)
    declarations = Declarations.of(text, [normalize(label) for label in known])
    return flow(links_of(edges), declarations.number, Kinds(declarations.declared)), declarations


@settings(max_examples=300, deadline=None)
@given(pedigrees())
def test_flow_is_a_walk_over_every_lineage(
    drawn: tuple[list[str], list[tuple[int, int, str]]],
) -> None:
    labels, edges = drawn
    made, declarations = flowing(labels, edges)
    above = defaultdict(list)
    for child, parent, relation in edges:
        above[child].append((parent, relation))
    declared = [declarations.declared[n] for n in declarations.number]
    ranks = made.kinds.ranks
    for node in range(len(labels)):
        told = defaultdict(list)
        for one in oracle.owed(declared, above, node):
            kind = (
                declarations.number[one.path[0]] * WAYS + one.steps * 3 + JUDGED_AS.index(one.how)
            )
            told[int(kind)].append(one)
        entries = np.flatnonzero(made.node.values == node)
        assert sorted(told) == sorted(made.kind.values[entries].tolist())
        assert sorted(told) == list(made.sets.members(int(made.held[node])))
        for entry in entries.tolist():
            walks = told[int(made.kind.values[entry])]
            assert int(made.chain.values[entry]) == min(one.chain for one in walks)
            assert bool(made.fresh[entry]) == any(one.fresh for one in walks)
            verdict = made.kinds.verdicts[made.verdict.values[entry]]
            assert verdict == walks[0].verdict
            assert RANKS[ranks[made.verdict.values[entry]]] == verdict.verdict
            _, path = lineages(made, np.array([entry]))
            best = [one for one in walks if one.chain == made.chain.values[entry]]
            assert tuple(path.tolist()) in [one.path for one in best]
            assert len(path) == made.distance.values[entry] + 1


@settings(max_examples=100, deadline=None)
@given(pedigrees(), st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_edges_does_not_matter(
    drawn: tuple[list[str], list[tuple[int, int, str]]], random: object
) -> None:
    labels, edges = drawn
    names = list(range(len(labels)))
    random.shuffle(names)  # type: ignore[attr-defined]
    moved = [""] * len(labels)
    for old, new in enumerate(names):
        moved[new] = labels[old]
    renamed = sorted((names[child], names[parent], r) for child, parent, r in edges)
    one, _ = flowing(labels, edges)
    other, _ = flowing(moved, renamed)

    def told(made: Flow, node: int) -> list[tuple[str, int]]:
        entries = np.flatnonzero(made.node.values == node)
        verdicts = [made.kinds.verdicts[n] for n in made.verdict.values[entries]]
        chains = made.chain.values[entries].tolist()
        return sorted((str(v), chain) for v, chain in zip(verdicts, chains, strict=True))

    for old, new in enumerate(names):
        assert told(one, old) == told(other, new)


@settings(max_examples=100, deadline=None)
@given(pedigrees(), st.sampled_from(LABELS))
def test_one_more_parent_never_makes_a_verdict_better(
    drawn: tuple[list[str], list[tuple[int, int, str]]], label: str
) -> None:
    labels, edges = drawn
    more = sorted([*edges, (7, 6, "merge"), (7, 5, "merge")])
    before, _ = flowing([*labels, label], [edge for edge in more if edge[:2] != (7, 5)])
    after, _ = flowing([*labels, label], more)

    def worst(made: Flow) -> int:
        entries = np.flatnonzero(made.node.values == 7)
        return int(made.kinds.ranks[made.verdict.values[entries]].max())

    assert worst(after) >= worst(before)


def test_a_circle_shares_what_its_models_inherit_and_declare() -> None:
    labels = ["gpl-3.0", "mit", "apache-2.0", "mit"]
    edges = [(1, 0, "finetune"), (1, 2, "finetune"), (2, 1, "finetune"), (3, 2, "finetune")]
    made, _ = flowing(labels, edges)
    codes = [made.kinds.verdicts[n].code for n in made.verdict.values[made.edge]]
    assert codes == ["LIC010", "LIC001", "LIC001", "LIC001"]
    held = {
        int(node): {
            made.kinds.declared[k // WAYS].ids[0] for k in made.sets.members(int(made.held[node]))
        }
        for node in range(4)
    }
    every = {"gpl-3.0", "mit", "apache-2.0"}
    assert held == {0: set(), 1: every, 2: every, 3: every}
    levels = [made.kinds.verdicts[made.verdict.values[made.edge[at]]].confidence for at in (1, 2)]
    assert levels == [LEVELS[0]] * 2


def test_a_model_alone_in_declaring_owes_itself_nothing() -> None:
    made, _ = flowing(["cc-by-nd-4.0", "mit"], [(0, 1, "finetune"), (1, 0, "finetune")])
    own = made.node.values[made.own].tolist()
    assert own == [0, 1]
    assert made.first.values[made.own].tolist() == [-1, -1]


def test_a_missing_parent_is_a_gap_that_is_passed_on() -> None:
    text = np.array([0, 1, 1], np.int64)
    declarations = Declarations.of(text, [MISSING, normalize("mit")])
    edges = [(1, 0, "finetune"), (2, 1, "finetune")]
    made = flow(links_of(edges), declarations.number, Kinds(declarations.declared))
    verdicts = [made.kinds.verdicts[n].code for n in made.verdict.values]
    assert sorted(verdicts) == ["LIC000", "LIC053", "LIC053"]
    gaps = made.kinds.gap[made.kinds.declaration(made.kind.values)]
    assert made.first.values[gaps].tolist() == [1, 1]


def test_nothing_flows_without_edges() -> None:
    made, _ = flowing(["mit", ""], [])
    assert len(made.kind) == 0
    assert made.held.tolist() == [0, 0]

"""What belongs to an edge set in our form and in the published one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.forms import OURS, PAPER
from heredity.analyses.sides import IN_SNAPSHOT
from heredity.core.edgesets import EDGE_SET_NAMES, RELATIONS, parse_edge_set
from tests.oracles import mutation as oracle

relations = st.sets(st.sampled_from(RELATIONS), min_size=1)


def bits_of(carried: set[str], inside: bool) -> int:
    return sum(1 << RELATIONS.index(name) for name in carried) + IN_SNAPSHOT * inside


@given(relations, st.booleans(), st.sampled_from(EDGE_SET_NAMES))
def test_an_edge_is_in_the_set_that_the_oracle_puts_it_in(
    carried: set[str], inside: bool, name: str
) -> None:
    edge = {relation: relation in carried for relation in RELATIONS}
    edge |= {"cut": False, "child_id": "c", "parent_id": "p" if inside else "gone"}
    traits: dict = {"c": {}, "p": {}}
    for form in (OURS, PAPER):
        chosen = form.chosen(parse_edge_set(name))[bits_of(carried, inside)]
        assert chosen == bool(oracle.edges_of([edge], traits, name, form.compat))


@given(relations)
def test_of_several_relations_the_published_form_keeps_the_last(carried: set[str]) -> None:
    kept = {name for name, flags in PAPER.relations().items() if flags[bits_of(carried, True)]}
    edge = {relation: relation in carried for relation in RELATIONS}
    assert kept == oracle.relations_of(edge, compat=True)
    assert len(kept) == 1


def test_ours_keeps_them_all() -> None:
    everything = bits_of(set(RELATIONS), True)
    assert all(flags[everything] for flags in OURS.relations().values())
    assert np.flatnonzero(OURS.relations()["finetune"])[0] == 1

"""Licenses along the pedigree of a study: read, let flow, and judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.graph import pack
from heredity.pedigree.obligations.declarations import Declarations, read_declarations
from heredity.pedigree.obligations.flow import Flow, Links, flow
from heredity.pedigree.obligations.kinds import Kinds, Steps
from heredity.store import Store
from heredity.store.columns import Flags, Ints, flags, integers

STRICTEST: Final = ("merge", "finetune", "quantized", "adapter", "unspecified")
"""Relations, the strictest first: where an edge carries several, the first of them counts."""

READS: Final = ("models", "nodes", "edges")


@dataclass(frozen=True, slots=True, eq=False)
class Inheritance:
    """Who declares what, who descends from whom, and what follows.

    Attributes:
        declarations: What each node declares.
        links: The derivations, in the order of table `edges`.
        relation: Place of each edge's strictest relation in `STRICTEST`.
        relations: Everything that it carries, bit `i` for relation `i` of `RELATIONS`.
        in_snapshot: Whether a record describes each node.
        flow: The obligations.
    """

    declarations: Declarations
    links: Links
    relation: Ints
    relations: Ints
    in_snapshot: Flags
    flow: Flow


def read_inheritance(store: Store) -> Inheritance:
    """Let the obligations of a study's licenses flow along all its edges, cut ones too.

    Raises:
        StudyError: The study has not been linked.
    """
    for name in READS:
        store.need(name)
    held = flags(store.arrow("nodes", ["in_snapshot"]).column("in_snapshot"))
    rows = store.arrow("edges", ["child", "parent", "inferred", *RELATIONS])
    carried = {name: flags(rows.column(name)) for name in RELATIONS}
    relations = pack(carried).astype(np.int64)
    links = Links(
        integers(rows.column("child")),
        integers(rows.column("parent")),
        Steps.of(relations, flags(rows.column("inferred"))),
    )
    relation = np.select([carried[name] for name in STRICTEST], range(len(STRICTEST)), 0)
    declarations = read_declarations(store, held)
    made = flow(links, declarations.number, Kinds(declarations.declared))
    return Inheritance(declarations, links, relation.astype(np.int64), relations, held, made)

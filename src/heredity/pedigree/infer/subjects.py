"""What inference looks at: nodes without a declared parent, and the facts of all nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.knowledge.inference import NORMAL, suffix_regex
from heredity.pedigree.edges import UNBORN
from heredity.store import Store
from heredity.store.arrow import Table as Columns
from heredity.store.columns import Flags, Ints, integers, whole
from heredity.store.expr import StringValue, Table, coalesce, ifelse, literal
from heredity.store.plain import numbered

FLOOR: Final = 1_646_263_744_000_000
"""2022-03-02T23:29:04Z in microseconds: what the hub gives for anything as old or older."""

_NUMBERS: Final = {
    "hidden": '"(?:hidden_size|n_embd|d_model)" ?: ?([0-9]+)',
    "layers": '"(?:num_hidden_layers|n_layer|num_layers)" ?: ?([0-9]+)',
}
_TYPE: Final = '"model_type" ?: ?"([^"]+)"'
_TOTAL: Final = '"total" ?: ?([0-9]+)'
_SIZE: Final = r"(?:^|[^a-z0-9.])((?:[0-9]+x)?[0-9]+(?:\.[0-9]+)?[bm])(?:[^a-z0-9]|$)"

Floats = npt.NDArray[np.float64]


def undeclared(store: Store) -> Table:
    """Nodes with a record and without a declared parent that is in the pedigree: node, model_id."""
    nodes, edges = store.table("nodes"), store.table("edges")
    alone = nodes.anti_join(edges.filter(~edges.cut), nodes.node == edges.child)
    return alone.filter(alone.in_snapshot).select("node", "model_id")


def normal(text: StringValue) -> StringValue:
    """A name as it is compared."""
    return text.lower().re_replace(NORMAL, "-")


def name_of(ids: Table) -> Table:
    """Ids with `owner` (empty for a bare name) and `name`: the columns node, model_id and those."""
    slash = ids.model_id.contains("/")
    return ids.mutate(
        owner=ifelse(slash, ids.model_id.split("/")[0], literal("")),
        name=ids.model_id.re_replace("^[^/]*/", ""),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What is known of each node; a row is a node.

    Attributes:
        born: Creation in microseconds; `UNBORN` where it is not known or was backfilled.
        fame: ln(1 + downloads) + 2 ln(1 + likes) + 2 ln(1 + declared children): how likely people
            are to start from it.
        children: Declared children.
        parameters: Parameter count of its weights; 0 where it is not known.
        owner: Number of its owner; the same for all bare names.
        kind: Number of its model type; -1 where it is not known.
        size: Number of the size that its name states; -1 where it states none.
        shape: Hidden size and layers, a column each; 0 where they are not known.
        adapter: Whether its record says that it is an adapter.
        copy: Whether its name ends like that of a quantized or converted copy.
        packed: Whether it ends like that of a copy that nobody starts from.
    """

    born: Ints
    fame: Floats
    children: Ints
    parameters: Ints
    owner: Ints
    kind: Ints
    size: Ints
    shape: Ints
    adapter: Flags
    copy: Flags
    packed: Flags


def facts(store: Store) -> Facts:
    """The facts of all nodes, in the order of the nodes."""
    rows = store.run(_described(store).order_by("node"))
    born = integers(rows.column("created_at"), null=UNBORN)
    children = integers(rows.column("children"))
    fame = _log(rows, "downloads") + 2 * _log(rows, "likes") + 2 * np.log1p(children)
    shape = np.stack([integers(rows.column(name)) for name in _NUMBERS], axis=1)
    return Facts(
        np.where(born <= FLOOR, UNBORN, born),
        fame,
        children,
        integers(rows.column("parameters")),
        numbered(rows.column("owner")),
        _codes(rows, "kind"),
        _codes(rows, "size"),
        shape,
        integers(rows.column("adapter")).astype(bool),
        integers(rows.column("copy")).astype(bool),
        integers(rows.column("packed")).astype(bool),
    )


def _log(rows: Columns, name: str) -> Floats:
    return np.log1p(np.maximum(integers(rows.column(name)), 0))


def _codes(rows: Columns, name: str) -> Ints:
    """Texts as numbers, -1 for the empty one."""
    codes = numbered(rows.column(name))
    empty = np.flatnonzero(integers(whole(rows.column(f"no_{name}"))))
    codes[empty] = -1
    return codes


def _described(store: Store) -> Table:
    nodes, edges, models = (store.table(name) for name in ("nodes", "edges", "models"))
    edges = edges.filter(~edges.cut)
    children = edges.group_by("parent").agg(children=edges.count())
    config = coalesce(models.config, literal(""))
    total = models.gguf.re_extract(_TOTAL, 1).nullif("").cast("int64")
    said = models.select(
        "model_id",
        "created_at",
        "downloads",
        "likes",
        parameters=coalesce(models.parameters, total, literal(0, "int64")),
        kind=coalesce(config.re_extract(_TYPE, 1), literal("")),
        adapter=(models.library == "peft").fill_null(False)
        | models.tags.contains("lora").fill_null(False),
        **{
            name: coalesce(config.re_extract(pattern, 1).nullif("").cast("int64"), literal(0))
            for name, pattern in _NUMBERS.items()
        },
    )
    rows = name_of(nodes.select("node", "model_id")).left_join(said, "model_id")
    rows = rows.left_join(children, rows.node == children.parent)
    size = coalesce(rows.name.lower().re_extract(_SIZE, 1), literal(""))
    kind, plain = coalesce(rows.kind, literal("")), normal(rows.name)
    return rows.select(
        "node",
        "created_at",
        "downloads",
        "likes",
        "owner",
        children=rows.children.fill_null(0),
        parameters=rows.parameters.fill_null(0),
        adapter=rows.adapter.fill_null(False).cast("int64"),
        copy=plain.re_search(suffix_regex("quantized")).cast("int64"),
        packed=plain.re_search(suffix_regex("quantized", hard=True)).cast("int64"),
        kind=kind,
        size=size,
        no_kind=(kind == "").cast("int64"),
        no_size=(size == "").cast("int64"),
        **{name: rows[name].fill_null(0) for name in _NUMBERS},
    )

"""A study of all real rows at hand, and copies of it in which some declared parents are hidden.

Hidden means: base_model tags, the hub's resolved parents, front matter and curated links of the
child are taken away, and the front matter is cut off its card. Parents stay known models, as on
the whole hub, so ids that only lists of links name become bare records.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.link import LINK
from heredity.store import Context, Stage, Store
from heredity.store.schema import TABLES
from heredity.store.stage import run_stage
from heredity.study import Study, sample_files

FILES = (
    "hub/hub_stats_sample.parquet",
    "hub/radar_2026.parquet",
    "hub/api_list_2024.json.gz",
    "hub/api_model_info_2024.json.gz",
    "cards/cards_dev.parquet",
)
LINKS = "hub/edges_dev.parquet"
CONFIGS = "configs/configs_dev.parquet"
FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n.*?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FOLDS = 5
HELD_OUT = 2
"""Folds that the weights that ship were not fitted on: the first ones."""

LONG_AGO = date(2022, 1, 1)


def build(data: Path, folder: Path) -> Store:
    """Import all rows at hand into a new study and link it."""
    study = Study(folder, create=True)
    study.import_([data / name for name in FILES])
    study.import_([data / LINKS], format="links")
    study.import_(sample_files())
    store = study.store
    models = store.arrow("models")
    ids = [store.arrow("links").column(end) for end in ("child", "parent")]
    configs = pq.read_table(data / CONFIGS)
    named = pc.unique(pa.chunked_array([c for x in [*ids, configs.column("id")] for c in x.chunks]))
    named = named.filter(
        pc.match_substring_regex(named, r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$")
    )
    new = named.filter(pc.invert(pc.is_in(named, models.column("model_id"))))
    models = pa.concat_tables([models, _bare(models.schema, new)])
    write(store, models=_with_configs(models, configs).sort_by("model_id"))
    run_stage(store, LINK, Context(store))
    return store


def _bare(schema: pa.Schema, ids: pa.Array) -> pa.Table:
    """Records that hold an id and nothing else."""
    parts = pc.split_pattern(ids, "/", max_splits=1)
    known = {
        "model_id": ids,
        "owner": pc.list_element(parts, 0),
        "name": pc.list_element(parts, 1),
        "asked": pa.repeat(0, len(ids)),
        "source": pa.repeat("links", len(ids)),
        "row": pa.array(np.arange(1, len(ids) + 1)),
        "snapshot": pa.repeat(LONG_AGO, len(ids)),
    }
    columns = [known.get(f.name, pa.nulls(len(ids), f.type)).cast(f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _with_configs(models: pa.Table, configs: pa.Table) -> pa.Table:
    """The models with configurations where they have none."""
    place = pc.index_in(models.column("model_id"), configs.column("id").combine_chunks())
    given = configs.column("config").combine_chunks().take(place.combine_chunks())
    at = models.schema.get_field_index("config")
    full = pc.coalesce(models.column("config"), given)
    return models.set_column(at, models.schema.field(at), full)


def write(store: Store, **tables: pa.Table) -> None:
    """Write tables of facts as the import would."""
    for name, rows in tables.items():
        conformed = rows.select(TABLES.get(name).names).cast(TABLES.get(name).arrow)
        stage = Stage("import", (), (name,), lambda _, n=name, r=conformed: {n: r})
        run_stage(store, stage, Context(store), force=True)


@dataclass(frozen=True)
class Truth:
    """What is declared.

    Attributes:
        edges: child_id, parent_id and a flag for each relation.
        folds: For each child id, the fold of its owner and that of its family.
        unasked: Ids of models whose own records are not at hand: what they declare is not known.
    """

    edges: pa.Table
    folds: dict[str, tuple[int, int]]
    unasked: set[str]

    def side(self, held_out: bool) -> list[str]:
        """The children whose owner and family are both held out, or are both not."""
        return [
            child
            for child, pair in self.folds.items()
            if all((fold < HELD_OUT) == held_out for fold in pair)
        ]


def truth(store: Store) -> Truth:
    """The declared edges, and the folds of children.

    A fold has a fifth of all owners, or of all families, drawn by a hash of their names. A family
    is here all models that one founder is reached from by primary parents.
    """
    edges = store.arrow("edges", ["child_id", "parent_id", "cut", *RELATIONS])
    edges = edges.filter(pc.invert(edges.column("cut")))
    members = store.arrow("members", ["edge_set", "model_id", "founder_id"])
    members = members.filter(pc.equal(members.column("edge_set"), "all"))
    names = (members.column(name).to_pylist() for name in ("model_id", "founder_id"))
    founder = dict(zip(*names, strict=True))
    children = sorted(set(edges.column("child_id").to_pylist()))
    folds = {c: (fold(f"owner {c.split('/')[0]}"), fold(f"family {founder[c]}")) for c in children}
    models = store.arrow("models", ["model_id", "asked"])
    silent = models.filter(pc.equal(models.column("asked"), 0)).column("model_id").to_pylist()
    return Truth(edges, folds, set(silent) - set(children))


def fold(text: str) -> int:
    """A fold, by a hash."""
    return hashlib.sha256(text.encode()).digest()[0] % FOLDS


def hide(store: Store, hidden: list[str], folder: Path) -> Store:
    """A copy of a study without what is declared of some children, linked."""
    children = pa.array(hidden, pa.string())
    other = Store(folder, create=True)
    models, links, cards = (store.arrow(name) for name in ("models", "links", "cards"))
    gone = pc.is_in(models.column("model_id"), children)
    for name in ("base_models", "card_base_models", "card_relation"):
        models = _changed(models, name, gone, lambda x: pa.nulls(len(x), x.type))
    models = _changed(models, "tags", gone, _untagged)
    links = links.filter(pc.invert(pc.is_in(links.column("child"), children)))
    mute = pc.is_in(cards.column("model_id"), children)
    cards = _changed(cards, "metadata", mute, lambda x: pa.nulls(len(x), x.type))
    cards = _changed(cards, "text", mute, _headless)
    write(other, models=models, links=links, cards=cards)
    run_stage(other, LINK, Context(other))
    return other


def _changed(
    rows: pa.Table, name: str, where: pa.ChunkedArray, change: Callable[[pa.Array], pa.Array]
) -> pa.Table:
    """A table with one column changed in some rows."""
    at = rows.schema.get_field_index(name)
    kind = rows.schema.field(at)
    column = rows.column(name).combine_chunks()
    flags = where.to_numpy(zero_copy_only=False)
    new = change(column.filter(pa.array(flags)))
    place = np.arange(len(column))
    place[flags] = len(column) + np.arange(len(new))
    return rows.set_column(
        at, kind, pa.concat_arrays([column, new.cast(kind.type)]).take(pa.array(place))
    )


def _untagged(tags: pa.Array) -> pa.Array:
    lists = tags.to_pylist()
    kept = [each and [t for t in each if not t.startswith("base_model:")] for each in lists]
    return pa.array(kept, tags.type)


def _headless(cards: pa.Array) -> pa.Array:
    return pa.array([t and FRONT_MATTER.sub("", t, count=1) for t in cards.to_pylist()], cards.type)

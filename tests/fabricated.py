"""Small studies whose tables are written by hand, without the stages that usually make them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from heredity.core.edgesets import RELATIONS, parse_edge_set
from heredity.store import Context, Stage, Store
from heredity.store.arrow import Table
from heredity.store.facts import ASKED
from heredity.store.schema import TABLES
from heredity.store.stage import run_stage
from heredity.traits.describe import DESCRIBE

EdgeRow = tuple[str, str, frozenset[str]]
EVERYTHING = sum(ASKED.values())


def arrow(name: str, rows: Iterable[Mapping[str, Any]]) -> Table:
    """Rows as a table of that name; columns that a row does not name are null."""
    spec = TABLES.get(name)
    full = [{column: row.get(column) for column in spec.names} for row in rows]
    made = Table.from_pylist(full, schema=spec.arrow)
    return made.sort_by([(column, "ascending") for column in spec.key]) if spec.key else made


def write(store: Store, stage: str, **tables: Iterable[Mapping[str, Any]]) -> None:
    """Write tables as if a stage had made them."""
    made = {name: arrow(name, rows) for name, rows in tables.items()}
    run_stage(store, Stage(stage, (), tuple(made), lambda _: made), Context(store))


def model(model_id: str, **columns: Any) -> dict[str, Any]:
    """A row of `models`, by default one whose source was asked for everything."""
    owner, _, name = model_id.rpartition("/")
    row = {"model_id": model_id, "owner": owner or None, "name": name, "asked": EVERYTHING}
    return row | {"source": "rows.jsonl", "row": 1, "snapshot": date(2026, 8, 22)} | columns


def family_of(nodes: Sequence[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Smallest id of each node's weak component."""
    family = {node: node for node in nodes}
    pairs = list(pairs)
    changed = True
    while changed:
        changed = False
        for pair in pairs:
            least = min(family[end] for end in pair)
            for end in pair:
                changed |= family[end] != least
                family[end] = least
    return family


def generation_of(nodes: Sequence[str], pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Longest lineage that leads to each node; the pairs must hold no cycle."""
    generation = dict.fromkeys(nodes, 0)
    pairs = list(pairs)
    changed = True
    while changed:
        changed = False
        for child, parent in pairs:
            if generation[child] <= generation[parent]:
                generation[child] = generation[parent] + 1
                changed = True
    return generation


def edge(child: str, parent: str, relations: Iterable[str], **columns: Any) -> dict[str, Any]:
    """A row of `edges`, without its nodes."""
    carried = set(relations) or {"unspecified"}
    row: dict[str, Any] = {name: name in carried for name in RELATIONS}
    row |= {"child_id": child, "parent_id": parent, "evidence": ["tag"], "disagreements": []}
    row |= {"declared_as": [], "inferred": False, "confidence": 0.98, "cut": False}
    return row | columns


def link(
    store: Store, models: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]],
    rejects: Sequence[Mapping[str, Any]] = (), edge_sets: Sequence[str] = ("all", "finetune"),
) -> None:  # fmt: skip
    """Write the tables of the stage `link`; founders are the members with the smallest id."""
    known = {row["model_id"] for row in models}
    ends = {row[end] for row in edges for end in ("child_id", "parent_id")}
    nodes = sorted(known | ends)
    number = {node: at for at, node in enumerate(nodes)}
    placed = [
        dict(row)
        | {"child": number[row["child_id"]], "parent": number[row["parent_id"]]}
        | {"parent_in_snapshot": row["parent_id"] in known}
        for row in edges
    ]
    families: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for name in edge_sets:
        chosen = _pairs(placed, name)
        family, generation = family_of(nodes, chosen), generation_of(nodes, chosen)
        children = {child for child, _ in chosen}
        for node in nodes:
            members.append({
                "edge_set": name, "model_id": node, "family_id": family[node],
                "founder_id": node, "generation": generation[node], "in_snapshot": node in known,
            })  # fmt: skip
        for least in sorted(set(family.values())):
            inside = [node for node in nodes if family[node] == least]
            if len(inside) > 1:
                founders = [node for node in inside if node not in children]
                families.append({
                    "edge_set": name, "family_id": least, "founder_id": founders[0],
                    "models": len(inside), "stubs": sum(node not in known for node in inside),
                    "founders": len(founders), "depth": max(generation[node] for node in inside),
                    "edges": sum(family[child] == least for child, _ in chosen),
                })  # fmt: skip
    write(
        store, "link", edges=placed, families=families, members=members, rejects=rejects,
        nodes=[{"node": number[n], "model_id": n, "in_snapshot": n in known} for n in nodes],
    )  # fmt: skip


def _pairs(edges: Sequence[Mapping[str, Any]], name: str) -> list[tuple[str, str]]:
    wanted = parse_edge_set(name)
    return [
        (row["child_id"], row["parent_id"])
        for row in edges
        if not row["cut"]
        and any(row[relation] for relation in wanted.relations)
        and not any(row[relation] for relation in wanted.without)
    ]


def fabricate(
    folder: Path, models: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]] = (),
    rejects: Sequence[Mapping[str, Any]] = (), cards: Sequence[Mapping[str, Any]] = (),
    engine: str = "duckdb",
) -> Store:  # fmt: skip
    """A study with the tables of import, link and describe."""
    store = Store(folder, engine=engine, create=True)
    write(store, "import", models=models, history=(), cards=cards, links=())
    link(store, models, edges, rejects)
    run_stage(store, DESCRIBE, Context(store))
    return store

"""Commands that look at one model: show, lineage, family."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heredity.cli.house import open_study
from heredity.cli.options import edges_option, engine_option, format_option, study_option
from heredity.cli.output import grid, hint, print_json, text
from heredity.cli.output import show as print_parts
from heredity.cli.trees import draw

if TYPE_CHECKING:
    from heredity.pedigree.queries import FamilyView, LineageView


@click.command(
    epilog="""\b
Examples:
  heredity show Qwen/Qwen2.5-7B-Instruct
  heredity show https://huggingface.co/gpt2 --format json
"""
)
@click.argument("model")
@study_option
@engine_option
@format_option()
def show(model: str, study: Path, engine: str, form: str) -> None:
    """Say what MODEL is: its record, parents, children, traits and findings.

    MODEL is an id (owner/name), an old bare name (gpt2) or a pasted address.
    """
    about = open_study(study, engine=engine).show(model)
    if form == "json":
        print_json(about)
    elif form == "quiet":
        click.echo(about["model_id"])
    else:
        _show(about)


def _show(about: dict[str, Any]) -> None:
    parts = [grid([about["model_id"], ""], _facts(about), limit=90)]
    if about["parents"]:
        parts.append(_parents(about["parents"]))
    if about["guesses"]:
        parts.append(_guesses(about["guesses"]))
    if about["top_children"]:
        columns = ["model_id", "relations", "downloads"]
        rows = [[child[c] for c in columns] for child in about["top_children"]]
        parts.append(grid(columns, rows, "Children with the most downloads"))
    if about["findings"]:
        columns = ["code", "severity", "confidence", "message"]
        rows = [[row[c] for c in columns] for row in about["findings"]]
        parts.append(grid(columns, rows, "Findings", limit=100))
    print_parts(*parts)


def _facts(about: dict[str, Any]) -> list[list[Any]]:
    facts: list[list[Any]] = []
    if not about["in_snapshot"]:
        facts.append(["record", "none: another model names it as its parent"])
    traits = about["traits"]
    for name, value in about["facts"].items():
        status = traits.get(f"{name}_status") if value in (None, []) else None
        facts.append([name.replace("_", " "), status or value])
    children = about["children_by_relation"]
    facts += [
        ["founders", [*about["founders"], *(["…"] if about["more_founders"] else [])]],
        ["generation", about["generation"]],
        ["ancestors", about["ancestors"]],
        ["descendants", about["descendants"]],
        ["children", about["children"]],
        *([f"  {relation}", count] for relation, count in children.items()),
    ]
    return facts


def _parents(parents: list[dict[str, Any]]) -> Any:
    rows = [
        [
            parent["model_id"] + ("" if parent["in_snapshot"] else "  (no record)"),
            parent["relations"],
            parent["license"],
            parent["evidence"],
            "cut: it closed a cycle" if parent["cut"] else "; ".join(parent["disagreements"]),
        ]
        for parent in parents
    ]
    return grid(["parent", "relation", "license", "evidence", "note"], rows, "Parents")


def _guesses(guesses: list[dict[str, Any]]) -> Any:
    rows = [
        [
            guess["model_id"] + ("" if guess["in_snapshot"] else "  (no record)"),
            guess["relations"],
            guess["evidence"],
            f"{guess['confidence']:.2f}",
            "yes" if guess["confident"] else "no",
        ]
        for guess in guesses
    ]
    columns = ["parent", "relation", "evidence", "confidence", "confident"]
    return grid(columns, rows, "Inferred parents, which nobody declared")


@click.command(
    epilog="""\b
Examples:
  heredity lineage Qwen/Qwen2.5-7B-Instruct
  heredity lineage Qwen/Qwen2.5-7B --down --depth 2
  heredity lineage gpt2 --down --edges finetune --format json
  heredity lineage TheBloke/Llama-2-7B-GGUF --edges all+inferred
"""
)
@click.argument("model")
@click.option("--down", is_flag=True, help="Descendants instead of ancestors.")
@click.option("--depth", type=click.IntRange(min=0), help="Generations to show.  [default: all]")
@edges_option()
@study_option
@format_option()
def lineage(model: str, down: bool, depth: int | None, edges: str, study: Path, form: str) -> None:
    """Draw the ancestors of MODEL, or with --down its descendants, as a tree."""
    view = open_study(study).lineage(model, edges=edges, down=down, depth=depth)
    if form == "json":
        print_json(view)
    elif form == "quiet":
        for name in view.path:
            click.echo(name)
    else:
        print_parts(draw(view.tree))
        kind = "descendants" if down else "ancestors"
        hint(f"{view.relatives:,} {kind}, {view.generations} generations, edge set {view.edge_set}")
        _hinted(view)


def _hinted(view: LineageView) -> None:
    """Say that parents were inferred where none are declared."""
    for guess in view.guesses:
        relation = " or ".join(guess.relations)
        hint(
            f"It declares no parent. Inferred: {guess.model_id} ({relation}, confidence "
            f"{guess.confidence:.2f}, from {', '.join(guess.evidence)})."
        )
    if view.guesses:
        hint("To follow inferred parents: --edges all+inferred")


@click.command(
    epilog="""\b
Examples:
  heredity family gpt2
  heredity family gpt2 --edges finetune --format json
"""
)
@click.argument("model")
@edges_option()
@study_option
@format_option()
def family(model: str, edges: str, study: Path, form: str) -> None:
    """Describe the family of MODEL: size, founders, depth, widths, leading members."""
    view = open_study(study).family(model, edges=edges)
    if form == "json":
        print_json(view)
    elif form == "quiet":
        click.echo(view.family_id)
    else:
        _family(view)


def _family(view: FamilyView) -> None:
    relations = ", ".join(f"{name} {text(n)}" for name, n in view.relations.items() if n)
    facts: list[list[Any]] = [
        ["founder with the most descendants", view.founder_id],
        ["models", view.models],
        ["  of them without a record", view.stubs],
        ["founders", view.founders],
        ["edges", view.edges],
        ["  by relation", relations or "none"],
        ["  beside the forest of primary parents", view.edges_left_out],
        ["depth of the longest lineage", view.depth],
        ["members by generation", view.widths],
        ["generation of the model", view.generation],
        ["its lineage", " → ".join(view.lineage)],
    ]
    parts = [grid([f"family of {view.model_id}", f"edge set {view.edge_set}"], facts, limit=0)]
    if view.leading:
        columns = ["model_id", "generation", "children", "descendants"]
        rows = [[getattr(one, c) for c in columns] for one in view.leading]
        parts.append(grid(columns, rows, "Leading members"))
    print_parts(*parts)

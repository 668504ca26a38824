"""Commands that look at the relatives of one model: lineage, family."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heredity.cli.house import open_study
from heredity.cli.options import edges_option, format_option, study_option
from heredity.cli.output import grid, hint, print_json, text
from heredity.cli.output import show as print_parts
from heredity.cli.trees import draw

if TYPE_CHECKING:
    from heredity.pedigree.queries import FamilyView, LineageView


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

"""A lineage as a tree in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heredity.cli.output import text

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

    from heredity.pedigree.queries import Branch

COLORS = {
    "finetune": "cyan",
    "adapter": "yellow",
    "quantized": "magenta",
    "merge": "green",
    "unspecified": "dim",
}


def draw(root: Branch) -> Tree:
    """The tree, each model with the relations that join it to the one above."""
    from rich.tree import Tree

    tree = Tree(_label(root))
    waiting = [(tree, root)]
    while waiting:
        place, branch = waiting.pop()
        waiting += [(place.add(_label(twig)), twig) for twig in branch.branches]
        if branch.hidden:
            place.add(_dim(f"… {branch.hidden:,} more"))
    return tree


def _label(branch: Branch) -> Text:
    from rich.text import Text

    label = Text(text(branch.model_id, 0), style="" if branch.in_snapshot else "dim")
    for relation in branch.relations:
        label.append(f"  {relation}", style=COLORS[relation])
    if branch.inferred:
        label.append("  inferred", style="italic")
    if not branch.in_snapshot:
        label.append("  (no record)", style="dim")
    if branch.repeated:
        label.append("  (shown above)", style="dim")
    return label


def _dim(words: str) -> Text:
    from rich.text import Text

    return Text(words, style="dim")

"""Write docs/reference/ from the registries and the commands themselves.

    python scripts/generate_reference.py [--check]

With --check nothing is written, and the exit code is 1 if a page is not up to date.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from heredity.analyses import ANALYSES
from heredity.checks import CHECKS
from heredity.cli.app import cli
from heredity.export import EXPORTERS
from heredity.export.trust import RISKS
from heredity.export.trust.registry import GROUPS, in_order
from heredity.hub.importers import IMPORTERS
from heredity.store.facts import ASKED
from heredity.store.schema import TABLES
from heredity.traits import TRAITS

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
NOTE = "<!-- Written by scripts/generate_reference.py; change the source, not this page. -->\n\n"


def cell(value: object) -> str:
    """A cell of a Markdown table."""
    return " ".join(str(value).split()).replace("|", "\\|")


def grid(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines) + "\n"


def tables() -> str:
    """The page of tables and columns."""
    parts = ["# Tables\n\nA study is a folder; each table is one Parquet file in it.\n"]
    for spec in TABLES.members():
        about = f"Version {spec.version}; sorted by {', '.join(spec.key) or 'nothing'}."
        shared = " Several stages write rows of their own." if spec.shared else ""
        parts.append(f"## {spec.name}\n\n{spec.doc} {about}{shared}\n")
        rows = [
            (f"`{c.name}`", f"`{c.type}`", c.unit, c.null or "never", c.doc) for c in spec.columns
        ]
        parts.append(grid(["column", "type", "unit", "null when", "holds"], rows))
    bits = grid(["field", "bit"], [(f"`{name}`", bit) for name, bit in ASKED.items()])
    parts.append(
        "## Bits of `models.asked`\n\nA field whose bit is not set was not asked for: "
        f"it is unknown, not absent.\n\n{bits}"
    )
    return "\n".join(parts)


def facts_of(member: object, leave: frozenset[str]) -> list[tuple[str, object]]:
    """The plain attributes of a registered member."""
    names = getattr(member, "__dataclass_fields__", None) or getattr(
        member, "__struct_fields__", ()
    )
    pairs = [(name, getattr(member, name)) for name in names if name not in leave]
    pairs = [(name, getattr(value, "doc", value)) for name, value in pairs]
    return [
        (n, v) for n, v in pairs if isinstance(v, str | int | float | tuple) and v not in ("", ())
    ]


def registry(title: str, intro: str, members: Iterable[tuple[str, object]]) -> str:
    """A page with a section for each member of a registry."""
    parts = [f"# {title}\n\n{intro}\n"]
    for name, member in members:
        doc = getattr(member, "doc", "") or inspect.getdoc(member) or ""
        parts.append(f"## {name}\n\n{doc}\n")
        facts = facts_of(member, frozenset({"name", "doc", "code"}))
        parts.append(
            grid(
                ["", ""],
                [
                    (key, ", ".join(map(str, value)) if isinstance(value, tuple) else value)
                    for key, value in facts
                ],
            )
        )
    return "\n".join(parts)


def trust() -> str:
    """The page of what a trust report looks at."""
    parts = [
        (
            "# Trust report\n\nWhat `heredity show` looks at. Each field is `present`, `absent` "
            "(the source was asked and has nothing) or `not_checkable`; nothing is imputed, and "
            "there is no overall score. Those that people look for are counted.\n"
        )
    ]
    for group, about in GROUPS.items():
        rows = [
            (f"`{f.name}`", f.doc, ", ".join(f.reads) or "nothing that a snapshot holds",
             "yes" if f.wanted else "")
            for f in in_order() if f.group == group
        ]  # fmt: skip
        parts.append(f"## {group}\n\n{about}\n")
        parts.append(grid(["field", "says", "read from", "counted"], rows))
    rows = [(f"`{r.name}`", r.title, r.doc, ", ".join(r.reads)) for r in RISKS.members()]
    parts.append(
        "## Risks\n\nEach is found, clear (looked for and not found) or not checkable.\n\n"
        + grid(["risk", "title", "what counts", "read from"], rows)
    )
    return "\n".join(parts)


def commands() -> str:
    """The page of commands: each one's own help."""
    parts = ["# Commands\n"]
    root = click.Context(cli, info_name="heredity", terminal_width=100, max_content_width=100)
    parts.append(f"```text\n{cli.get_help(root)}\n```\n")
    for name in cli.list_commands(root):
        command = cli.commands[name]
        context = click.Context(command, info_name=name, parent=root, terminal_width=100)
        context.max_content_width = 100
        parts.append(f"## heredity {name}\n\n```text\n{command.get_help(context)}\n```\n")
        for inner, below in getattr(command, "commands", {}).items():
            context = click.Context(below, info_name=f"{name} {inner}", parent=root)
            context.terminal_width = context.max_content_width = 100
            parts.append(
                f"### heredity {name} {inner}\n\n```text\n{below.get_help(context)}\n```\n"
            )
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """All pages by file name."""
    return {
        "commands.md": commands(),
        "tables.md": tables(),
        "traits.md": registry(
            "Traits",
            "What `heredity describe` says of each model.",
            [(n, TRAITS.get(n)) for n in TRAITS],
        ),
        "analyses.md": registry(
            "Analyses",
            "What `heredity analyze` measures.",
            [(n, ANALYSES.get(n)) for n in ANALYSES],
        ),
        "checks.md": registry(
            "Checks", "What `heredity check` looks for.", [(n, CHECKS.get(n)) for n in CHECKS]
        ),
        "formats.md": registry(
            "Import formats",
            "What `heredity import` reads.",
            [(n, IMPORTERS.get(n)) for n in IMPORTERS],
        ),
        "trust.md": trust(),
        "exporters.md": registry(
            "Exporters",
            "What `heredity export` writes.",
            [(n, EXPORTERS.get(n)) for n in EXPORTERS],
        ),
    }


def main() -> int:
    """Write the pages, or say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text() != NOTE + text:
            stale.append(name)
            if not check:
                path.write_text(NOTE + text)
    verb = "stale" if check else "written"
    sys.stdout.write("".join(f"{verb}: docs/reference/{name}\n" for name in stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

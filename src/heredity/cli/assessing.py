"""Commands that tell architectures: assess."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heredity.cli.options import format_option
from heredity.cli.output import grid, hint, print_json, show

if TYPE_CHECKING:
    from heredity.hub.headers import Header
    from heredity.knowledge.architectures import Assessment
    from heredity.knowledge.architectures.conflicts import Claims, Conflict

LISTED = 4
"""Labels of a set that people see before it is only counted."""


@click.command(
    epilog="""\b
Examples:
  heredity assess ./my-model
  heredity assess model.safetensors --name my-org/bert-base-ner
  heredity assess Qwen/Qwen3-8B --format json | jq .header.architectures
  heredity assess ./my-model --fail-on conflict      (for continuous integration)
  heredity assess Qwen/Qwen3-8B --study study        (keep it for: heredity check)
"""
)
@click.argument("where", metavar="PATH|MODEL")
@click.option(
    "--name", metavar="ID", help="Name to compare with; else that of the folder or model."
)
@click.option("--file", metavar="NAME", help="One file of the model, if it holds several.")
@click.option("--revision", metavar="NAME", help="Branch, tag or commit.")
@click.option("--endpoint", metavar="URL", help="Hub to ask, past the local cache.")
@click.option("--offline", is_flag=True, help="Use only what is on this machine.")
@click.option(
    "--study",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Study to keep the answer in, for its checks.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warn", "info", "conflict", "never"]),
    default="never",
    show_default=True,
    help="Mildest contradiction that makes the exit code 1; conflict means any.",
)
@format_option()
def assess(
    where: str,
    name: str | None,
    file: str | None,
    revision: str | None,
    endpoint: str | None,
    offline: bool,
    study: Path | None,
    fail_on: str,
    form: str,
) -> None:
    """Tell the architecture of the weights at PATH or of MODEL from their header.

    Type, class and task are told from names and shapes of tensors alone and set beside what the
    name and config.json claim. What tensors cannot tell apart stands as a set; what is like
    nothing known is called unknown. No weights are loaded and no code is run.
    """
    from heredity.hub.headers import read_header
    from heredity.knowledge.architectures import assess as tell
    from heredity.knowledge.architectures.conflicts import claims, conflicts, declared_pair

    header = read_header(where, file=file, revision=revision, endpoint=endpoint, offline=offline)
    tensors = [(t.name, t.shape, t.dtype) for t in header.tensors]
    shown = tell(tensors, header.metadata if header.format == "gguf" else None)
    said = claims(name or _name(where), header.config)
    found = (*conflicts(said, shown), *declared_pair(said))
    if study is not None:
        _keep(study, name or where, header, said, shown)
    if form == "json":
        print_json(_document(header, said, shown, found))
    elif form == "quiet":
        click.echo(" ".join(shown.architectures) or "unknown")
    else:
        _print(said, shown, found)
    if _fails(found, fail_on):
        raise click.exceptions.Exit(1)


def _name(where: str) -> str:
    path = Path(where)
    if path.is_dir():
        return path.resolve().name
    return path.resolve().parent.name if path.is_file() else where


def _fails(found: tuple[Conflict, ...], fail_on: str) -> bool:
    from heredity.core.findings import Severity

    if fail_on == "never":
        return False
    level = Severity.INFO if fail_on == "conflict" else Severity.parse(fail_on)
    return any(Severity.parse(c.severity).reaches(level) for c in found)


def _document(
    header: Header, said: Claims, shown: Assessment, found: tuple[Conflict, ...]
) -> dict[str, Any]:
    return {
        "source": header.source,
        "name": {"name": said.name, "words": said.words},
        "declared": {"model_type": said.model_type or None, "architectures": said.architectures},
        "header": shown,
        "conflicts": found,
    }


def _print(said: Claims, shown: Assessment, found: tuple[Conflict, ...]) -> None:
    rows = [
        ["model type", _set(said.words), said.model_type or "-", _told(shown.model_types)],
        ["class", "-", _set(said.architectures), _told(shown.architectures)],
        ["task", "-", "-", _told(shown.task_heads)],
    ]
    show(grid(["", "name says", "config.json says", "header shows"], rows, limit=0))
    if shown.known:
        sure = f"probability of the type {shown.type_probability:.2f}"
        if shown.architectures:
            sure += f", of the class {shown.probability:.2f}"
        click.echo(f"How: {shown.method}; {sure}; {shown.registry}")
    else:
        click.echo("The header is like no known architecture.")
    for line in shown.evidence:
        hint(line)
    if shown.method != "exact" and shown.nearest:
        near = [f"{n.architecture} ({n.model_type}, {n.similarity:.0%})" for n in shown.nearest]
        click.echo(f"Nearest: {', '.join(near)}")
    for one in found:
        click.echo(f"{one.severity}: {_clean(one.message)} (confidence {one.confidence:.2f})")
    if shown.known and not found and (said.words or said.model_type or said.architectures):
        click.echo("No contradictions.")


def _set(labels: tuple[str, ...]) -> str:
    if not labels:
        return "-"
    more = f" and {len(labels) - LISTED} more" if len(labels) > LISTED else ""
    return _clean(", ".join(labels[:LISTED]) + more)


def _told(labels: tuple[str, ...]) -> str:
    return _set(labels) if labels else "unknown"


def _clean(text: str) -> str:
    """A line that may hold foreign text, with nothing that moves a cursor."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _keep(study: Path, model: str, header: Header, said: Claims, shown: Assessment) -> None:
    """Write the answer into the study, in place of an older one for the same model."""
    from heredity.checks.architecture import keep
    from heredity.cli.house import open_study

    keep(open_study(study).store, model, header.commit, said, shown)
    hint(f"Kept in {study}; next: heredity check")

"""Commands that read weight files: headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from heredity.cli.options import format_option
from heredity.cli.output import grid, hint, plain, print_json, show

if TYPE_CHECKING:
    from heredity.hub.headers import Header

_COUNTS = ("stored", "logical", "unique", "active")
_REMARKS = ("experts", "buffers", "overhead")
FOLDED = 40
"""Groups of tensors that people see without asking for more."""


@click.command(
    epilog="""\b
Examples:
  heredity headers model.safetensors
  heredity headers ./my-model --tensors
  heredity headers Qwen/Qwen3-8B
  heredity headers Qwen/Qwen3-8B-GGUF --file Qwen3-8B-Q4_K_M.gguf
  heredity headers gpt2 --format json | jq .counts.unique
"""
)
@click.argument("where", metavar="PATH|MODEL")
@click.option("--file", "file", metavar="NAME", help="One file of the model, if it holds several.")
@click.option("--revision", metavar="NAME", help="Branch, tag or commit.")
@click.option(
    "--endpoint", metavar="URL", help="Hub to ask, past the local cache; else HF_ENDPOINT."
)
@click.option("--offline", is_flag=True, help="Use only what is on this machine.")
@click.option("--tensors", is_flag=True, help="List every tensor.")
@format_option()
def headers(
    where: str,
    file: str | None,
    revision: str | None,
    endpoint: str | None,
    offline: bool,
    tensors: bool,
    form: str,
) -> None:
    """Show tensors and true parameter counts of the weights at PATH or of MODEL.

    PATH is a file (safetensors, GGUF, PyTorch), a folder, or a folder of the hub's cache. MODEL is
    an id or address, looked up in the local cache first and then on the hub, of which only the
    beginnings of files are read. Nothing is loaded and nothing in a file is run.

    Counts: stored (elements as they are), logical (unpacked, without scales and buffers), unique
    (tied ones once), active (with the experts that one token uses).
    """
    from heredity.hub.headers import read_header

    header = read_header(
        where, file=file, revision=revision, endpoint=endpoint, offline=offline, say=hint
    )
    if form == "json":
        print_json(_document(header))
    elif form == "quiet":
        unique = header.counts.unique
        click.echo("" if unique is None else unique)
    else:
        _print(header, tensors)
    if form != "json":
        for note in (*header.notes, *header.counts.notes):
            hint(f"Note: {_clean(note)}")


def _document(header: Header) -> dict[str, Any]:
    names = [name for name in header.__slots__ if name != "config"]
    return {name: plain(getattr(header, name)) for name in names}


def _print(header: Header, every: bool) -> None:
    from heredity.hub.headers.grouping import fold

    counts = header.counts
    revision = f", revision {header.commit[:12]}" if header.commit else ""
    kind = "adapter, " if header.adapter is not None else ""
    files = f"{len(header.files)} files" if len(header.files) > 1 else header.files[0]
    files = "" if header.source.endswith(files) else f", {files}"
    click.echo(_clean(f"{header.source}: {kind}{header.format}{files}{revision}"))
    rows = [[name, getattr(counts, name)] for name in _COUNTS]
    rows += [[name, getattr(counts, name)] for name in _REMARKS if getattr(counts, name)]
    show(grid(["parameters", "count"], rows))
    if counts.packing != "none":
        click.echo(f"packed as {counts.packing}")
    table: list[list[Any]]
    if every:
        table = [[t.name, t.dtype, _shape(t.shape), t.file] for t in header.tensors]
        show(grid(["tensor", "type", "shape", "file"], table, limit=0))
    else:
        groups = fold(header.tensors)
        table = [[g.template, g.dtype, _shape(g.shape), g.tensors, g.elements] for g in groups]
        columns = ["tensors", "type", "shape", "times", "elements"]
        show(grid(columns, table[:FOLDED], limit=100))
        if len(groups) > FOLDED:
            hint(f"{len(groups) - FOLDED} more groups; all tensors: --tensors")
    if header.metadata:
        show(grid(["key", "value"], [[k, _value(v)] for k, v in header.metadata.items()], limit=70))
    if header.sidecars:
        hint(f"{len(header.sidecars)} other files of weights, not counted; choose with --file")


def _shape(shape: tuple[int, ...]) -> str:
    return " x ".join(str(size) for size in shape) or "scalar"


def _value(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"type", "length", "first"}:
        return f"{value['length']:,} x {value['type']}"
    return value


def _clean(text: str) -> str:
    """A line that may hold foreign text, with nothing that moves a cursor."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)

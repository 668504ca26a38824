"""Headers of weight files: which tensors a model has, and how many parameters, without weights."""

from __future__ import annotations

from pathlib import Path

from heredity.hub.headers.header import Counts, Format, Header, TensorInfo

__all__ = ["Counts", "Format", "Header", "TensorInfo", "read_header"]


def read_header(
    where: str | Path,
    *,
    file: str | None = None,
    revision: str | None = None,
    endpoint: str | None = None,
    offline: bool = False,
) -> Header:
    """Read the headers of one model; never its weights, and never code.

    Args:
        where: A file, a folder, a folder of a hub's cache, the address of a file on a hub, or a
            model's id: looked up in the local cache first, then on the hub.
        file: One file of the model to read, where it holds several; else the main ones.
        revision: Branch, tag or commit; the default branch unless given.
        endpoint: Address of the hub; else `HF_ENDPOINT`, else the public one.
        offline: Look only at what is on this machine.

    Raises:
        HeredityError: Nothing to read there, a file that is broken or hostile, or a hub that
            refuses. A file never leads to another error, to code, or to unbounded memory.
    """
    raise NotImplementedError

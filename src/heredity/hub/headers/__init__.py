"""Headers of weight files: which tensors a model has, and how many parameters, without weights."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from heredity.core.errors import OutsideError, UserError
from heredity.hub import home
from heredity.hub.client import HubClient, shown
from heredity.hub.headers.header import Counts, Format, Header, TensorInfo
from heredity.hub.headers.reading import read_shelf
from heredity.hub.headers.shelf import (
    MODEL_ID,
    FolderShelf,
    HubShelf,
    Shelf,
    cached_folder,
    snapshot,
)
from heredity.hub.headers.source import brief

_ADDRESS: Final = re.compile(
    rf"(?P<model>{MODEL_ID.pattern})"
    r"(?:/(?:resolve|blob|tree|raw)/(?P<revision>[^/]+)(?:/(?P<file>.+))?)?"
)

__all__ = ["Counts", "Format", "Header", "TensorInfo", "read_header"]


def read_header(
    where: str | Path,
    *,
    file: str | None = None,
    revision: str | None = None,
    endpoint: str | None = None,
    offline: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Header:
    """Read the headers of one model; never its weights, and never code.

    Args:
        where: A file, a folder, a folder of a hub's cache, the address of a model or of a file on
            a hub, or a model's id: looked up in the local cache first, then on the hub.
        file: One file of the model to read, where it holds several; else the main ones.
        revision: Branch, tag or commit; the default branch unless given.
        endpoint: Address of the hub; else `HF_ENDPOINT`, else the public one. If given, the local
            cache is not looked at.
        offline: Look only at what is on this machine.
        say: Hears why reading takes longer than usual.

    Raises:
        HeredityError: Nothing to read there, a file that is broken or hostile, or a hub that
            refuses. A file never leads to another error, to code, or to unbounded memory.
    """
    text = str(where)
    away = offline or home.offline()
    if text.startswith(("https://", "http://")):
        return _read_address(text, file, revision, endpoint, away, say)
    if isinstance(where, Path) or _exists(text):
        return _read_path(Path(text), file, revision)
    if not MODEL_ID.fullmatch(text) or ".." in text:
        raise UserError(
            f"'{brief(text)}' is no file, no folder and no model's id.", "Look at the spelling."
        )
    held = None if endpoint else cached_folder(text, revision)
    if held is not None:
        try:
            return read_shelf(held, file)
        except UserError:
            # A cache may hold the configuration alone.
            if away:
                raise
    if away:
        raise OutsideError(
            f"{text} is not in the cache {home.cache()}.", "Go online, or name a folder."
        )
    return _read_hub(HubClient(endpoint, say=say), text, revision, file)


def _exists(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # longer than any name, or no name at all
        return False


def _read_path(path: Path, file: str | None, revision: str | None) -> Header:
    if path.is_dir():
        shelf: Shelf = FolderShelf(path)
        if (path / "snapshots").is_dir():
            held = snapshot(path, revision)
            if held is None:
                named = f"the revision {revision}" if revision else "a main revision"
                raise UserError(f"{path} does not hold {named}.", "Look into its folder refs.")
            shelf = held
        return read_shelf(shelf, file)
    if file:
        raise UserError(f"{path} is no folder, so --file has no meaning.", "Leave it out.")
    if not path.exists():
        raise UserError(f"There is no file {path}.", "Look at the spelling.")
    return read_shelf(FolderShelf(path.parent, file=path.name), path.name)


def _read_address(
    text: str,
    file: str | None,
    revision: str | None,
    endpoint: str | None,
    away: bool,
    say: Callable[[str], None],
) -> Header:
    if away:
        raise OutsideError("Addresses are not read offline.", "Name a file or a folder.")
    known = (endpoint or home.endpoint()).rstrip("/")
    parts = urlsplit(text)
    trusted = text.startswith(f"{known}/")
    base = known if trusted else f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    rest = text[len(known) :].partition("?")[0] if trusted else parts.path
    found = _ADDRESS.fullmatch(unquote(rest).strip("/"))
    if not found:
        raise UserError(
            f"{shown(base)} does not name a model there.", "An address ends in OWNER/NAME."
        )
    client = HubClient(base, with_token=trusted, say=say)
    return _read_hub(client, found["model"], revision or found["revision"], file or found["file"])


def _read_hub(client: HubClient, model_id: str, revision: str | None, file: str | None) -> Header:
    try:
        return read_shelf(HubShelf(client, model_id, revision or "main"), file)
    finally:
        client.close()

"""Where the files of one model stand: a folder, a folder of the hub's cache, the hub itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from heredity.core.errors import InputError, UserError
from heredity.hub import home
from heredity.hub.client import HubClient, shown
from heredity.hub.headers import limits
from heredity.hub.headers.choosing import SHARD
from heredity.hub.headers.jsontext import Unsound, parse_object
from heredity.hub.headers.source import FileSource, Source

MODEL_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(?:/[\w.-]{1,96})?", re.ASCII)
SETTINGS: Final = ("config.json", "adapter_config.json")
_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")
_MOST_FILES: Final = 100_000
_DEEPEST: Final = 2


class Shelf(Protocol):
    """The files of one model.

    Attributes:
        where: Path or address, as people may see it.
        names: Files, sorted, with `/` between folders.
        commit: Revision, where it is known.
        distant: Whether each reading takes a while, so that several at once are worth it.
    """

    where: str
    names: list[str]
    commit: str | None
    distant: bool

    def open(self, name: str) -> Source:
        """The bytes of one file."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class FolderShelf:
    """A folder on this machine, with its folders to a depth of two.

    Args:
        folder: The folder.
        commit: Revision, where the folder belongs to a cache.
        file: The one file that is wanted: a folder of a million files is then not listed, unless
            the file is a part of several.
    """

    distant = False

    def __init__(self, folder: Path, commit: str | None = None, file: str | None = None) -> None:
        self.folder = folder
        self.where = str(folder / (file or ""))
        self.commit = commit
        if file is None or SHARD.fullmatch(file):
            depth = _DEEPEST if file is None else 0
            self.names = sorted(islice(_walk(folder, depth), _MOST_FILES))
        else:
            beside = (file, *SETTINGS)
            self.names = [name for name in beside if (folder / name).exists()]

    def open(self, name: str) -> Source:
        """The bytes of one file."""
        return FileSource(self.folder / name)

    def close(self) -> None:
        """Nothing is held."""


def _walk(folder: Path, depth: int) -> Iterator[str]:
    base = len(folder.parts)
    for place, folders, files in os.walk(folder):
        inner = Path(place).parts[base:]
        deep = len(inner) >= depth
        folders[:] = [] if deep else [name for name in folders if not name.startswith(".")]
        yield from ("/".join((*inner, name)) for name in files)


class HubSource:
    """One file on a hub, by ranges.

    Args:
        client: The door.
        address: Where the hub resolves the file.
        name: Name for people.
    """

    first = 0

    def __init__(self, client: HubClient, address: str, name: str) -> None:
        self.name = name
        self.bytes_read = 0
        self.commit: str | None = None
        self._client = client
        self._address = address
        self._size: int | None = None
        self._begin = b""

    def size(self) -> int:
        """Length of the file; asks for its beginning if nothing was read so far."""
        if self._size is None:
            first = limits.FIRST_GGUF if self.name.endswith(".gguf") else limits.FIRST_SAFETENSORS
            self._begin = self._fetch(0, first)
        assert self._size is not None
        return self._size

    def read(self, start: int, length: int) -> bytes:
        """Bytes from a position on; fewer only where the file ends."""
        length = min(length, self.size() - start)
        if length <= 0:
            return b""
        held = self._begin[start : start + length]
        return (
            held
            if len(held) == length
            else held + self._fetch(start + len(held), length - len(held))
        )

    def close(self) -> None:
        """The client stays."""

    def _fetch(self, start: int, length: int) -> bytes:
        answer = self._client.fetch(self._address, start, length)
        if self._size is not None and answer.size != self._size:
            raise InputError(f"{self.name} changed while it was read.", "Run the command again.")
        self._size = answer.size
        self.commit = self.commit or answer.commit
        self.bytes_read += len(answer.data)
        return answer.data


class HubShelf:
    """One revision of a model on a hub. Files are read at the commit that the list named.

    Args:
        client: The door.
        model_id: `owner/name`, or `name` of the oldest models.
        revision: Branch, tag or commit.
    """

    distant = True

    def __init__(self, client: HubClient, model_id: str, revision: str = "main") -> None:
        self._client = client
        self._model_id = model_id
        try:
            told = parse_object(client.model_info(model_id, revision), most=limits.INDEX_FILE)
        except Unsound as error:
            raise InputError(f"What the hub says of {model_id} is not sound: {error}.") from error
        commit = told.get("sha")
        sound = isinstance(commit, str) and _COMMIT.fullmatch(commit)
        self.commit = commit if sound and isinstance(commit, str) else None
        self._revision = self.commit or revision
        files = told.get("siblings")
        named = [one.get("rfilename") for one in files or [] if isinstance(one, dict)]
        self.names = sorted({name for name in named if isinstance(name, str)})[:_MOST_FILES]
        self.where = f"{shown(client.endpoint)}/{model_id}"

    def open(self, name: str) -> Source:
        """The bytes of one file."""
        address = self._client.file_address(self._model_id, self._revision, name)
        return HubSource(self._client, address, f"{self._model_id}/{name}")

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()


def cached_folder(model_id: str, revision: str | None) -> FolderShelf | None:
    """A model in the local cache; null where it, or this revision of it, is not there."""
    folder = home.cache() / f"models--{model_id.replace('/', '--')}"
    return snapshot(folder, revision) if folder.is_dir() else None


def snapshot(folder: Path, revision: str | None) -> FolderShelf | None:
    """One revision in a repository's folder of the cache; null where there is none.

    Raises:
        UserError: The revision is no name of one.
    """
    commits = folder / "snapshots"
    named = revision or "main"
    if ".." in named or named.startswith(("/", "\\")) or "\0" in named:
        raise UserError("That is no name of a revision.", "Name a branch, a tag or a commit.")
    try:
        with (folder / "refs" / named).open(encoding="ascii") as file:
            commit = file.read(128).strip()
    except (OSError, UnicodeDecodeError):
        commit = named
    if not _COMMIT.fullmatch(commit) or not (commits / commit).is_dir():
        known = sorted(one.name for one in commits.iterdir()) if commits.is_dir() else []
        # One snapshot without a branch is what remains of a download by commit.
        if revision or len(known) != 1:
            return None
        commit = known[0]
    return FolderShelf(commits / commit, commit)

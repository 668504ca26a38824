"""From the files of a model to its header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath
from typing import Any, Final

from heredity.core.errors import InputError
from heredity.hub.headers import limits
from heredity.hub.headers.choosing import Choice, choose
from heredity.hub.headers.counting import count
from heredity.hub.headers.gguf import MAGIC, read_gguf
from heredity.hub.headers.header import Format, Header, TensorInfo
from heredity.hub.headers.jsontext import Unsound, parse_object
from heredity.hub.headers.parts import Part
from heredity.hub.headers.pytorch import read_pytorch, refuse_legacy
from heredity.hub.headers.safetensors import read_safetensors
from heredity.hub.headers.shelf import Shelf
from heredity.hub.headers.source import Source, brief

AT_ONCE: Final = 8
_FORMATS: Final[dict[Format, str]] = {
    "safetensors": "safetensors",
    "gguf": "GGUF",
    "pytorch": "PyTorch",
}


def read_shelf(shelf: Shelf, wanted: str | None) -> Header:
    """Read the headers of the files that hold a model's weights.

    Args:
        shelf: Its files.
        wanted: One file, if the user names it.

    Raises:
        HeredityError: There is nothing to read, or it is not sound.
    """
    reader = _Reading(shelf)
    choice = choose(shelf.names, wanted, shelf.where)
    config = reader.settings("config.json", choice)
    adapter = reader.settings("adapter_config.json", choice) if choice.adapter else None
    weight_map = reader.weight_map(choice.index) if choice.index else None
    files = tuple(dict.fromkeys(weight_map.values())) if weight_map else choice.files
    parts = reader.parts(files, choice.format)
    tensors = _joined(parts, weight_map, reader.notes)
    metadata: dict[str, Any] = {}
    for part in parts:
        reader.notes += part.notes
        metadata = {**part.metadata, **metadata}
    _check_split(metadata, len(files), reader.notes)
    return Header(
        source=shelf.where,
        format=choice.format,
        files=files,
        tensors=tensors,
        metadata=metadata,
        counts=count(
            tensors, config, metadata, gguf=choice.format == "gguf", adapter=choice.adapter
        ),
        config=config,
        adapter=adapter,
        commit=shelf.commit or reader.commit,
        sidecars=tuple(name for name in choice.sidecars if name not in files),
        bytes_read=reader.bytes_read,
        notes=tuple(reader.notes),
    )


class _Reading:
    """One reading of a shelf, and what it cost."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.notes: list[str] = []
        self.bytes_read = 0
        self.commit: str | None = None

    def parts(self, files: tuple[str, ...], form: Format) -> list[Part]:
        if len(files) > limits.SHARDS:
            raise InputError(f"{self.shelf.where} claims {len(files):,} parts.")
        if not self.shelf.distant or len(files) == 1:
            return [self._part(file, form) for file in files]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda file: self._part(file, form), files))

    def _part(self, file: str, form: Format) -> Part:
        source = self.shelf.open(file)
        try:
            return read_part(source, file, form)
        finally:
            self._close(source)

    def settings(self, name: str, choice: Choice) -> dict[str, Any]:
        """A configuration beside the weights; an unsound one is noted and left out."""
        beside = PurePosixPath(choice.index or choice.files[0]).parent / name
        if str(beside) not in self.shelf.names:
            return {}
        try:
            return parse_object(self._whole(str(beside), limits.JSON_FILE))
        except Unsound as error:
            self.notes.append(f"{beside} is not sound, and left out: {error}")
            return {}

    def weight_map(self, index: str) -> dict[str, str]:
        """Which file holds which tensor.

        Raises:
            InputError: The index is not sound, or names a file outside the model.
        """
        try:
            whole = parse_object(self._whole(index, limits.INDEX_FILE), most=limits.INDEX_FILE)
            named = whole.get("weight_map")
            if not isinstance(named, dict) or not named:
                raise Unsound("it has no weight_map")
            folder = PurePosixPath(index).parent
            return {name: str(folder / _inside(file)) for name, file in named.items()}
        except Unsound as error:
            raise InputError(
                f"{self.shelf.where}/{index} is not a sound index: {error}.",
                "Download it again, or name one of the files with --file.",
            ) from error

    def _whole(self, name: str, most: int) -> bytes:
        source = self.shelf.open(name)
        try:
            if source.size() > most:
                raise Unsound(f"it is longer than {most:,} bytes")
            return source.read(0, most)
        finally:
            self._close(source)

    def _close(self, source: Source) -> None:
        self.bytes_read += source.bytes_read
        self.commit = self.commit or getattr(source, "commit", None)
        source.close()


def read_part(source: Source, file: str, form: Format) -> Part:
    """Read one file, after a look at its first bytes.

    Raises:
        InputError: It is not sound, or not of the format that its name promises.
    """
    begin = source.read(0, 16)
    if begin[:4] == MAGIC:
        found: Format = "gguf"
    elif begin[:4] in {b"PK\3\4", b"PK\5\6"}:
        found = "pytorch"
    elif form == "pytorch" and begin[:1] == b"\x80":
        raise refuse_legacy(source, begin)
    elif begin[:8] == b"version ":
        raise InputError(
            f"{source.name} is a pointer to a large file, and not the file.",
            "Fetch it: git lfs pull",
        )
    elif form == "safetensors":
        return read_safetensors(source, file)
    else:
        raise InputError(f"{source.name} is no {_FORMATS[form]} file.", "Look at its first bytes.")
    if found != form:
        raise InputError(f"{source.name} is named for {_FORMATS[form]} but is {_FORMATS[found]}.")
    return read_gguf(source, file) if found == "gguf" else read_pytorch(source, file)


def _inside(file: Any) -> str:
    path = PurePosixPath(file) if isinstance(file, str) else None
    if path is None or path.is_absolute() or ".." in path.parts or "\\" in file or "\0" in file:
        raise Unsound("it names a file outside the model")
    return str(path)


def _joined(
    parts: list[Part], weight_map: Mapping[str, str] | None, notes: list[str]
) -> tuple[TensorInfo, ...]:
    found: dict[str, TensorInfo] = {}
    ignored = 0
    for one in _each(parts):
        if weight_map is not None and weight_map.get(one.name) != one.file:
            ignored += 1
        elif one.name in found:
            raise InputError(
                f"The tensor '{brief(one.name)}' stands in {one.file} and {found[one.name].file}."
            )
        else:
            found[one.name] = one
    if len(found) > limits.TENSORS:
        raise InputError(f"The model claims {len(found):,} tensors.")
    if ignored:
        notes.append(f"{ignored:,} tensors that the index does not name are left out")
    missing = [name for name in weight_map or () if name not in found]
    if missing:
        raise InputError(
            f"The index names {len(missing):,} tensors that its files lack, "
            f"among them '{brief(missing[0])}'.",
            "Download the files again.",
        )
    return tuple(found.values())


def _each(parts: list[Part]) -> Iterator[TensorInfo]:
    for part in parts:
        yield from part.tensors


def _check_split(metadata: Mapping[str, Any], files: int, notes: list[str]) -> None:
    claimed = metadata.get("split.count", 0)
    if isinstance(claimed, int) and claimed > files:
        notes.append(f"the file is one of {claimed:,} parts; counts are those of {files:,}")

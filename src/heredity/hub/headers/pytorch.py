"""PyTorch checkpoints (zip archives): tensors from their listing, which is never run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from heredity.core.errors import InputError
from heredity.hub.headers import limits
from heredity.hub.headers.header import TensorInfo
from heredity.hub.headers.listing import Foreign, View, follow
from heredity.hub.headers.parts import Part, Unfit
from heredity.hub.headers.source import Source, brief, broken
from heredity.hub.headers.ziplist import Member, list_members, read_member

FORMAT: Final = "PyTorch"
LEGACY: Final = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"
_WRAPPERS: Final = ("state_dict", "model_state_dict", "model", "module", "params_ema", "params")
_SILENT: Final = {"_parameters", "_modules", "_buffers"}
_DEEPEST: Final = 64


def read_pytorch(source: Source, file: str) -> Part:
    """List the tensors of a checkpoint.

    Args:
        source: Its bytes.
        file: Its name within the model.

    Raises:
        InputError: It is no zip archive of PyTorch, is damaged, or is a program (TorchScript).
    """
    try:
        members = list_members(source)
        listing = _listing(members, source.name)
        told = follow(read_member(source, members[listing], limits.PICKLE))
        root = listing.removesuffix("data.pkl")
        tensors = tuple(_tensors(told.root, members, root, file))
    except Unfit as error:
        raise broken(source.name, FORMAT, str(error)) from error
    if not tensors:
        raise InputError(f"{source.name} holds no tensors.", "It may be the state of a trainer.")
    return Part(tensors, notes=_notes(file, told.asked))


def refuse_legacy(source: Source, begin: bytes) -> InputError:
    """The error of a PyTorch file that is no zip archive."""
    what = (
        "a PyTorch file of the form used before version 1.6"
        if begin.startswith(LEGACY)
        else "a pickle and no archive"
    )
    return InputError(
        f"{source.name} is {what}; such files can only be read by running them, "
        "which Heredity never does.",
        "Convert it to safetensors, in a place where it may do no harm.",
    )


def _notes(file: str, asked: set[str]) -> tuple[str, ...]:
    if not asked:
        return ()
    shown = ", ".join(brief(name) for name in sorted(asked)[:8])
    more = f" and {len(asked) - 8} more" if len(asked) > 8 else ""
    return (f"{file}: loading it would call {shown}{more}; nothing was called here",)


def _listing(members: dict[str, Member], name: str) -> str:
    found = [one for one in members if one == "data.pkl" or one.endswith("/data.pkl")]
    if len(found) != 1:
        raise Unfit(f"it has {len(found)} listings of tensors, not one")
    root = found[0].removesuffix("data.pkl")
    if any(one.startswith(f"{root}code/") for one in members):
        raise InputError(
            f"{name} is a TorchScript archive: a program with its weights.",
            "Save the state dictionary of the model instead.",
        )
    return found[0]


def _tensors(root: Any, members: dict[str, Member], folder: str, file: str) -> Iterator[TensorInfo]:
    seen: set[str] = set()
    for name, view in _views(_unwrapped(root)):
        if name in seen:
            raise Unfit(f"it holds the tensor '{brief(name)}' twice")
        if len(seen) >= limits.TENSORS or len(name) > limits.NAME:
            raise Unfit("it holds too many tensors, or names that are too long")
        seen.add(name)
        yield TensorInfo(name, view.shape, view.dtype, _place(view, members, folder), file)


def _place(view: View, members: dict[str, Member], folder: str) -> tuple[int, int]:
    if view.storage is None:
        return 0, 0
    member = members.get(f"{folder}data/{view.storage.key}")
    if member is None or member.size < view.storage.bytes:
        raise Unfit("a tensor's storage is missing or too short")
    return member.place + view.span[0], member.place + view.span[1]


def _unwrapped(root: Any) -> Any:
    # Trainers save {"state_dict": …, "optimizer": …}: the optimizer's tensors are no parameters.
    for _ in range(4):
        held = root.state if isinstance(root, Foreign) else root
        inner = next(
            (
                held[key]
                for key in _WRAPPERS
                if isinstance(held, dict)
                and isinstance(held.get(key), dict | Foreign)
                and not any(isinstance(value, View) for value in held.values())
            ),
            None,
        )
        if inner is None:
            return root
        root = inner
    return root


def _views(root: Any) -> Iterator[tuple[str, View]]:
    # Each container is visited once: one that holds itself, or the same one twice at every
    # level, would go on for ever.
    entered: set[int] = set()
    waiting: list[tuple[str, Any, int]] = [("", root, 0)]
    while waiting:
        name, value, depth = waiting.pop()
        if isinstance(value, View):
            yield name or "tensor", value
            continue
        children = _children(value)
        if children is None or id(value) in entered:
            continue
        if depth >= _DEEPEST:
            raise Unfit("its listing is nested too deeply")
        entered.add(id(value))
        waiting.extend((_joined(name, key), held, depth + 1) for key, held in reversed(children))


def _children(value: Any) -> list[tuple[str, Any]] | None:
    if isinstance(value, Foreign):
        value = value.state
    if isinstance(value, dict):
        # Only texts and numbers of usual length can be named: printing others may take for ever.
        named = enumerate(value.items())
        return [(k if isinstance(k, str) else _number(k, at), held) for at, (k, held) in named]
    if isinstance(value, list | tuple):
        return [(str(at), held) for at, held in enumerate(value)]
    return None


def _number(key: Any, at: int) -> str:
    return str(key) if type(key) is int and abs(key) <= limits.ELEMENTS else f"#{at}"


def _joined(name: str, key: str) -> str:
    if key in _SILENT:
        return name
    return f"{name}.{key}" if name else key

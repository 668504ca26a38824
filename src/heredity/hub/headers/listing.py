"""What a PyTorch listing describes, told without running it.

The listing is a program for a stack machine that may call any function of the reader's Python.
Here it is followed symbolically: functions are names and are never looked up; the few that make
tensors yield descriptions, all others a mark that they were asked for.
"""

from __future__ import annotations

import pickletools
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from heredity.hub.headers import limits
from heredity.hub.headers.dtypes import BITS, STORAGES, TORCH
from heredity.hub.headers.parts import Unfit, checked_shape


@dataclass(frozen=True, slots=True)
class Name:
    """A function or class that the listing names."""

    module: str
    name: str

    def __str__(self) -> str:
        """Dotted."""
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class Storage:
    """A member of the archive that holds numbers."""

    key: str
    dtype: str
    bytes: int


@dataclass(frozen=True, slots=True)
class View:
    """A tensor: a shape laid over a storage, or over none.

    Attributes:
        span: First byte and the byte after the last, within the storage.
    """

    storage: Storage | None
    shape: tuple[int, ...]
    dtype: str
    span: tuple[int, int]


@dataclass(slots=True)
class Foreign:
    """What a function would have made that is not called here; `state` is what it would hold."""

    maker: str
    state: Any = None


@dataclass(slots=True)
class Told:
    """What a listing says.

    Attributes:
        root: Dictionaries, lists, tuples, texts, numbers, `View` and `Foreign`.
        asked: Functions that it asks for and that make no tensor.
    """

    root: Any = None
    asked: set[str] = field(default_factory=set)


_MARK: Final = object()
_TUPLES: Final = {"EMPTY_TUPLE": 0, "TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_EMPTY: Final[dict[str, Callable[[], Any]]] = {
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_SET": list,
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
}
_CONSTANTS: Final = {
    *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
    *("STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "SHORT_BINUNICODE", "BINUNICODE"),
    *("BINUNICODE8", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
}
_IGNORED: Final = frozenset({"PROTO", "FRAME"})
_VIEWS: Final = {
    "torch._utils._rebuild_tensor",
    "torch._utils._rebuild_tensor_v2",
    "torch._utils._rebuild_qtensor",
}
_PARAMETERS: Final = {
    "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state",
}
_HARMLESS: Final = {
    *("torch.Size", "torch.device", "_codecs.encode"),
    *("builtins.set", "__builtin__.set", "builtins.frozenset"),
}


def follow(raw: bytes) -> Told:
    """Follow a listing to its end.

    Raises:
        Unfit: It is no listing, asks for more steps than the limit, or describes a tensor that
            cannot be.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the decoder's remarks on escapes in texts
            return _Machine().run(raw)
    except Unfit:
        raise
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        # What the decoder says of broken opcodes, and a stack that holds too little.
        raise Unfit("its listing is damaged") from error


class _Machine:
    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.told = Told()

    def run(self, raw: bytes) -> Told:
        for count, (code, argument, _) in enumerate(pickletools.genops(raw)):
            if count >= limits.OPCODES:
                raise Unfit(f"its listing takes more than {limits.OPCODES:,} steps")
            if code.name == "STOP":
                self.told.root = self.stack.pop()
                return self.told
            self.step(code.name, argument)
        raise Unfit("its listing is cut off")

    def step(self, name: str, argument: Any) -> None:
        if name in _CONSTANTS:
            self.stack.append(argument)
        elif name in _EMPTY:
            self.stack.append(_EMPTY[name]())
        elif name in _TUPLES:
            self.stack.append(self._top(_TUPLES[name]))
        elif name in _IGNORED:
            pass
        elif name.endswith("GET"):
            self.stack.append(self.memo[int(argument)])
        elif name.endswith("PUT"):
            self.memo[int(argument)] = self.stack[-1]
        else:
            special = _STEPS.get(name)
            if special is None:
                raise Unfit(f"its listing uses {name}, which no model needs")
            special(self, argument)

    def _top(self, count: int) -> tuple[Any, ...]:
        if count > len(self.stack):
            raise IndexError
        taken = tuple(self.stack[len(self.stack) - count :])
        del self.stack[len(self.stack) - count :]
        return taken

    def _to_mark(self) -> list[Any]:
        at = len(self.stack) - 1
        while self.stack[at] is not _MARK:
            at -= 1
            if at < 0:
                raise IndexError
        taken = self.stack[at + 1 :]
        del self.stack[at:]
        return taken

    def mark(self, _: Any) -> None:
        self.stack.append(_MARK)

    def pop(self, _: Any) -> None:
        self.stack.pop()

    def pop_mark(self, _: Any) -> None:
        self._to_mark()

    def dup(self, _: Any) -> None:
        self.stack.append(self.stack[-1])

    def memoize(self, _: Any) -> None:
        self.memo[len(self.memo)] = self.stack[-1]

    def to_tuple(self, _: Any) -> None:
        self.stack.append(tuple(self._to_mark()))

    def to_list(self, _: Any) -> None:
        self.stack.append(self._to_mark())

    def to_dict(self, _: Any) -> None:
        made: dict[Any, Any] = {}
        _put(made, self._to_mark())
        self.stack.append(made)

    def append(self, _: Any) -> None:
        self._extend([self.stack.pop()])

    def appends(self, _: Any) -> None:
        self._extend(self._to_mark())

    def _extend(self, values: list[Any]) -> None:
        target = self.stack[-1]
        if isinstance(target, list):
            target.extend(values)

    def set_item(self, _: Any) -> None:
        pair = self._top(2)
        _put(self.stack[-1], list(pair))

    def set_items(self, _: Any) -> None:
        pairs = self._to_mark()
        _put(self.stack[-1], pairs)

    def build(self, _: Any) -> None:
        state = self.stack.pop()
        target = self.stack[-1]
        if isinstance(target, Foreign):
            target.state = state

    def name(self, argument: Any) -> None:
        module, _, name = str(argument).partition(" ")
        self.stack.append(Name(module, name))

    def stack_name(self, _: Any) -> None:
        module, name = self._top(2)
        if not isinstance(module, str) or not isinstance(name, str):
            raise TypeError
        self.stack.append(Name(module, name))

    def persistent(self, _: Any) -> None:
        self.stack.append(_storage(self.stack.pop()))

    def reduce(self, _: Any) -> None:
        maker, arguments = self._top(2)
        self.stack.append(self._call(maker, arguments))

    def new_with_words(self, _: Any) -> None:
        maker, arguments, _words = self._top(3)
        self.stack.append(self._call(maker, arguments))

    def instance(self, argument: Any) -> None:
        self._to_mark()
        self.name(argument)
        self.stack.append(self._call(self.stack.pop(), ()))

    def to_object(self, _: Any) -> None:
        maker, *arguments = self._to_mark()
        self.stack.append(self._call(maker, tuple(arguments)))

    def _call(self, maker: Any, arguments: Any) -> Any:
        if not isinstance(maker, Name) or not isinstance(arguments, tuple):
            raise TypeError
        name = str(maker)
        if name in _VIEWS:
            return _view(arguments)
        if name == "torch._utils._rebuild_tensor_v3":
            return _view(arguments, arguments[6])
        if name in _PARAMETERS:
            return arguments[0]
        if name == "torch._utils._rebuild_meta_tensor_no_storage":
            return View(None, checked_shape(arguments[1]), _dtype(arguments[0]), (0, 0))
        if name == "torch._tensor._rebuild_from_type_v2":
            return self._call(arguments[0], arguments[2])
        if name in {"collections.OrderedDict", "builtins.dict"}:
            return {}
        if name == "torch.Size" and arguments:
            return arguments[0]
        if name not in _HARMLESS:
            self.told.asked.add(name[: limits.JSON_SHOWN])
        return Foreign(name)


_STEPS: Final[dict[str, Callable[[_Machine, Any], None]]] = {
    "MARK": _Machine.mark,
    "POP": _Machine.pop,
    "POP_MARK": _Machine.pop_mark,
    "DUP": _Machine.dup,
    "MEMOIZE": _Machine.memoize,
    "TUPLE": _Machine.to_tuple,
    "LIST": _Machine.to_list,
    "FROZENSET": _Machine.to_list,
    "DICT": _Machine.to_dict,
    "APPEND": _Machine.append,
    "APPENDS": _Machine.appends,
    "ADDITEMS": _Machine.appends,
    "SETITEM": _Machine.set_item,
    "SETITEMS": _Machine.set_items,
    "BUILD": _Machine.build,
    "GLOBAL": _Machine.name,
    "STACK_GLOBAL": _Machine.stack_name,
    "BINPERSID": _Machine.persistent,
    "REDUCE": _Machine.reduce,
    "NEWOBJ": _Machine.reduce,
    "NEWOBJ_EX": _Machine.new_with_words,
    "INST": _Machine.instance,
    "OBJ": _Machine.to_object,
}


def _put(target: Any, pairs: list[Any]) -> None:
    if not isinstance(target, dict):
        return
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        # A tuple of tuples of tuples may take for ever to hash.
        target[key if isinstance(key, str | int | float | bytes | None) else len(target)] = value


def _storage(identity: Any) -> Storage:
    if not isinstance(identity, tuple) or len(identity) < 5 or identity[0] != "storage":
        raise Unfit("its listing refers to something that is no storage")
    kind, key, count = identity[1], identity[2], identity[4]
    dtype = STORAGES.get(kind.name) if isinstance(kind, Name) else None
    if dtype is None or not isinstance(key, str) or type(count) is not int:
        raise Unfit("its listing refers to a storage of an unknown type")
    if not 0 <= count <= limits.ELEMENTS:
        raise Unfit("its listing refers to an impossible storage")
    return Storage(key, dtype, count * BITS[dtype] // 8)


def _view(arguments: tuple[Any, ...], dtype: Any = None) -> View:
    storage, offset, sizes, strides = arguments[:4]
    if not isinstance(storage, Storage):
        raise Unfit("a tensor has no storage")
    shape, steps = checked_shape(sizes), checked_shape(strides)
    if type(offset) is not int or offset < 0 or len(steps) != len(shape):
        raise Unfit("a tensor has an impossible place")
    kind = storage.dtype if dtype is None else _dtype(dtype)
    width = BITS[kind] // 8
    reach = 0
    if 0 not in shape:
        reach = 1 + sum((size - 1) * step for size, step in zip(shape, steps, strict=True))
    span = (offset * width, (offset + reach) * width)
    if reach and span[1] > storage.bytes:
        raise Unfit("a tensor reaches beyond its storage")
    return View(storage, shape, kind, span)


def _dtype(named: Any) -> str:
    found = TORCH.get(named.name) if isinstance(named, Name) else None
    if found is None:
        raise Unfit("a tensor has an unknown type")
    return found

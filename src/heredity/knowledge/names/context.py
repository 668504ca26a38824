"""What the parts of a name are in the context of one another.

The rules see kinds of parts, never their text, so that a reading made for one name holds for every
name of the same pattern. Each kind has one rule; a rule looks at the neighbors and at what else the
name holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from heredity.knowledge.names.shapes import set_of
from heredity.knowledge.names.tokens import CLASSES, NETWORKS, TASKS

COUNTS: Final = set_of("countb countm countx active effective countt smallm")
_WEIGHTS: Final = set_of("countb countm countx effective")
_NUMBERS: Final = set_of("digit int decimal version vshort letnum")
_SIGHT: Final = frozenset({"vision", "conv", "diffusion"})
_CLASSIC: Final = frozenset({"net", "audio", "vision", "embedding", "diffusion", "conv", "part"})
_QUANTS: Final = frozenset({"quant", "gguftype", "bits", "qgroup"})
_NETWORK_SIGNS: Final = frozenset({"patch", "casing"})
_LANGUAGES: Final = frozenset({"lang", "langcode"})
_BRANDS: Final = frozenset({"unknown", "other", "weak"})
_CUES: Final = frozenset({*COUNTS, *_NUMBERS, "size", "patch", "letter", "weaksize", "hundred"})


class Unit(NamedTuple):
    """One or several parts that are read as one.

    Attributes:
        first: Position of the first part in the name.
        last: Position of the last one.
        kind: Kind of vocabulary or shape.
        word: Its letters, where rules need them.
        joined: Whether no separator stands before it.
        low: Whether `_` stands before a count or a digit.
    """

    first: int
    last: int
    kind: str
    word: str
    joined: bool
    low: bool = False


class Decided(NamedTuple):
    """What a unit is: a code, how sure, what else it may be, and its part in the fields."""

    code: str
    confidence: float = 1.0
    others: str = ""
    role: str = ""


class Scene:
    """A name's units, with what the rules ask of the whole."""

    __slots__ = (
        "at",
        "codes",
        "has_count",
        "has_network",
        "kinds",
        "llm",
        "present",
        "sight",
        "words",
    )

    def __init__(self, units: Sequence[Unit]) -> None:
        self.kinds = [unit.kind for unit in units]
        self.words = [unit.word for unit in units]
        self.present = frozenset(self.kinds)
        self.has_count = not self.present.isdisjoint(COUNTS)
        self.sight = not self.present.isdisjoint(_SIGHT)
        self.has_network = not self.present.isdisjoint(NETWORKS - {"weak", "part"})
        self.llm = "llm" in self.present or (
            self.has_count and self.present.isdisjoint(_CLASSIC - {"part"})
        )
        self.codes: list[str] = []
        self.at = 0

    def before(self, back: int = 1) -> str:
        """Kind of a unit before this one; empty if there is none."""
        return self.kinds[self.at - back] if self.at >= back else ""

    def after(self) -> str:
        """Kind of the next unit; empty if there is none."""
        return self.kinds[self.at + 1] if self.at + 1 < len(self.kinds) else ""

    def said(self) -> str:
        """Code of the unit before; empty if there is none."""
        return self.codes[-1] if self.codes else ""


Rule = Callable[[Unit, Scene], Decided]


def decide(units: Sequence[Unit]) -> list[Decided]:
    """The codes of units, from left to right."""
    scene = Scene(units)
    answers = []
    for at, unit in enumerate(units):
        scene.at = at
        rule = _RULES.get(unit.kind)
        answer = rule(unit, scene) if rule else _PLAIN[unit.kind]
        scene.codes.append(answer.code)
        answers.append(answer)
    return answers


# ---- networks --------------------------------------------------------------------------------


def _network(unit: Unit, scene: Scene) -> Decided:
    earlier = any(code in "AB" for code in scene.codes if code)
    branded = scene.at > 0 and scene.kinds[0] == "unknown" and unit.kind in {"llm", "diffusion"}
    if unit.kind == "llm" and (earlier or branded):
        return Decided("B", 0.8, "A")
    return Decided("A", 1.0 if not earlier else 0.9, "B" if earlier else "")


def _weak(unit: Unit, scene: Scene) -> Decided:
    first = scene.at == 0
    if scene.after() in _CUES or (scene.before() in _CUES and not first):
        return Decided("A", 0.6, "O")
    return Decided("O", 0.6, "A", "brand")


def _other(unit: Unit, scene: Scene) -> Decided:
    return Decided("O", 0.8, "", "brand" if scene.at == 0 else "")


def _unknown(unit: Unit, scene: Scene) -> Decided:
    own = scene.at == 0 and not scene.has_network
    sized = scene.after() == "size" and scene.words[scene.at + 1] in CLASSES
    if own and scene.has_count and scene.after() in (COUNTS | _NUMBERS):
        return Decided("A", 0.5, "O", "brand")
    if sized and not scene.has_network and "A" not in scene.codes:
        return Decided("A", 0.4, "O", "brand")
    if own and not scene.present.isdisjoint(_NETWORK_SIGNS):
        return Decided("A", 0.4, "O", "brand")
    return Decided("O", 0.7, "", "brand")


# ---- numbers ---------------------------------------------------------------------------------


def _after_number_owner(scene: Scene) -> Decided | None:
    """What a small number is by the unit before it; None if that tells nothing."""
    kind = scene.before()
    if kind == "conv" or (scene.sight and kind == "letter"):
        return Decided("S", 0.8, "V")
    if kind == "env":
        return Decided("V", 0.7, "I", "environment")
    if kind in NETWORKS and scene.said() in {"A", "B"}:
        return Decided("V", 0.9, "S", "version")
    if kind in _QUANTS:
        return Decided("Q", 0.6, "V")
    if scene.said() in {"R", "I"}:
        return Decided(scene.said(), 0.6, "RI")
    return None


def _small_number(unit: Unit, scene: Scene) -> Decided:
    told = _after_number_owner(scene)
    if told:
        return told
    if scene.at == 0:
        return Decided("O", 0.5, "I")
    if scene.before() in {"vshort", "version"} and scene.before(2) == "conv":
        return Decided("C", 0.6, "V")
    if scene.before() in _BRANDS and _counts_up(unit, scene):
        return Decided("I", 0.4, "VO")
    if scene.said() in {"T", "F", "M", "I", "K", "Q", "X"} and not scene.after():
        return Decided("I", 0.5, "V")
    return Decided("V", 0.6, "I", "version")


def _counts_up(unit: Unit, scene: Scene) -> bool:
    """Whether a number after a brand rather counts than says a version."""
    if unit.kind == "digit":
        return unit.joined and scene.at > 1
    return unit.kind != "int" or scene.after() not in COUNTS


def _decimal(unit: Unit, scene: Scene) -> Decided:
    if scene.before() in {"vshort", "version"} and scene.before(2) == "conv":
        return Decided("C", 0.7, "V")
    return _after_number_owner(scene) or Decided("V", 0.8, "", "version")


def _version(unit: Unit, scene: Scene) -> Decided:
    """With a `v`; an environment's version is not the model's."""
    return Decided("V", 1.0, "", "environment" if scene.before() == "env" else "own version")


def _side(unit: Unit, scene: Scene) -> Decided:
    if scene.before() == "conv":
        return Decided("C", 0.7, "S")
    if scene.after() == "context" or scene.before() == "context":
        return Decided("K", 0.8, "C", "context")
    return Decided("C", 0.9 if scene.sight else 0.6, "I")


def _hundred(unit: Unit, scene: Scene) -> Decided:
    if scene.before() == "conv" or scene.before(2) == "conv":
        return Decided("S", 0.9, "C")
    return Decided("I", 0.5, "C")


def _letnum(unit: Unit, scene: Scene) -> Decided:
    kind = scene.before()
    if kind == "conv" or (scene.sight and kind in NETWORKS):
        return Decided("S", 0.8, "V")
    if scene.at == 0:
        return Decided("A", 0.5, "O") if scene.has_count else Decided("O", 0.5, "V")
    if kind in _QUANTS:
        return Decided("Q", 0.6, "H")
    if kind in NETWORKS or scene.said() in {"A", "B"}:
        return Decided("V", 0.7, "O", "version")
    if kind in _BRANDS:
        return Decided("V", 0.5, "O", "version")
    return Decided("I", 0.4, "OV")


def _layers(unit: Unit, scene: Scene) -> Decided:
    if scene.at == 0:
        return _letnum(unit, scene)
    if scene.llm:
        return Decided("O", 0.4, "NI")
    return Decided("N", 0.8, "O")


def _hidden(unit: Unit, scene: Scene) -> Decided:
    return Decided("Q", 0.7, "H") if scene.before() in _QUANTS else Decided("H", 0.7, "O")


# ---- counts ----------------------------------------------------------------------------------


def _count(unit: Unit, scene: Scene) -> Decided:
    seen = [at for at, code in enumerate(scene.codes) if code == "P"]
    if not any(scene.kinds[at] in _WEIGHTS for at in seen):
        return Decided("P", 1.0, "", "params")
    if any(code in "AB" for code in scene.codes[seen[-1] + 1 :]):
        return Decided("P", 0.6, "B")
    return Decided("R", 0.5, "P")


def _active(unit: Unit, scene: Scene) -> Decided:
    return Decided("P", 0.95, "", "active")


def _small_million(unit: Unit, scene: Scene) -> Decided:
    if not scene.present.isdisjoint(_WEIGHTS) or scene.after() == "context":
        return Decided("K", 0.8, "PC", "context")
    return Decided("P", 0.7, "KC", "params")


def _trillion(unit: Unit, scene: Scene) -> Decided:
    if not scene.present.isdisjoint(_WEIGHTS):
        return Decided("R", 0.7, "P")
    return Decided("P", 0.6, "R", "params")


def _power(unit: Unit, scene: Scene) -> Decided:
    if scene.said() == "D" or scene.sight or "audio" in scene.present:
        return Decided("C", 0.6, "KI")
    if "check" in {scene.before(), scene.after()} or scene.after() == "step":
        return Decided("I", 0.7, "KC")
    if scene.llm or scene.has_network or "context" in {scene.before(), scene.after()}:
        return Decided("K", 0.8, "CI", "context")
    return Decided("C", 0.5, "KI")


def _thousand(unit: Unit, scene: Scene) -> Decided:
    if "check" in {scene.before(), scene.after()}:
        return Decided("I", 0.7, "C")
    return Decided("C", 0.6, "KI")


# ---- words -----------------------------------------------------------------------------------


def _size(unit: Unit, scene: Scene) -> Decided:
    trained = unit.word == "base" and scene.at > 0 and scene.llm
    if trained and scene.present.isdisjoint(_CLASSIC):
        return Decided("R", 0.7, "SF")
    return Decided("S", 0.95)


def _weak_size(unit: Unit, scene: Scene) -> Decided:
    if scene.said() in {"A", "B", "V", "P", "S"} and scene.codes:
        return Decided("S", 0.7, "O")
    return Decided("O", 0.5, "S")


def _letter(unit: Unit, scene: Scene) -> Decided:
    kind = scene.before()
    if unit.word == "x" and scene.after() in NETWORKS | _BRANDS and scene.at > 0:
        return Decided("M", 0.7, "O")
    if kind in _CLASSIC or (kind in {"vshort", "version"} and scene.sight):
        return Decided("S", 0.7, "O")
    return Decided("O", 0.4, "SV")


def _weak_task(unit: Unit, scene: Scene) -> Decided:
    if not scene.after() or (scene.has_network and scene.at > 0):
        return Decided("T", 0.6, "O", "task")
    return Decided("O", 0.5, "T")


def _method(unit: Unit, scene: Scene) -> Decided:
    if unit.word == "it" and not (scene.llm or scene.said() in {"P", "A", "B"}):
        return Decided("L", 0.6, "F", "language")
    return Decided("F", 0.95)


def _regime(unit: Unit, scene: Scene) -> Decided:
    if unit.word == "pt" and not (scene.llm and "audio" not in scene.present):
        return Decided("L", 0.6, "RX", "language")
    return Decided("R", 0.8)


def _language_code(unit: Unit, scene: Scene) -> Decided:
    paired = scene.before() in _LANGUAGES or scene.after() in _LANGUAGES
    if unit.joined and scene.at > 0:
        return Decided("O", 0.4, "L")
    return Decided("L", 0.9 if paired else 0.8, "", "language")


def _weak_quant(unit: Unit, scene: Scene) -> Decided:
    if scene.before() in _QUANTS or scene.after() in _QUANTS:
        return Decided("Q", 0.8, "O", "quant")
    return Decided("O", 0.5, "Q")


def _group(unit: Unit, scene: Scene) -> Decided:
    known = not scene.present.isdisjoint(_QUANTS - {"qgroup"})
    return Decided("Q", 0.9) if known else Decided("O", 0.4, "Q")


_RULES: Final[dict[str, Rule]] = {
    **dict.fromkeys(NETWORKS - {"weak"}, _network),
    "weak": _weak,
    "unknown": _unknown,
    "other": _other,
    "digit": _small_number,
    "int": _small_number,
    "leading": _small_number,
    "zero": _small_number,
    "decimal": _decimal,
    "version": _version,
    "vshort": _version,
    "side": _side,
    "hundred": _hundred,
    "letnum": _letnum,
    "layers": _layers,
    "hidden": _hidden,
    "countb": _count,
    "countm": _count,
    "countx": _count,
    "effective": _count,
    "active": _active,
    "smallm": _small_million,
    "countt": _trillion,
    "kpower": _power,
    "thousand": _thousand,
    "size": _size,
    "weaksize": _weak_size,
    "letter": _letter,
    "weaktask": _weak_task,
    "method": _method,
    "regime": _regime,
    "langcode": _language_code,
    "qgroup": _group,
    "weakquant": _weak_quant,
}

_PLAIN: Final = {
    **{kind: Decided("T", 0.9, "", "task") for kind in TASKS - {"weaktask"}},
    "chat": Decided("F", 0.95, "T", "chat"),
    "lang": Decided("L", 0.95, "", "language"),
    "quant": Decided("Q", 0.95, "", "quant"),
    "gguftype": Decided("Q", 0.95, "", "quant"),
    "bits": Decided("Q", 0.95, "", "quant"),
    "format": Decided("X", 0.95, "", "format"),
    "merge": Decided("M", 0.9, "O"),
    "context": Decided("K", 0.6, "O"),
    "check": Decided("I", 0.6, "O"),
    "stage": Decided("V", 0.5, "O"),
    "dataset": Decided("D", 0.9),
    "char": Decided("C", 0.9),
    "casing": Decided("C", 0.95),
    "hash": Decided("I", 0.7, "O"),
    "step": Decided("I", 0.8, "R"),
    "training": Decided("R", 0.7, "IO"),
    "patch": Decided("C", 0.9),
    "scale": Decided("C", 0.6, "O"),
    "shot": Decided("F", 0.8, "R"),
    "tokens": Decided("R", 0.8, "P"),
    "hours": Decided("C", 0.8),
    "bytes": Decided("C", 0.7, "O"),
    "year": Decided("I", 0.7, "C"),
    "date": Decided("I", 0.8, "V"),
    "counter": Decided("I", 0.6, "C"),
    "ratio": Decided("R", 0.4, "O"),
    "lettercount": Decided("I", 0.5, "O"),
}

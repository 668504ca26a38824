"""What the parts of a name are in the context of one another.

The rules see kinds of parts, never their text, so that a reading made for one name holds for every
name of the same pattern. Each kind has one rule; a rule looks at the neighbors and at what else the
name holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from heredity.knowledge.names import numbers
from heredity.knowledge.names.scene import (
    BRANDS,
    CLASSIC,
    COUNTS,
    CUES,
    LANGUAGES,
    NETWORK_SIGNS,
    NUMBERS,
    QUANTS,
    Decided,
    Scene,
    Unit,
)
from heredity.knowledge.names.tokens import CLASSES, NETWORKS, TASKS

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
    if scene.after() in CUES or (scene.before() in CUES and not first):
        return Decided("A", 0.6, "O")
    return Decided("O", 0.6, "A", "brand")


def _other(unit: Unit, scene: Scene) -> Decided:
    return Decided("O", 0.8, "", "brand" if scene.at == 0 else "")


def _unknown(unit: Unit, scene: Scene) -> Decided:
    own = scene.at == 0 and not scene.has_network
    sized = scene.after() == "size" and scene.words[scene.at + 1] in CLASSES
    if own and scene.has_count and scene.after() in (COUNTS | NUMBERS):
        return Decided("A", 0.5, "O", "brand")
    if sized and not scene.has_network and "A" not in scene.codes:
        return Decided("A", 0.4, "O", "brand")
    if own and not scene.present.isdisjoint(NETWORK_SIGNS):
        return Decided("A", 0.4, "O", "brand")
    return Decided("O", 0.7, "", "brand")


# ---- words -----------------------------------------------------------------------------------


def _size(unit: Unit, scene: Scene) -> Decided:
    trained = unit.word == "base" and scene.at > 0 and scene.llm
    if trained and scene.present.isdisjoint(CLASSIC):
        return Decided("R", 0.7, "SF")
    return Decided("S", 0.95)


def _weak_size(unit: Unit, scene: Scene) -> Decided:
    if scene.said() in {"A", "B", "V", "P", "S"} and scene.codes:
        return Decided("S", 0.7, "O")
    return Decided("O", 0.5, "S")


def _letter(unit: Unit, scene: Scene) -> Decided:
    kind = scene.before()
    if unit.word == "x" and scene.after() in NETWORKS | BRANDS and scene.at > 0:
        return Decided("M", 0.7, "O")
    if kind in CLASSIC or (kind in {"vshort", "version"} and scene.sight):
        return Decided("S", 0.7, "O")
    return Decided("O", 0.4, "SV")


def _weak_task(unit: Unit, scene: Scene) -> Decided:
    if not scene.after() or (scene.has_network and scene.at > 0):
        return Decided("T", 0.6, "O", "task")
    return Decided("O", 0.5, "T", "brand")


def _method(unit: Unit, scene: Scene) -> Decided:
    if unit.word == "it" and not (scene.llm or scene.said() in {"P", "A", "B"}):
        return Decided("L", 0.6, "F", "language")
    return Decided("F", 0.95)


def _regime(unit: Unit, scene: Scene) -> Decided:
    if unit.word == "pt" and not (scene.llm and "audio" not in scene.present):
        return Decided("L", 0.6, "RX", "language")
    return Decided("R", 0.8)


def _language_code(unit: Unit, scene: Scene) -> Decided:
    paired = scene.before() in LANGUAGES or scene.after() in LANGUAGES
    if unit.joined and scene.at > 0:
        return Decided("O", 0.4, "L")
    return Decided("L", 0.9 if paired else 0.8, "", "language")


def _weak_quant(unit: Unit, scene: Scene) -> Decided:
    if scene.before() in QUANTS or scene.after() in QUANTS:
        return Decided("Q", 0.8, "O", "quant")
    return Decided("O", 0.5, "Q")


def _group(unit: Unit, scene: Scene) -> Decided:
    known = not scene.present.isdisjoint(QUANTS - {"qgroup"})
    return Decided("Q", 0.9) if known else Decided("O", 0.4, "Q")


_RULES: Final[dict[str, Rule]] = {
    **dict.fromkeys(NETWORKS - {"weak"}, _network),
    "weak": _weak,
    "unknown": _unknown,
    "other": _other,
    "digit": numbers.small_number,
    "int": numbers.small_number,
    "leading": numbers.small_number,
    "zero": numbers.small_number,
    "decimal": numbers.decimal,
    "version": numbers.version,
    "vshort": numbers.version,
    "side": numbers.side,
    "hundred": numbers.hundred,
    "letnum": numbers.letnum,
    "layers": numbers.layers,
    "hidden": numbers.hidden,
    "countb": numbers.count,
    "countm": numbers.count,
    "countx": numbers.count,
    "effective": numbers.count,
    "active": numbers.active,
    "smallm": numbers.small_million,
    "countt": numbers.trillion,
    "kpower": numbers.power,
    "thousand": numbers.thousand,
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
    "tokenword": Decided("R", 0.8, "O"),
    "hours": Decided("C", 0.8),
    "bytes": Decided("C", 0.7, "O"),
    "year": Decided("I", 0.7, "C"),
    "date": Decided("I", 0.8, "V"),
    "counter": Decided("I", 0.6, "C"),
    "ratio": Decided("R", 0.4, "O"),
    "lettercount": Decided("I", 0.5, "O"),
}

"""What numbers are in the context of a name: versions, sizes, counts, contexts, counters."""

from __future__ import annotations

from heredity.knowledge.names.scene import BRANDS, COUNTS, QUANTS, WEIGHTS, Decided, Scene, Unit
from heredity.knowledge.names.tokens import NETWORKS

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
    if kind in QUANTS:
        return Decided("Q", 0.6, "V")
    if scene.said() in {"R", "I"}:
        return Decided(scene.said(), 0.6, "RI")
    return None


def small_number(unit: Unit, scene: Scene) -> Decided:
    """A number of one or two digits: a size, a version, or a counter."""
    told = _after_number_owner(scene)
    if told:
        return told
    if scene.at == 0:
        return Decided("O", 0.5, "I")
    if scene.before() in {"vshort", "version"} and scene.before(2) == "conv":
        return Decided("C", 0.6, "V")
    if scene.before() in BRANDS and _counts_up(unit, scene):
        return Decided("I", 0.4, "VO")
    if scene.said() in {"T", "F", "M", "I", "K", "Q", "X"} and not scene.after():
        return Decided("I", 0.5, "V")
    return Decided("V", 0.6, "I", "version")


def _counts_up(unit: Unit, scene: Scene) -> bool:
    """Whether a number after a brand rather counts than says a version."""
    if unit.kind == "digit":
        return unit.joined and scene.at > 1
    return unit.kind != "int" or scene.after() not in COUNTS


def decimal(unit: Unit, scene: Scene) -> Decided:
    """A number with a point: a version, bits, or a width."""
    if scene.before() in {"vshort", "version"} and scene.before(2) == "conv":
        return Decided("C", 0.7, "V")
    return _after_number_owner(scene) or Decided("V", 0.8, "", "version")


def version(unit: Unit, scene: Scene) -> Decided:
    """With a `v`; an environment's version is not the model's."""
    return Decided("V", 1.0, "", "environment" if scene.before() == "env" else "own version")


def side(unit: Unit, scene: Scene) -> Decided:
    """A length of a picture's side, or of an input."""
    if scene.before() == "conv":
        return Decided("C", 0.7, "S")
    if scene.after() == "context" or scene.before() == "context":
        return Decided("K", 0.8, "C", "context")
    return Decided("C", 0.9 if scene.sight else 0.6, "I")


def hundred(unit: Unit, scene: Scene) -> Decided:
    """A number of three digits: the depth of a network, else a counter."""
    if scene.before() == "conv" or scene.before(2) == "conv":
        return Decided("S", 0.9, "C")
    return Decided("I", 0.5, "C")


def letnum(unit: Unit, scene: Scene) -> Decided:
    """A letter and a number: `b0`, `K2`, `R1`, `h6`."""
    kind = scene.before()
    if kind == "conv" or (scene.sight and kind in NETWORKS):
        return Decided("S", 0.8, "V")
    if scene.at == 0:
        return Decided("A", 0.5, "O") if scene.has_count else Decided("O", 0.5, "V")
    if kind in QUANTS:
        return Decided("Q", 0.6, "H")
    if kind in NETWORKS or scene.said() in {"A", "B"}:
        return Decided("V", 0.7, "O", "version")
    if kind in BRANDS:
        return Decided("V", 0.5, "O", "version")
    return Decided("I", 0.4, "OV")


def layers(unit: Unit, scene: Scene) -> Decided:
    """`L6`, `12layers`."""
    if scene.at == 0:
        return letnum(unit, scene)
    if scene.llm:
        return Decided("O", 0.4, "NI")
    return Decided("N", 0.8, "O")


def hidden(unit: Unit, scene: Scene) -> Decided:
    """`H384`, `64d`; after bits, those of the head."""
    return Decided("Q", 0.7, "H") if scene.before() in QUANTS else Decided("H", 0.7, "O")


# ---- counts ----------------------------------------------------------------------------------


def count(unit: Unit, scene: Scene) -> Decided:
    """`7B`: the first one counts the model; a later one is a teacher's, or tokens.

    Joined to a name of data beside a network that sees (`DFN5B-CLIP`), it counts the data; so do
    millions before the network and its billions (`Infinity-Instruct-7M-Gen-mistral-7B`).
    """
    if scene.after() == "tokenword":
        return Decided("R", 0.8, "P")
    if unit.kind == "countm" and _before_network(scene):
        return Decided("C", 0.6, "P")
    data = unit.joined and scene.before() in {"unknown", "dataset"}
    if data and scene.sight and "llm" not in scene.present:
        return Decided("C", 0.6, "P")
    seen = [at for at, code in enumerate(scene.codes) if code == "P"]
    if not any(scene.kinds[at] in WEIGHTS for at in seen):
        return Decided("P", 1.0, "", "params")
    if any(code in "AB" for code in scene.codes[seen[-1] + 1 :]):
        return Decided("P", 0.6, "B")
    return Decided("R", 0.5, "P")


def _before_network(scene: Scene) -> bool:
    """Whether nothing before names a network, and a language model with its count comes later."""
    later = scene.kinds[scene.at + 1 :]
    unnamed = not any(code in "AB" for code in scene.codes if code)
    return unnamed and "llm" in later and "countb" in later[later.index("llm") :]


def active(unit: Unit, scene: Scene) -> Decided:
    """`A3B`."""
    return Decided("P", 0.95, "", "active")


def small_million(unit: Unit, scene: Scene) -> Decided:
    """`1M`: context beside a size, else parameters."""
    if not scene.present.isdisjoint(WEIGHTS) or scene.after() == "context":
        return Decided("K", 0.8, "PC", "context")
    return Decided("P", 0.7, "KC", "params")


def trillion(unit: Unit, scene: Scene) -> Decided:
    """`2T`: tokens beside a size, else parameters."""
    if not scene.present.isdisjoint(WEIGHTS):
        return Decided("R", 0.7, "P")
    return Decided("P", 0.6, "R", "params")


def power(unit: Unit, scene: Scene) -> Decided:
    """`32k`: context of a language model, else samples."""
    if scene.said() == "D" or scene.sight or "audio" in scene.present:
        return Decided("C", 0.6, "KI")
    if "check" in {scene.before(), scene.after()} or scene.after() == "step":
        return Decided("I", 0.7, "KC")
    if scene.llm or scene.has_network or "context" in {scene.before(), scene.after()}:
        return Decided("K", 0.8, "CI", "context")
    return Decided("C", 0.5, "KI")


def thousand(unit: Unit, scene: Scene) -> Decided:
    """`40k`: samples, or steps."""
    if "check" in {scene.before(), scene.after()}:
        return Decided("I", 0.7, "C")
    return Decided("C", 0.6, "KI")

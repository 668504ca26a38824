"""How weights are stored, and whether code comes along."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.registry import Answer, absent, field, present, unchecked

FORMATS: Final = {
    "safetensors": r"\.safetensors$",
    "gguf": r"\.gguf$",
    "onnx": r"\.onnx(?:_data)?$",
    "pickle": r"\.(?:bin|pt|pth|ckpt|pkl|pickle|joblib)$",
    "keras": r"\.(?:h5|keras)$",
    "flax": r"\.msgpack$",
    "tensorflow": r"\.(?:pb|tflite)$",
    "numpy": r"\.npz$",
    "nemo": r"\.nemo$",
    "coreml": r"\.mlmodel$",
}
"""Formats of weights by the names of files; `pickle` is what may run code when it is loaded."""

_NO_WEIGHTS: Final = re.compile(
    r"(?:^|/)(?:training_args|optimizer|scheduler|rng_state[^/]*|scaler|trainer_state)\.[a-z]+$"
)
TAGGED: Final = ("safetensors", "gguf", "onnx", "openvino", "coreml", "mlx")


def formats_of(files: Iterable[str]) -> dict[str, int]:
    """How many files there are of each format of weights."""
    names = [name.lower() for name in files if not _NO_WEIGHTS.search(name.lower())]
    counts = {kind: sum(bool(re.search(p, n)) for n in names) for kind, p in FORMATS.items()}
    return {kind: count for kind, count in counts.items() if count}


def pickle_only(dossier: Dossier) -> bool | None:
    """Whether all weights are in formats that may run code; None where that is not known."""
    if dossier.files is None:
        return None
    found = formats_of(dossier.files)
    return bool(found) and set(found) == {"pickle"}


@field("serialization", "models.files", "models.tags", asked=("files", "tags"), wanted=True)
def weight_formats(dossier: Dossier) -> Answer:
    """Formats of the weights with their files; from the tags where no files are known."""
    if dossier.files is not None:
        found = formats_of(dossier.files)
        said = [f"{kind} ({count})" for kind, count in found.items()]
        return present(said, "names of files") if said else absent("no file looks like weights")
    tagged = [name for name in TAGGED if name in dossier.tags]
    return present(tagged, "tags") if tagged else unchecked("files not known, and no tag names any")


@field("serialization", "models.files", asked=("files",))
def pickle(dossier: Dossier) -> Answer:
    """Whether weights are stored in a format that may run code when it is loaded."""
    if dossier.files is None:
        return unchecked("the files are not known")
    found = formats_of(dossier.files)
    if "pickle" not in found:
        return present("no", "no file in such a format")
    others = [kind for kind in found if kind != "pickle"]
    return present("only" if not others else "beside others", ", ".join(others))


def own_code(dossier: Dossier) -> list[str]:
    """What says that it brings code of its own."""
    reasons = []
    if dossier.config.get("auto_map"):
        reasons.append("auto_map in config.json")
    if "custom_code" in dossier.tags:
        reasons.append("tag custom_code")
    files = [name for name in dossier.files or () if name.lower().endswith(".py")]
    count = f"{len(files)} Python file" + ("s" if len(files) > 1 else "")
    return [*reasons, count] if files else reasons


@field("serialization", "models.config", "models.tags", "models.files",
       asked=("config", "tags", "files"))  # fmt: skip
def custom_code(dossier: Dossier) -> Answer:
    """Signs that loading it runs code of the repository (`trust_remote_code`)."""
    found = own_code(dossier)
    if found:
        return present(found)
    places = places_of_code(dossier)
    if not places:
        return unchecked("neither configuration nor tags nor files are known")
    return present("no sign of any", f"looked at {', '.join(places)}")


def places_of_code(dossier: Dossier) -> list[str]:
    """Where code of its own would show, as far as the record holds it."""
    places = ("config", "tags", "files")
    return [name for name in places if dossier.asked(name) and dossier.of(name) is not None]


@field("serialization")
def hub_scan(dossier: Dossier) -> Answer:
    """What the hub's own scan of files found."""
    return unchecked("a snapshot holds no results of scans")

"""Which files of a model hold its weights, in the order in which its loaders look for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from heredity.core.errors import UserError
from heredity.hub.headers.header import Format
from heredity.hub.headers.source import brief

SHARD: Final = re.compile(r"(?P<stem>.*)-(?P<no>\d{5})-of-(?P<of>\d{5})\.(?P<kind>\w+)")
SIDECAR: Final = re.compile(
    r"(?:^|/)(?:mmproj|mtp|imatrix)|[-_.](?:mmproj|imatrix)\b", re.IGNORECASE
)
_ENDINGS: Final[dict[str, Format]] = {
    ".safetensors": "safetensors",
    ".gguf": "gguf",
    ".bin": "pytorch",
    ".pt": "pytorch",
    ".pth": "pytorch",
    ".ckpt": "pytorch",
}
_NOT_WEIGHTS: Final = re.compile(
    r"(?:training_args|optimizer|scheduler|scaler|rng_state\w*|random_states\w*|tokenizer.*)"
    r"\.(?:bin|pt|pth)"
)
_FIRST: Final = (
    "model.safetensors",
    "model.safetensors.index.json",
    "adapter_model.safetensors",
    "diffusion_pytorch_model.safetensors",
    "diffusion_pytorch_model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
    "adapter_model.bin",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is read of a model.

    Attributes:
        format: Of all its files.
        files: Weights; with an index, empty: the index names them.
        index: Name of the index.
        adapter: Whether the weights are an adapter's.
        sidecars: Other files of weights.
    """

    format: Format
    files: tuple[str, ...]
    index: str | None = None
    adapter: bool = False
    sidecars: tuple[str, ...] = ()


def choose(names: Sequence[str], wanted: str | None, where: str) -> Choice:
    """Choose among a model's files.

    Args:
        names: All its files.
        wanted: The one that the user names.
        where: The model, for errors.

    Raises:
        UserError: There are no weights, or several and none is the main one.
    """
    weights = [name for name in names if _is_weights(name)]
    picked = _wanted(names, wanted, where) if wanted else _main(weights, names, where)
    if picked.endswith(".index.json"):
        form = _ENDINGS[f".{picked.split('.')[-3]}"]
        return Choice(form, (), picked, sidecars=_others(weights, form, picked))
    files = _shards(picked, names, where)
    form = _ENDINGS[f".{picked.rsplit('.', 1)[-1].lower()}"]
    # Who names a file has seen the others.
    sidecars = () if wanted else tuple(name for name in weights if name not in files)
    return Choice(form, files, None, "adapter_model" in picked, sidecars)


def _is_weights(name: str) -> bool:
    ending = f".{name.rsplit('.', 1)[-1].lower()}"
    return ending in _ENDINGS and not _NOT_WEIGHTS.fullmatch(name.rsplit("/", 1)[-1])


def _wanted(names: Sequence[str], wanted: str, where: str) -> str:
    if wanted not in names:
        raise UserError(f"{where} holds no file {brief(wanted)}.", _listed(names))
    if not _is_weights(wanted) and not _is_index(wanted):
        raise UserError(
            f"{brief(wanted)} is no file of weights.", "Known are " + ", ".join(_ENDINGS) + "."
        )
    return wanted


def _is_index(name: str) -> bool:
    return name.endswith((".safetensors.index.json", ".bin.index.json"))


def _main(weights: list[str], names: Sequence[str], where: str) -> str:
    for name in _FIRST:
        if name in names:
            return name
    near = [name for name in weights if "/" not in name and not SIDECAR.search(name)]
    indexes = [name for name in names if _is_index(name) and "/" not in name]
    if len(indexes) == 1 and not any(name.endswith(".gguf") for name in near):
        return indexes[0]
    for ending in (".safetensors", ".gguf", ".bin", ".pt", ".pth", ".ckpt"):
        group = [name for name in near if name.lower().endswith(ending)]
        stems = sorted({_stem(name): name for name in reversed(group)}.values())
        # Files of one GGUF repository are packings of one model: any of them tells.
        if len(stems) == 1 or (stems and ending == ".gguf"):
            return stems[0]
        if stems:
            raise UserError(f"{where} holds several files of weights.", _listed(stems))
    if weights:
        raise UserError(f"The weights of {where} lie in folders of it.", _listed(weights))
    raise UserError(
        f"{where} holds no weights that can be read.",
        "Known are " + ", ".join(_ENDINGS) + ".",
    )


def _stem(name: str) -> str:
    shard = SHARD.fullmatch(name)
    return f"{shard['stem']}.{shard['kind']}" if shard else name


def _shards(picked: str, names: Sequence[str], where: str) -> tuple[str, ...]:
    shard = SHARD.fullmatch(picked)
    if not shard:
        return (picked,)
    held = set(names)
    most = int(shard["of"])
    # Only as many as there are files: a name may claim 99,999.
    files = [
        f"{shard['stem']}-{no:05}-of-{shard['of']}.{shard['kind']}" for no in range(1, most + 1)
    ]
    missing = [name for name in files if name not in held]
    if missing:
        raise UserError(
            f"{where} lacks {len(missing)} of {most} parts, among them {brief(missing[0])}.",
            "Download the others beside it.",
        )
    return tuple(files)


def _others(weights: list[str], form: Format, index: str) -> tuple[str, ...]:
    stem = index.removesuffix(".index.json").rsplit(".", 1)[0]
    return tuple(
        name for name in weights if not (name.startswith(f"{stem}-") and SHARD.fullmatch(name))
    )


def _listed(names: Sequence[str]) -> str:
    weights = [name for name in names if _is_weights(name)][:6]
    if not weights:
        return "Look at the spelling."
    return "Choose one with --file: " + ", ".join(brief(name) for name in weights)

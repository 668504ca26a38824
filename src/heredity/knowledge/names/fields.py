"""Fields of a name from its elements: parameters, version, quantization, format, context."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from heredity.knowledge.names.shapes import set_of
from heredity.knowledge.names.values import bits_of, quant_of, word_of

METHODS: Final = set_of(
    "GPTQ AWQ EXL2 EXL3 EETQ HQQ AQLM QUIP VPTQ SPQR BNB SMOOTHQUANT OMNIQUANT TORCHAO QUANTO "
    "SVDQUANT NUNCHAKU DWQ autoround"
)
_AIDS: Final = set_of(
    "I1 UD MIXED SCALED BLOCK TENSORWISE CHANNELWISE COMPRESSED imatrix BPW sym asym quantized "
    "unquantized SQ PTQ RTN DYNAMIC STATIC ACTORDER DESC_ACT MARLIN MODELOPT KQUANT K_QUANTS "
    "BLOCKWISE"
)
FORMATS: Final = {
    "gguf": "gguf",
    "ggml": "ggml",
    "mlx": "mlx",
    "onnx": "onnx",
    "ort": "onnx",
    "coreml": "coreml",
    "mlpackage": "coreml",
    "safetensors": "safetensors",
    "tensorrt": "tensorrt",
    "openvino": "openvino",
    "tflite": "tflite",
    "litert": "litert",
    "pytorch": "pytorch",
    "torchscript": "torchscript",
    "diffusers": "diffusers",
    "hf": "hf",
    "transformers": "hf",
    "ct2": "ct2",
    "ctranslate2": "ct2",
    "mlc": "mlc",
    "llamafile": "llamafile",
    "rkllm": "rkllm",
    "rknn": "rknn",
    "qnn": "qnn",
    "executorch": "executorch",
    "exllama": "exllama",
    "tf": "tf",
    "tensorflow": "tf",
    "keras": "keras",
    "flax": "flax",
    "jax": "jax",
    "h5": "h5",
    "ckpt": "ckpt",
    "bin": "bin",
    "pt": "pt",
    "pth": "pth",
    "npz": "npz",
    "mnn": "mnn",
    "ncnn": "ncnn",
    "comfyui": "comfyui",
    "comfy": "comfyui",
}
"""Words of formats, to the format."""


class Slots(NamedTuple):
    """Which elements the fields are read from, by position; -1 for none."""

    params: int
    active: int
    version: int
    context: int
    quants: tuple[int, ...]
    formats: tuple[int, ...]


def slots_of(roles: Sequence[str]) -> Slots:
    """Where the fields stand, by what each element is to them.

    The version is one that stands with a `v`, else the first.
    """
    first: dict[str, int] = {}
    quants, formats = [], []
    for at, role in enumerate(roles):
        if role == "quant":
            quants.append(at)
        elif role == "format":
            formats.append(at)
        elif role:
            first.setdefault(role, at)
    return Slots(
        params=first.get("params", -1),
        active=first.get("active", -1),
        version=first.get("own version", first.get("version", -1)),
        context=first.get("context", -1),
        quants=tuple(quants),
        formats=tuple(formats),
    )


class Stored(NamedTuple):
    """How the weights are stored, as a name says it."""

    quant: str | None
    bits: float | None
    format: str | None


@lru_cache(maxsize=65_536)
def stored_as(quants: tuple[str, ...], formats: tuple[str, ...]) -> Stored:
    """Quantization, bits and format from the texts of elements Q and X."""
    words = [quant_of(text) for text in quants]
    told = [word for word in words if word not in _AIDS]
    return Stored(
        quant=min(told, key=lambda word: word not in METHODS, default=None),
        bits=next((bits for text in quants if (bits := bits_of(text)) is not None), None),
        format=_format([word_of(text) for text in formats], words),
    )


def _format(formats: Sequence[str], quants: Sequence[str]) -> str | None:
    named = [FORMATS[word] for word in formats if word in FORMATS]
    if named:
        return next((name for name in named if name != "hf"), named[0])
    return next((word.lower() for word in quants if word in {"EXL2", "EXL3"}), None)

"""Fields of a name from its elements: parameters, version, quantization, format, context."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from heredity.knowledge.names.elements import Value
from heredity.knowledge.names.values import bits_of

METHODS: Final = frozenset(
    "GPTQ AWQ EXL2 EXL3 EETQ HQQ AQLM QUIP VPTQ SPQR MARLIN BNB AUTOROUND SMOOTHQUANT OMNIQUANT "
    "TORCHAO QUANTO SVDQUANT NUNCHAKU DWQ autoround".split()
)
_AIDS: Final = frozenset(
    "I1 UD MIXED SCALED BLOCK imatrix IMATRIX BPW SYM ASYM sym asym QUANTIZED quantized unquantized SQ PTQ RTN H6 H8 "
    "DYNAMIC STATIC ACTORDER DESC_ACT MARLIN MODELOPT KQUANT K_QUANTS BLOCKWISE".split()
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


@dataclass(frozen=True, slots=True)
class Fields:
    """See the attributes of the same names of `ParsedName`."""

    params: float | None = None
    active_params: float | None = None
    version: str | None = None
    quant: str | None = None
    bits: float | None = None
    format: str | None = None
    context: int | None = None


def fields_of(roles: Sequence[str], texts: Sequence[str], values: Sequence[Value]) -> Fields:
    """Choose the fields of a name.

    Args:
        roles: What each element is to the fields (see `plans.Plan`).
        texts: Text of each element.
        values: Value of each element.
    """
    first = dict(zip(reversed(roles), reversed(values), strict=True))
    quants = [
        (text, str(value))
        for role, text, value in zip(roles, texts, values, strict=True)
        if role == "quant"
    ]
    version = first.get("own version", first.get("version"))
    return Fields(
        params=_number(first.get("params")),
        active_params=_number(first.get("active")),
        version=None if version is None else str(version),
        quant=_quant(value for _, value in quants),
        bits=next((bits for text, _ in quants if (bits := bits_of(text)) is not None), None),
        format=_format(roles, values, quants),
        context=_whole(first.get("context")),
    )


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, float | int) else None


def _whole(value: Value) -> int | None:
    return int(value) if isinstance(value, float | int) else None


def _quant(values: Iterable[str]) -> str | None:
    """The method if one is named, else the type, else a word of bits."""
    told = [value for value in values if value not in _AIDS]
    return min(told, key=lambda value: value not in METHODS, default=None)


def _format(
    roles: Sequence[str], values: Sequence[Value], quants: Sequence[tuple[str, str]]
) -> str | None:
    named = [
        FORMATS[str(value)]
        for role, value in zip(roles, values, strict=True)
        if role == "format" and str(value) in FORMATS
    ]
    best = next((name for name in named if name not in {"hf", "transformers"}), None)
    if best or named:
        return best or named[0]
    return next((v.lower() for _, v in quants if v in {"EXL2", "EXL3"}), None)

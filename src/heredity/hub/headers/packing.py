"""How packed numbers are told from their tensors: kinds of packing, logical sizes, what is beside.

A *module* is a tensor's name without its last part. A packed module holds one tensor of packed
words and some that serve the unpacking; the latter are overhead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, Final

from heredity.hub.headers.header import TensorInfo

Module = Mapping[str, TensorInfo]


@dataclass(frozen=True, slots=True)
class Packed:
    """One packed module.

    Attributes:
        kind: Name of the packing.
        carrier: Last part of the tensor that stands for the weights.
        logical: Its parameters; null where only a configuration could tell.
        overhead: Last parts of the tensors that serve the unpacking.
    """

    kind: str
    carrier: str
    logical: int | None
    overhead: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hints:
    """What a configuration says of packing.

    Attributes:
        method: `quant_method`, lower case.
        bits: Bits of a weight, where they are the same everywhere.
        group: Weights that share a scale.
        modules: Bits and group of single modules, by name.
    """

    method: str = ""
    bits: int | None = None
    group: int | None = None
    modules: Mapping[str, tuple[int, int]] = field(default_factory=dict)


_BNB: Final = frozenset({"absmax", "quant_map", "nested_absmax", "nested_quant_map"})
_PLAIN: Final = frozenset({"weight", "bias"})
_SCALES: Final = frozenset(
    {
        *("weight_scale", "weight_scale_2", "weight_scale_inv", "weight_zero_point"),
        *("weight_global_scale", "input_global_scale", "weight_shape", "weight_g_idx", "scale"),
        *("input_scale", "input_zero_point", "output_scale", "scale_inv", "SCB", "weight_format"),
        *("input_scale_2", "act_scale", "weight_scales", "input_amax", "weight_offset"),
    }
)
SERVING: Final = frozenset(
    {"k_scale", "v_scale", "q_scale", "prob_scale", "k_zero_point", "v_zero_point"}
)
"""Scales of caches; they serve no weights of their own module."""


def hints(config: Mapping[str, Any]) -> Hints:
    """What `config.json` says of packing; nothing it says is trusted beyond its type."""
    told = config.get("quantization_config") or config.get("compression_config")
    mlx = config.get("quantization")
    if not isinstance(told, dict) and isinstance(mlx, dict):
        modules = {
            name: (one["bits"], one["group_size"])
            for name, one in mlx.items()
            if isinstance(one, dict) and _small(one.get("bits")) and _small(one.get("group_size"))
        }
        return Hints("mlx", _small(mlx.get("bits")), _small(mlx.get("group_size")), modules)
    if not isinstance(told, dict):
        return Hints()
    weights: Any = told
    groups = told.get("config_groups")
    if isinstance(groups, dict) and groups:
        first = next(iter(groups.values()))
        weights = first.get("weights") if isinstance(first, dict) else None
    if not isinstance(weights, dict):
        weights = {}
    bits = weights.get("bits") or weights.get("num_bits") or weights.get("w_bit")
    group = weights.get("group_size") or weights.get("q_group_size")
    return Hints(str(told.get("quant_method", ""))[:40].lower(), _small(bits), _small(group))


def _small(value: Any) -> int | None:
    return value if type(value) is int and 0 < value <= 65_536 else None


def unpack(name: str, module: Module, told: Hints) -> Packed | None:
    """How a module is packed; null where it is not.

    Args:
        name: The module.
        module: Its tensors by the last part of their names.
        told: What the configuration says.
    """
    if module.keys() <= _PLAIN:
        return None
    for rule in _RULES:
        found = rule(name, module, told)
        if found is not None:
            return found
    return None


def _present(module: Module, *parts: str) -> frozenset[str]:
    return frozenset(part for part in parts if part in module)


def _gptq_or_awq(_: str, module: Module, told: Hints) -> Packed | None:
    words, scales = module.get("qweight"), module.get("scales")
    if words is None or len(words.shape) != 2:
        return None
    beside = _present(module, "qzeros", "scales", "g_idx", "channel_scale", "perm")
    rows, columns = words.shape
    order = module.get("g_idx")
    if scales is not None and len(scales.shape) == 2 and scales.shape[1] == columns:
        if order is not None and len(order.shape) == 1 and order.shape[0] >= rows:
            return Packed("gptq", "qweight", order.shape[0] * columns, beside)
        if told.group and told.bits and scales.shape[0] > 1:
            return Packed("gptq", "qweight", rows * columns * 32 // told.bits, beside)
    elif scales is not None and len(scales.shape) == 2 and scales.shape[1] > columns:
        return Packed("awq", "qweight", rows * scales.shape[1], beside)
    kind = told.method if told.method in {"gptq", "awq"} else "gptq"
    return Packed(kind, "qweight", words.elements * 32 // (told.bits or 4), beside)


def _compressed(_: str, module: Module, told: Hints) -> Packed | None:
    words = module.get("weight_packed")
    if words is None:
        return None
    beside = _present(module, *_SCALES)
    if words.dtype in {"U8", "I8"}:
        return Packed("nvfp4", "weight_packed", words.elements * 2, beside)
    return Packed(
        "compressed-tensors", "weight_packed", words.elements * 32 // (told.bits or 4), beside
    )


def _exl(_: str, module: Module, told: Hints) -> Packed | None:
    words, order = module.get("q_weight"), module.get("q_invperm") or module.get("q_perm")
    if words is not None and "q_scale" in module:
        logical = order.elements * words.shape[-1] if order is not None and words.shape else None
        beside = frozenset(part for part in module if part.startswith("q_")) - {"q_weight"}
        return Packed("exl2", "q_weight", logical, beside)
    words = module.get("trellis")
    left, right = module.get("suh") or module.get("su"), module.get("svh") or module.get("sv")
    if words is None or left is None or right is None:
        return None
    # Signs alone are stored sixteen to a word.
    sizes = [one.elements * (16 if one.dtype == "I16" else 1) for one in (left, right)]
    beside = _present(module, "suh", "svh", "su", "sv", "mcg", "mul1")
    return Packed("exl3", "trellis", prod(sizes), beside)


def _codebooks(_: str, module: Module, told: Hints) -> Packed | None:
    for carrier, kind, mark in (
        ("codes", "aqlm", "codebooks"),
        ("Qidxs", "quip", "SU"),
        ("indices", "vptq", "centroids"),
        ("W_q", "hqq", "W_q"),
    ):
        if carrier in module and mark in module:
            beside = frozenset(module) - {carrier, "bias"}
            bits = told.bits
            if kind == "hqq" and module[carrier].dtype == "U8" and bits in {1, 2, 4, 8}:
                return Packed(kind, carrier, module[carrier].elements * 8 // bits, beside)
            return Packed(kind, carrier, None, beside)
    return None


def _mlx(name: str, module: Module, told: Hints) -> Packed | None:
    words, scales = module.get("weight"), module.get("scales")
    if words is None or scales is None or words.dtype != "U32" or not words.shape:
        return None
    bits, group = told.modules.get(name, (told.bits, told.group))
    if bits is None and group and scales.shape:
        bits = words.shape[-1] * 32 // (scales.shape[-1] * group or 1)
    return Packed(
        "mlx", "weight", words.elements * 32 // (bits or 4), _present(module, "scales", "biases")
    )


def _bytes(_: str, module: Module, told: Hints) -> Packed | None:
    weight = module.get("weight")
    if weight is None:
        return None
    bnb = frozenset(
        part
        for part in module
        if part.startswith("weight.") and (part[7:] in _BNB or part[7:].startswith("quant_state"))
    )
    if bnb:
        return Packed("bitsandbytes-4bit", "weight", weight.elements * 2, bnb)
    beside = _present(module, *_SCALES)
    if weight.dtype == "I8" and "SCB" in module:
        return Packed("bitsandbytes-8bit", "weight", weight.elements, beside)
    if not beside:
        return None
    if weight.dtype.startswith("F8"):
        return Packed("fp8", "weight", weight.elements, beside)
    if weight.dtype == "U8" or (weight.dtype == "I8" and _halved(weight, module)):
        return Packed("fp4", "weight", weight.elements * 2, beside)
    if weight.dtype == "I8":
        return Packed("int8", "weight", weight.elements, beside)
    return None


def _halved(weight: TensorInfo, module: Module) -> bool:
    """Whether scales stand for groups of 16 or 32 numbers, two of which share a byte."""
    scale = module.get("weight_scale") or module.get("scale")
    if scale is None or len(scale.shape) != 2 or len(weight.shape) != 2 or scale.dtype == "F32":
        return False
    return scale.shape[1] > 1 and 2 * weight.shape[1] in {16 * scale.shape[1], 32 * scale.shape[1]}


_RULES: Final[tuple[Callable[[str, Module, Hints], Packed | None], ...]] = (
    _gptq_or_awq,
    _compressed,
    _exl,
    _codebooks,
    _mlx,
    _bytes,
)


def blocks(tensors: Iterable[TensorInfo]) -> dict[str, str]:
    """Tensors of four-bit floats stored as `…_blocks` beside `…_scales`.

    Returns:
        Names of the blocks, and to each that of its scales.
    """
    scales = {one.name for one in tensors if one.name.endswith("_scales")}
    return {f"{name[:-7]}_blocks": name for name in scales}

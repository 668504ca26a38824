"""Canonical names of tensors: what is left when depth, wrapping and packing are taken away.

This file imports nothing of ours, so that the script that builds the reference reads names the
same way as the assessment does, in an environment where only torch and transformers stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

Tensor = tuple[str, Sequence[int], str]
"""Name, shape and data type of a tensor, as a header lists it."""

WRAPPING = re.compile(
    r"(?:(?<=\.)|^)(?:module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\."
)
ADAPTED = "base_model.model."
NUMBERED = re.compile(r"(?<=\.)\d+(?=\.|$)|^\d+(?=\.)")
EXPERT = re.compile(r"(?<=experts\.)(?:expert_)?\d+(?=\.)")
WEIGHT_NORM = ((".parametrizations.weight.original0", ".weight_g"),
               (".parametrizations.weight.original1", ".weight_v"))  # fmt: skip

PACKED = re.compile(r"\.(?:qweight|weight_packed)$")
"""Integers that hold several weights each."""

BESIDE_PACKED = re.compile(
    r"\.(?:qzeros|g_idx|weight_shape|weight_scale|weight_scale_2|weight_scale_inv|weight_zero_point"
    r"|weight_g_idx|weight_global_scale|input_scale|input_zero_point|input_global_scale"
    r"|output_scale|k_scale|v_scale|q_scale|SCB|weight_format"
    r"|weight\.(?:absmax|quant_map|nested_absmax|nested_quant_map|quant_state\..+))$"
)
"""What quantization stores beside the weights."""

LORA = re.compile(
    r"\.(?:lora_[AB]|lora_embedding_[AB]|lora_magnitude_vector)(?:\.[^.]+)?(?:\.weight)?$"
)
MATRIX = 2
HIDDEN = "hidden"
"""Data type of weights whose shape an adapter does not show."""

IDLE = re.compile(
    r"(?:^|\.)(?:position_ids|inv_freq|masked_bias|num_batches_tracked|rotary_emb\.\w+"
    r"|attention\.bias|attention\.rope\.freqs|original_inv_freq|h\.\d+\.attn\.bias)$"
)
"""Buffers that some releases saved and others did not; they say nothing of the architecture."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Tensors as if they had been saved whole, without wrapping, packing or adapters.

    Attributes:
        shapes: Shape of each plain name; None where packing hides it.
        packing: Whether weights were packed.
        adapter: Whether only an adapter's tensors are there.
        biased: Biases of packed modules, if every packed module has one: packers add them.
    """

    shapes: dict[str, tuple[int, ...] | None] = field(default_factory=dict)
    packing: bool = False
    adapter: bool = False
    biased: frozenset[str] = frozenset()


def plain(tensors: Iterable[Tensor]) -> Plain:
    """Take wrapping, quantization and adapters off.

    Args:
        tensors: Name, shape and data type of each tensor, in any order.

    Returns:
        The plain tensors. Scales, zero points and other companions of packed weights are left out,
        and so are adapter matrices where the weights that they adapt are there.
    """
    named = {_unwrapped(name): (tuple(shape), dtype) for name, shape, dtype in tensors}
    adapter, named = _without_adapters(named)
    shapes: dict[str, tuple[int, ...] | None] = {}
    packed: set[str] = set()
    for name, (shape, dtype) in named.items():
        if BESIDE_PACKED.search(name) or _companion(name, named):
            continue
        whole = PACKED.sub(".weight", name)
        hidden = whole != name or dtype == HIDDEN or _is_packed(name, dtype, named)
        whole = whole.removesuffix("_blocks") if f"{name[:-7]}_scales" in named else whole
        if hidden and dtype != HIDDEN:
            packed.add(whole)
        shapes[whole] = None if hidden or whole != name else shape
    return Plain(shapes, bool(packed), adapter, _added_biases(shapes, packed))


def _unwrapped(name: str) -> str:
    if "." not in name:
        return name
    name = WRAPPING.sub("", name)
    name = name.removeprefix(ADAPTED)
    for old, new in WEIGHT_NORM:
        if name.endswith(old):
            return name.removesuffix(old) + new
    if name.endswith(".gamma"):
        return name[:-6] + ".weight"
    if name.endswith(".beta"):
        return name[:-5] + ".bias"
    return name


Named = dict[str, tuple[tuple[int, ...], str]]


def _without_adapters(named: Named) -> tuple[bool, Named]:
    """Whether there is nothing but an adapter, and the names without adapters."""
    if not any("lora_" in n or ".base_layer." in n or "modules_to_save" in n for n in named):
        return False, named
    kept: Named = {}
    for name, value in named.items():
        if not LORA.search(name) and ".original_module." not in name:
            whole = re.sub(r"\.modules_to_save(?:\.default)?\.", ".", name)
            kept[whole.replace(".base_layer.", ".")] = value
    weights = [n for n in kept if n.endswith("weight")]
    if len(weights) > 4 * max(1, sum("modules_to_save" in n for n in named)):
        return False, kept
    return True, kept | _adapted(named)


def _adapted(named: Named) -> Named:
    """The weights that an adapter changes; two factors give the shape of their product."""
    pairs: dict[str, dict[str, tuple[int, ...]]] = {}
    for name, (shape, _) in named.items():
        found = LORA.search(name)
        if found:
            kind = re.sub(r".*lora_(?:embedding_)?([AB]).*", r"\1", found[0])
            pairs.setdefault(name[: found.start()], {})[kind] = shape
    made: Named = {}
    for module, parts in pairs.items():
        first, second = parts.get("A", ()), parts.get("B", ())
        if len(first) == len(second) == MATRIX and first[0] == second[1]:
            made[f"{module}.weight"] = ((second[0], first[1]), "")
        else:
            made[f"{module}.weight"] = ((), HIDDEN)
    return made


def _companion(name: str, named: Named) -> bool:
    """Whether a tensor only helps to unpack its sibling."""
    for ending in (".scales", ".biases"):
        if name.endswith(ending):
            module = name.removesuffix(ending)
            return f"{module}.qweight" in named or f"{module}.weight" in named
    return name.endswith("_scales") and f"{name[:-7]}_blocks" in named


def _is_packed(name: str, dtype: str, named: Named) -> bool:
    if not name.endswith(".weight"):
        return False
    if dtype in {"U8", "U32", "uint8", "uint32"}:
        return True
    return f"{name}.absmax" in named or f"{name[:-7]}.scales" in named


def _added_biases(shapes: Collection[str], packed: set[str]) -> frozenset[str]:
    if not packed:
        return frozenset()
    biases = frozenset(name.removesuffix("weight") + "bias" for name in packed)
    return biases if biases <= set(shapes) else frozenset()


def template(name: str) -> str:
    """The name with `{e}` for the number of an expert and `{i}` for any other number.

    Args:
        name: A plain name, such as `model.layers.0.mlp.experts.7.w1.weight`.

    Returns:
        Such as `model.layers.{i}.mlp.experts.{e}.w1.weight`.
    """
    if "experts." in name:
        name = EXPERT.sub("{e}", name)
    return NUMBERED.sub("{i}", name)


def lead(names: Collection[str]) -> tuple[str, ...]:
    """Components that all names begin with; at least the last one of each is never among them."""
    if not names:
        return ()
    first, last = min(names).split(".")[:-1], max(names).split(".")[:-1]
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return tuple(first[:shared])


def bare(name: str, prefixes: Collection[str]) -> str:
    """A template without the name that its class gives to the body (`bert.`, `model.`)."""
    head, _, rest = name.partition(".")
    return rest if rest and head in prefixes else name

"""What happens to files on their way: wrapping, packing, tying, lost heads, old names."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Tensors = list[tuple[str, list[int], str]]
INNER = re.compile(r"\.\d+\..*weight$")
OUTPUT = re.compile(r"(?:^|\.)(?:lm_head|output_projection|embed_out)\.weight$")


def _packed(tensors: Tensors, pack: Callable[[str, list[int]], Tensors]) -> Tensors:
    found: Tensors = []
    for name, shape, dtype in tensors:
        if len(shape) == 2 and INNER.search(name):
            found += pack(name.removesuffix(".weight"), shape)
        else:
            found.append((name, shape, dtype))
    return found


def gptq(m: str, s: list[int]) -> Tensors:
    return [(f"{m}.qweight", [s[1] // 8, s[0]], "I32"), (f"{m}.qzeros", [1, s[0] // 8], "I32"),
            (f"{m}.scales", [1, s[0]], "F16"), (f"{m}.g_idx", [s[1]], "I32")]  # fmt: skip


def awq(m: str, s: list[int]) -> Tensors:
    return [(f"{m}.qweight", [s[1], s[0] // 8], "I32"), (f"{m}.qzeros", [1, s[0] // 8], "I32"),
            (f"{m}.scales", [1, s[0]], "F16")]  # fmt: skip


def compressed(m: str, s: list[int]) -> Tensors:
    return [(f"{m}.weight_packed", [s[0], s[1] // 8], "I32"), (f"{m}.weight_shape", [2], "I64"),
            (f"{m}.weight_scale", [s[0], 1], "BF16")]  # fmt: skip


def nf4(m: str, s: list[int]) -> Tensors:
    return [(f"{m}.weight", [s[0] * s[1] // 2, 1], "U8"), (f"{m}.weight.absmax", [8], "U8"),
            (f"{m}.weight.quant_map", [16], "F32"), (f"{m}.weight.nested_absmax", [8], "F32"),
            (f"{m}.weight.quant_state.bitsandbytes__nf4", [80], "U8")]  # fmt: skip


def int8(m: str, s: list[int]) -> Tensors:
    return [(f"{m}.weight", s, "I8"), (f"{m}.SCB", [s[0]], "F32"),
            (f"{m}.weight_format", [], "U8")]  # fmt: skip


def fp8(m: str, s: list[int]) -> Tensors:
    return [(f"{m}.weight", s, "F8_E4M3"), (f"{m}.weight_scale_inv", [1, 1], "F32")]


def mlx(m: str, s: list[int]) -> Tensors:
    return [(f"{m}.weight", [s[0], s[1] // 8], "U32"), (f"{m}.scales", [s[0], 1], "F16"),
            (f"{m}.biases", [s[0], 1], "F16")]  # fmt: skip


def adapted(m: str, s: list[int]) -> Tensors:
    return [(f"{m}.base_layer.weight", s, "F32"), (f"{m}.lora_A.default.weight", [8, s[1]], "F32"),
            (f"{m}.lora_B.default.weight", [s[0], 8], "F32")]  # fmt: skip


PACKINGS = {
    "GPTQ": gptq, "AWQ": awq, "compressed-tensors": compressed, "bitsandbytes 4-bit": nf4,
    "bitsandbytes 8-bit": int8, "FP8": fp8, "MLX": mlx, "LoRA beside weights": adapted,
}  # fmt: skip
PREFIXES = ("module.", "_orig_mod.", "base_model.model.", "model.module.", "net.", "student.text.")


def none(tensors: Tensors, _: Random) -> Tensors:
    return tensors


def wrapped(tensors: Tensors, dice: Random) -> Tensors:
    start = dice.choice(PREFIXES)
    return [(start + name, shape, dtype) for name, shape, dtype in tensors]


def packed(tensors: Tensors, dice: Random) -> Tensors:
    return _packed(tensors, PACKINGS[dice.choice(sorted(PACKINGS))])


def retied(tensors: Tensors, _: Random) -> Tensors:
    """Without the output matrix, as files with tied embeddings are."""
    return [t for t in tensors if not OUTPUT.search(t[0])] or tensors


def old_names(tensors: Tensors, _: Random) -> Tensors:
    """Norms as gamma and beta, shards in any order."""
    found = []
    for name, shape, dtype in reversed(tensors):
        norm = "LayerNorm." in name
        old = name.replace(".weight", ".gamma").replace(".bias", ".beta") if norm else name
        found.append((old, shape, dtype))
    return found


def strange(tensors: Tensors, _: Random) -> Tensors:
    """With a tensor of somebody's own."""
    return [*tensors, ("my_own_layer.scale_of_mine", [4], "F32")]


CHANGES = {
    "none": none,
    "wrapped": wrapped,
    "packed": packed,
    "tied again": retied,
    "old names": old_names,
    "strange name": strange,
}

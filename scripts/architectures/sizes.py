"""Dimensions in words of the configuration: which fields set which dimension of which tensor."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scripts.architectures import building

LETTERS: dict[str, tuple[int, tuple[str, ...]]] = {
    "d": (2, ("hidden_size", "d_model", "n_embd", "dim", "embed_dim", "hidden_dim", "n_embed")),
    "f": (3, ("intermediate_size", "d_ff", "n_inner", "ffn_dim", "encoder_ffn_dim", "mlp_dim",
              "decoder_ffn_dim", "ffn_hidden_size")),
    "V": (5, ("vocab_size",)),
    "p": (7, ("max_position_embeddings", "n_positions", "max_target_positions")),
    "n": (11, ("num_labels",)),
    "t": (13, ("type_vocab_size",)),
    "b": (6, ("embedding_size",)),
    "m": (9, ("moe_intermediate_size", "expert_ffn_hidden_size")),
}  # fmt: skip
"""What each letter multiplies its fields by in the second build; all ratios differ."""

NARROWING = ("vocab_size", "max_position_embeddings", "n_positions", "type_vocab_size")


def sizes_of(config: Any) -> dict[str, int]:
    """Default sizes that tell types apart."""
    found = {}
    for part in building.parts(config):
        for name in NARROWING:
            value = part.__dict__.get(name)
            if isinstance(value, int) and name not in found:
                found[name] = value
    return found


def relative(class_name: str, config: Any, must: dict[str, list[int]]) -> dict[str, str]:
    """Shapes in letters, such as `V,d` or `4d,d`; a dimension that no letter sets is `*`.

    The class is built again with every lettered field multiplied by its own prime-like factor;
    where that fails only fields that no other depends on are changed.
    """
    for letters in ("dfVpntbm", "dfV", "Vpnt", "n"):
        try:
            other = changed(config, letters)
            model = building.build(class_name, building.fewer_experts(other))
            second = building.canonical(building.stored(model)[0])
        except Exception:
            continue
        if second.keys() == must.keys():
            return _expressions(must, second)
    return {}


def changed(config: Any, letters: str) -> Any:
    """The configuration with the fields of some letters multiplied."""
    kind = type(config)
    fields = _multiplied(config, letters)
    for name, value in config.__dict__.items():
        if hasattr(value, "to_dict"):
            inner = _multiplied(value, letters)
            fields[name] = {"model_type": value.model_type} | inner
    return kind(**fields)


def _multiplied(config: Any, letters: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for letter in letters:
        factor, names = LETTERS[letter]
        for name in names:
            value = config.__dict__.get(name)
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                fields[name] = value * factor
    if "n" in letters:
        fields["num_labels"] = 2 * LETTERS["n"][0]
    return fields


def _expressions(first: dict[str, list[int]], second: dict[str, tuple[int, ...]]) -> dict[str, str]:
    ratios = {factor: letter for letter, (factor, _) in LETTERS.items()}
    pairs = {
        key: [
            (a, ratios.get(Fraction(b, a)) if a else None)
            for a, b in zip(shape, second[key], strict=True)
        ]
        for key, shape in first.items()
        if len(shape) == len(second[key])
    }
    smallest: dict[str, int] = {}
    for dims in pairs.values():
        for value, letter in dims:
            if letter:
                smallest[letter] = min(value, smallest.get(letter, value))
    return {key: ",".join(_word(v, x, smallest) for v, x in dims) for key, dims in pairs.items()}


def _word(value: int, letter: str | None, smallest: dict[str, int]) -> str:
    if letter is None:
        return "*"
    times = Fraction(value, smallest[letter])
    if times == 1:
        return letter
    return f"{times.numerator}{letter}" if times.denominator == 1 else "*"

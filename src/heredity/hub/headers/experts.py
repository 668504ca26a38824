"""Routed experts: which tensors are theirs, and how many of them one token uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_NUMBERED: Final = re.compile(r"(?:^|.*?\.)experts\.(\d{1,5})\.")
_FUSED: Final = re.compile(r"(?:^|\.)experts\.\D")
_GGUF: Final = re.compile(r"\.ffn_(?:gate|up|down|gate_up)_exps\.")
_USED: Final = (
    *("num_experts_per_tok", "num_experts_per_token", "experts_per_token", "moe_topk"),
    *("num_selected_experts", "moe_top_k", "top_k_experts", "moe_k", "topk"),
)
_EXPERTS: Final = (
    *("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts", "n_experts"),
    "num_routed_experts",
)
_NESTED: Final = (
    *("text_config", "llm_config", "language_config", "thinker_config", "ffn_config"),
    *("decoder", "decoder_config"),
)
_IMPLIED: Final = {"switch_transformers": 1, "nllb-moe": 2}


class Experts:
    """Collects the parameters of routed experts by layer."""

    def __init__(self) -> None:
        self.parameters = 0
        self._numbered: dict[str, set[int]] = {}
        self._sizes: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    def add(self, name: str, shape: tuple[int, ...], parameters: int) -> None:
        """Take note of a tensor, if it is an expert's."""
        numbered = _NUMBERED.match(name)
        if numbered:
            group = name[: numbered.start(1)]
            self._numbered.setdefault(group, set()).add(int(numbered[1]))
        elif _FUSED.search(name) or _GGUF.search(name):
            group = name
            self._counts[group] = shape[0] if len(shape) > 1 else 0
        else:
            return
        self.parameters += parameters
        self._sizes[group] = self._sizes.get(group, 0) + parameters

    def idle(self, config: Mapping[str, Any], metadata: Mapping[str, Any]) -> int | None:
        """Parameters of experts that one token does not use; null where nothing says how many."""
        if not self.parameters:
            return 0
        used, told = _used(config, metadata), _told(config)
        if used is None:
            return None
        idle = 0
        for group, size in self._sizes.items():
            known = len(self._numbered.get(group, ())) or self._counts.get(group, 0)
            # Flattened experts do not show how many they are.
            number = told if told and (not known or known % told == 0) else known
            if number < 1:
                return None
            idle += size * max(number - used, 0) // number
        return idle


def _parts(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    nested = [config.get(name) for name in _NESTED]
    deeper = [part.get("text_config") for part in nested if isinstance(part, Mapping)]
    return [config, *(part for part in (*nested, *deeper) if isinstance(part, Mapping))]


def _first(config: Mapping[str, Any], keys: tuple[str, ...]) -> int | None:
    for part in _parts(config):
        for key in keys:
            value = part.get(key)
            if isinstance(value, list) and value and all(one == value[0] for one in value):
                value = value[0]
            if type(value) is int and 0 < value < 100_000:
                return value
    return None


def _told(config: Mapping[str, Any]) -> int | None:
    return _first(config, _EXPERTS)


def _used(config: Mapping[str, Any], metadata: Mapping[str, Any]) -> int | None:
    family = metadata.get("general.architecture")
    packed = metadata.get(f"{family}.expert_used_count") if isinstance(family, str) else None
    if type(packed) is int and packed > 0:
        return packed
    kind = config.get("model_type")
    implied = _IMPLIED.get(kind) if isinstance(kind, str) else None
    return _first(config, _USED) or implied

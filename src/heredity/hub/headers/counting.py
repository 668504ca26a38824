"""True numbers of parameters from headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heredity.hub.headers.buffers import is_buffer
from heredity.hub.headers.experts import Experts
from heredity.hub.headers.header import Counts, TensorInfo
from heredity.hub.headers.packing import SERVING, Hints, Packed, blocks, hints, unpack
from heredity.hub.headers.ties import tied
from heredity.knowledge.config_counts import config_parameters


@dataclass(slots=True)
class _Sorted:
    """Tensors by what they are: `logical` holds the parameters that a tensor stands for."""

    logical: dict[str, int] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    buffers: int = 0
    overhead: int = 0
    unknown: list[str] = field(default_factory=list)


def count(
    tensors: Sequence[TensorInfo],
    config: Mapping[str, Any],
    metadata: Mapping[str, Any],
    *,
    gguf: bool = False,
    adapter: bool = False,
) -> Counts:
    """Count stored, logical, unique and active parameters.

    Args:
        tensors: All tensors of the model's own files.
        config: `config.json`; empty where there is none.
        metadata: Key/values of the files.
        gguf: Whether shapes are logical whatever the type.
        adapter: Whether this is an adapter: its own parameters are counted, nothing is tied.
    """
    stored = sum(one.elements for one in tensors)
    found = _sort_gguf(tensors) if gguf else _sort(tensors, hints(config))
    kinds = "+".join(sorted(found.kinds)) or "none"
    if found.unknown:
        return _by_formula(stored, found, kinds, config)
    logical = sum(found.logical.values())
    if adapter:
        return Counts(stored, logical, logical, logical, found.buffers, found.overhead, 0, kinds)
    parameters = [one for one in tensors if one.name in found.logical]
    repeated, notes = tied(parameters, config, shared_places=not gguf)
    experts = Experts()
    for one in parameters:
        if one.name not in repeated:
            experts.add(one.name, one.shape, found.logical[one.name])
    unique = logical - sum(found.logical[name] for name in repeated)
    idle = experts.idle(config, metadata)
    if idle is None:
        notes.append("how many experts a token uses is not said")
    return Counts(
        stored=stored,
        logical=logical,
        unique=unique,
        active=None if idle is None else unique - idle,
        buffers=found.buffers,
        overhead=found.overhead,
        experts=experts.parameters,
        packing=kinds,
        notes=tuple(notes),
    )


def _sort_gguf(tensors: Sequence[TensorInfo]) -> _Sorted:
    found = _Sorted()
    for one in tensors:
        if is_buffer(one):
            found.buffers += one.elements
        else:
            found.logical[one.name] = one.elements
    return found


def _sort(tensors: Sequence[TensorInfo], told: Hints) -> _Sorted:
    found = _Sorted()
    halves = blocks(tensors)
    scales = set(halves.values()) if halves else set()
    present = {one.name for one in tensors}
    for name, module in _modules(tensors).items():
        packed = unpack(name, module, told)
        for part, one in module.items():
            if one.name in halves and one.dtype in {"U8", "I8"}:
                found.logical[one.name] = one.elements * 2
                found.kinds.add("mxfp4")
            elif one.name in scales and f"{one.name[:-7]}_blocks" in present:
                found.overhead += one.elements
            else:
                _place(found, part, one, packed)
    return found


def _place(found: _Sorted, part: str, one: TensorInfo, packed: Packed | None) -> None:
    if packed is not None and part == packed.carrier:
        found.kinds.add(packed.kind)
        if packed.logical is None:
            found.unknown.append(one.name)
        else:
            found.logical[one.name] = packed.logical
    elif (packed is not None and part in packed.overhead) or part in SERVING:
        found.overhead += one.elements
    elif is_buffer(one):
        found.buffers += one.elements
    else:
        found.logical[one.name] = one.elements


def _modules(tensors: Sequence[TensorInfo]) -> dict[str, dict[str, TensorInfo]]:
    """Tensors by module; what hangs on a weight (`….weight.absmax`) belongs to its module."""
    found: dict[str, dict[str, TensorInfo]] = {}
    for one in tensors:
        module, _, part = one.name.rpartition(".")
        if module.endswith(".weight"):
            module, part = module[:-7], f"weight.{part}"
        elif ".weight.quant_state." in one.name:
            module, _, state = one.name.partition(".weight.quant_state.")
            part = f"weight.quant_state.{state}"
        found.setdefault(module, {})[part] = one
    return found


def _by_formula(stored: int, found: _Sorted, kinds: str, config: Mapping[str, Any]) -> Counts:
    """Codebooks do not show how many weights they stand for: the configuration does."""
    told = config_parameters(config)
    note = f"{kinds}: {len(found.unknown):,} tensors do not show how many weights they stand for"
    if told is None:
        return Counts(
            *(stored, None, None, None, found.buffers, found.overhead, 0, kinds),
            notes=(note,),
        )
    return Counts(
        *(stored, told.total, told.total, told.active, found.buffers, found.overhead, 0, kinds),
        notes=(f"{note}; counts are those of the configuration",),
    )

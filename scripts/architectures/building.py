"""One class of the library, built without weights: its tensors' names and shapes.

Runs where torch and transformers are installed; nothing else of this project is needed but
`templates.py`, which imports nothing.
"""

from __future__ import annotations

import contextlib
import importlib.util
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def _templates() -> Any:
    path = ROOT / "src/heredity/knowledge/architectures/templates.py"
    spec = importlib.util.spec_from_file_location("architecture_templates", path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


templates = _templates()

Shapes = dict[str, tuple[int, ...]]
MANY_EXPERTS = 8
EXPERT_FIELDS = ("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")


class TooLongError(Exception):
    """A class took longer than its limit."""


@contextlib.contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Give up after some seconds."""

    def ring(*_: object) -> None:
        raise TooLongError(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def release() -> str:
    """Version of the library."""
    import transformers

    return str(transformers.__version__)


@contextlib.contextmanager
def weightless() -> Iterator[None]:
    """Build on the meta device and set no values."""
    import torch

    try:
        from transformers.initialization import no_init_weights
    except ImportError:
        from transformers.modeling_utils import no_init_weights

    with torch.device("meta"), no_init_weights(), torch.no_grad():
        yield


def build(class_name: str, config: Any) -> Any:
    """The network of a class, without weights."""
    import transformers

    made = getattr(transformers, class_name)
    with contextlib.suppress(Exception):
        config._attn_implementation = "eager"
    with weightless():
        return made(config)


def stored(model: Any) -> tuple[Shapes, Shapes]:
    """Tensors as a file on disk names them: those that must be there, and those that may.

    Buffers and all but one of several tied tensors may be there.
    """
    state = model.state_dict(keep_vars=True)
    buffers = {name for name, _ in model.named_buffers(remove_duplicate=False)}
    spare = {name for name in _tied(model) if name in state} | (buffers & set(state))
    spare |= _repeated(state, spare)
    if len(spare) >= len(state):
        spare = set()
    every = _on_disk(model, dict(state))
    must = _on_disk(model, {name: t for name, t in state.items() if name not in spare})
    must = {name: shape for name, shape in must.items() if name in every}
    return must, {name: shape for name, shape in every.items() if name not in must}


def _tied(model: Any) -> set[str]:
    import re

    keys = getattr(model, "all_tied_weights_keys", None)
    if isinstance(keys, Mapping):
        return set(keys)
    patterns = getattr(model, "_tied_weights_keys", None) or []
    if not getattr(model.config, "tie_word_embeddings", True):
        return set()
    names = model.state_dict().keys()
    return {name for name in names if any(re.search(p, name) for p in patterns)}


def _repeated(state: Mapping[str, Any], spare: set[str]) -> set[str]:
    """All but one name of each tensor that stands under several names."""
    seen = {id(t) for name, t in state.items() if name in spare}
    first = {id(t): name for name, t in reversed(list(state.items())) if name not in spare}
    del seen
    return {n for n, t in state.items() if n not in spare and first[id(t)] != n}


def _on_disk(model: Any, state: dict[str, Any]) -> Shapes:
    try:
        from transformers.core_model_loading import revert_weight_conversion
    except ImportError:
        reverted = state
    else:
        with weightless():
            reverted = revert_weight_conversion(model, state)
    return {name: tuple(t.shape) for name, t in reverted.items() if hasattr(t, "shape")}


def canonical(shapes: Shapes) -> dict[str, tuple[int, ...]]:
    """Shape of the first tensor of each template; buffers that say nothing are left out."""
    found: dict[str, tuple[int, ...]] = {}
    whole = templates.plain((name, shape, "F32") for name, shape in shapes.items())
    for name, shape in whole.shapes.items():
        if not templates.IDLE.search(name):
            found.setdefault(templates.template(name), shape or ())
    return found


def fewer_experts(config: Any) -> Any:
    """The same configuration with few experts; their number never changes the templates."""
    for part in parts(config):
        for name in EXPERT_FIELDS:
            value = part.__dict__.get(name)
            if isinstance(value, int) and value > MANY_EXPERTS:
                setattr(part, name, MANY_EXPERTS)
    return config


def parts(config: Any) -> list[Any]:
    """A configuration and those inside it."""
    inner = [v for v in config.__dict__.values() if hasattr(v, "to_dict") and v is not config]
    return [config, *(p for part in inner for p in parts(part))]

"""Architectures of diffusers, as lines of JSON like those of `growing.py`.

    PYTHON -m scripts.architectures.diffusing OUT.jsonl.gz

PYTHON is one that has diffusers and torch. Nothing is downloaded; only names and shapes are kept.
A type is called like `diffusers/UNet2DConditionModel`: these classes have none of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import importlib
import inspect
import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"

from scripts.architectures import building

SECONDS = 40.0
MOST = 4
"""Layouts of one class that are kept."""

Record = dict[str, Any]

FIELDS: dict[str, dict[str, dict[str, Any]]] = {
    "UNet2DConditionModel": {
        "linear projections": {"use_linear_projection": True},
        "sizes and text": {
            "addition_embed_type": "text_time", "addition_time_embed_dim": 256,
            "projection_class_embeddings_input_dim": 2816, "use_linear_projection": True,
            "down_block_types": (
                "DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"
            ),
            "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            "block_out_channels": (320, 640, 1280),
            "transformer_layers_per_block": (1, 2, 10),
        },
    },
    "AutoencoderKL": {"four blocks": {
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
        "block_out_channels": (128, 256, 512, 512), "layers_per_block": 2,
    }},
    "FluxTransformer2DModel": {"guidance": {"guidance_embeds": True}},
    "SD3Transformer2DModel": {
        "normed": {"qk_norm": "rms_norm"},
        "normed, dual": {"qk_norm": "rms_norm", "dual_attention_layers": (0, 1, 2)},
    },
}  # fmt: skip
"""Layouts of well-known models besides the defaults."""

OLD_ATTENTION = (
    (".to_q.", ".query."), (".to_k.", ".key."), (".to_v.", ".value."),
    (".to_out.{i}.", ".proj_attn."),
)  # fmt: skip
"""How first releases named the attention of AutoencoderKL; most public files still do."""


def denoisers() -> Iterator[Record]:
    """Every class of diffusers that its defaults, or the fields above, can build."""
    library = importlib.import_module("diffusers")
    base = library.ModelMixin
    for name in sorted(dir(library)):
        with contextlib.suppress(Exception):
            made = getattr(library, name)
            if inspect.isclass(made) and issubclass(made, base) and made is not base:
                yield from _layouts(name, made)


def _layouts(name: str, made: Any) -> Iterator[Record]:
    flags = {
        key: {key: not one.default}
        for key, one in inspect.signature(made.__init__).parameters.items()
        if isinstance(one.default, bool) and key != "sample_size"
    }
    seen: set[frozenset[str]] = set()
    for variant, fields in ({"": {}} | FIELDS.get(name, {}) | flags).items():
        found = _one(f"diffusers/{name}", name, variant, lambda f=fields: made(**f), task_of(name))
        if found is None or frozenset(found["must"]) in seen or len(seen) >= 2 * MOST:
            continue
        seen.add(frozenset(found["must"]))
        yield found
        if name == "AutoencoderKL" and "mid_block" in str(found["must"].keys()):
            yield _renamed(found)


def _renamed(found: Record) -> Record:
    def old(name: str) -> str:
        if ".mid_block.attentions." in name:
            for new, before in OLD_ATTENTION:
                name = name.replace(new, before)
        return name

    must = {old(name): shape for name, shape in found["must"].items()}
    variant = ",".join(filter(None, [found["variant"], "old names"]))
    return found | {"must": must, "variant": variant}


def task_of(name: str) -> str:
    """What a class of diffusers is for."""
    if "ControlNet" in name:
        return "control"
    if "Autoencoder" in name or name == "VQModel":
        return "autoencoding"
    return "denoising"


def _one(kind: str, name: str, variant: str, make: Any, task: str) -> Record | None:
    import torch

    with contextlib.suppress(Exception), building.limit(SECONDS):
        with torch.device("meta"), torch.no_grad():
            model = make()
        state = {key: tuple(value.shape) for key, value in model.state_dict().items()}
        buffers = {key for key, _ in model.named_buffers()}
        must = building.canonical({k: v for k, v in state.items() if k not in buffers})
        may = building.canonical(state)
        return {
            "type": kind, "class": name or type(model).__name__, "variant": variant, "prefix": "",
            "must": {key: list(shape) for key, shape in sorted(must.items())},
            "may": sorted(set(may) - set(must)), "sizes": {}, "tasks": [task],
            "relative": {key: ",".join("*" * len(shape)) for key, shape in must.items()},
        }  # fmt: skip
    return None


def main() -> None:
    """Grow all classes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    version = importlib.import_module("diffusers").__version__
    with gzip.open(given.out, "wt", encoding="utf-8") as out:
        out.write(json.dumps({"release": f"diffusers {version}"}) + "\n")
        for number, row in enumerate(denoisers(), 1):
            out.write(json.dumps(row, separators=(",", ":")) + "\n")
            if number % 50 == 0:
                print(f"{number} layouts", flush=True)


if __name__ == "__main__":
    main()

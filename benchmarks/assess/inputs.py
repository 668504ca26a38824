"""Headers to assess: real configurations, and known ones with other sizes, built without weights.

    PYTHON -m benchmarks.assess.inputs OUT.jsonl.gz --configs configs.parquet.jsonl [--jobs 2]

PYTHON is one that has torch and transformers. Each line of OUT is one header: what it is, where it
came from, and the name and shape of each tensor as a file on disk has them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import multiprocessing
import os
import time
import warnings
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "critical"

from scripts.architectures import building, overrides, sizes
from scripts.architectures.growing import catalog

SECONDS = 60.0
DEPTHS = ("num_hidden_layers", "n_layer", "num_layers", "n_layers", "encoder_layers",
          "decoder_layers", "num_decoder_layers", "depth")  # fmt: skip
OLD_NAMES = {
    "T5WithLMHeadModel": "T5ForConditionalGeneration",
    "LLaMAForCausalLM": "LlamaForCausalLM",
    "RWForCausalLM": "FalconForCausalLM",
}
OLD_TYPES = {"RefinedWeb": "falcon", "RefinedWebModel": "falcon"}

Line = dict[str, Any]


def real(row: dict[str, str]) -> Line:
    """The network of a real configuration."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    from transformers import CONFIG_MAPPING

    base = {"source": "real", "id": row["id"]}
    try:
        config = json.loads(row["config"])
        name = (config.get("architectures") or [""])[0]
        name = OLD_NAMES.get(name, name.removeprefix("TF").removeprefix("Flax"))
        kind = OLD_TYPES.get(config.get("model_type", ""), config.get("model_type"))
        kind, tasks = _labels(name, kind)
        config.pop("model_type", None)
        config.pop("quantization_config", None)
        with building.limit(SECONDS):
            made = CONFIG_MAPPING[kind].from_dict(config)
            tensors = _tensors(name, building.fewer_experts(made))
    except Exception as error:
        return base | {"fails": f"{type(error).__name__}: {error}"[:200]}
    return base | {"type": kind, "class": name, "tasks": tasks, "tensors": tensors}


def _labels(name: str, kind: str | None) -> tuple[str, list[str]]:
    """Type and tasks of a class; a configuration without a type has the class's own."""
    holders = {k: classes[name] for k, classes in catalog().items() if name in classes}
    if kind in holders:
        return str(kind), holders[str(kind)]
    if kind is None and holders:
        first = min(holders, key=len)
        return first, holders[first]
    raise LookupError(f"{kind} {name} is not in this release")


def _tensors(name: str, config: Any) -> list[tuple[str, list[int]]]:
    must, _ = building.stored(building.build(name, config))
    return [(tensor, list(shape)) for tensor, shape in must.items()]


def grown(task: tuple[str, dict[str, list[str]]]) -> list[Line]:
    """Every class of a type with other widths, depths, vocabularies and labels."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    kind, classes = task
    found = []
    for variant, make in overrides.configurations(kind):
        for name, tasks in classes.items():
            base = {"source": "grown", "id": f"{kind}/{name}/{variant}", "type": kind}
            for letters in ("dfVn", "Vn", ""):
                try:
                    with building.limit(SECONDS):
                        config = _other(make(), letters)
                        tensors = _tensors(name, building.fewer_experts(config))
                except Exception:
                    continue
                found.append(base | {"class": name, "tasks": tasks, "tensors": tensors})
                break
    return found


def _other(config: Any, letters: str) -> Any:
    """Other sizes by the registry's own way, and half the depth."""
    changed = sizes.changed(config, letters) if letters else config
    for part in building.parts(changed):
        for name in DEPTHS:
            value = part.__dict__.get(name)
            if isinstance(value, int) and value > 3 and not part.__dict__.get("layer_types"):
                setattr(part, name, value // 2 + 1)
    return changed


def main() -> None:
    """Build all headers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--configs", type=Path)
    parser.add_argument("--no-grown", action="store_true", help="real configurations only")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    rows = options.configs.read_text("utf-8").splitlines() if options.configs else []
    started = time.monotonic()
    with (
        multiprocessing.get_context("fork").Pool(options.jobs, maxtasksperchild=100) as pool,
        gzip.open(options.out, "wt", compresslevel=4, encoding="utf-8") as out,
    ):
        out.write(json.dumps({"release": building.release()}) + "\n")
        for line in pool.imap_unordered(real, map(json.loads, rows), chunksize=4):
            out.write(json.dumps(line, separators=(",", ":")) + "\n")
        print(f"{len(rows)} real configurations, {time.monotonic() - started:.0f} s", flush=True)
        for lines in pool.imap_unordered(
            grown, [] if options.no_grown else list(catalog().items())
        ):
            out.writelines(json.dumps(x, separators=(",", ":")) + "\n" for x in lines)
    print(f"all headers, {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()

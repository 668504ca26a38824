"""Every architecture of one release, with its variants, as lines of JSON.

    PYTHON -m scripts.architectures.growing OUT.jsonl.gz [--types bert,llama] [--jobs 2] [--plain]

PYTHON is one that has torch and transformers.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import logging
import multiprocessing
import os
import time
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "critical"

from scripts.architectures import building, overrides, sizes, variants

SECONDS = 60.0
PARTS = 4
"""Parts of a configuration that are tried: all of it, then text, vision and so on."""

BUDGET = 8.0
"""Processor seconds for the variants of one type; what is left over then stays out."""

Record = dict[str, Any]


def catalog() -> dict[str, dict[str, list[str]]]:
    """Tasks of every class of every type: type -> class -> names of mappings."""
    from transformers.models.auto import modeling_auto

    found: dict[str, dict[str, list[str]]] = {}
    for mapping in sorted(dir(modeling_auto)):
        if not (mapping.startswith("MODEL_") and mapping.endswith("_NAMES")):
            continue
        task = mapping.removesuffix("_NAMES").removesuffix("_MAPPING").removeprefix("MODEL_")
        task = task.removeprefix("FOR_").lower().replace("_", "-").replace("model", "")
        for kind, classes in getattr(modeling_auto, mapping).items():
            for name in [classes] if isinstance(classes, str) else classes:
                found.setdefault(kind, {}).setdefault(name, []).append(task or "headless")
    return found


def record(kind: str, name: str, config: Any, variant: str) -> Record:
    """One class with one configuration."""
    with building.limit(SECONDS):
        model = building.build(name, building.fewer_experts(config))
        must, may = building.stored(model)
    kept = building.canonical(must)
    return {
        "type": kind,
        "class": name,
        "variant": variant,
        "prefix": getattr(model, "base_model_prefix", "") or "",
        "must": {key: list(shape) for key, shape in sorted(kept.items())},
        "may": sorted(set(building.canonical(may)) - set(kept)),
        "sizes": sizes.sizes_of(config),
    }


def grow(task: tuple[str, dict[str, list[str]]], varied: bool = True) -> list[Record]:
    """All records of one type; what fails is a record with a reason."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    kind, classes = task
    found: list[Record] = []
    for variant, make in overrides.configurations(kind):
        made = [_grown(kind, name, tasks, make, variant) for name, tasks in classes.items()]
        found += made
        good = [r for r in made if "must" in r]
        if varied and good:
            # What an option breaks is left out; the default stands.
            with contextlib.suppress(Exception):
                found.extend(_varied(kind, good, make, variant))
    return found


def _grown(kind: str, name: str, tasks: list[str], make: Any, variant: str) -> Record:
    """One class, of the whole configuration or of the first part of it that fits."""
    reason = ""
    for part in range(PARTS):
        try:
            config = building.parts(make())[part]
            made = record(kind, name, config, variant)
            whole = make() if part == 0 else type(config)()
            with building.limit(SECONDS):
                made["relative"] = sizes.relative(name, whole, made["must"])
        except IndexError:
            break
        except Exception as error:
            said = str(error).strip().partition("\n")[0]
            reason = reason or f"{type(error).__name__}: {said}"[:160]
        else:
            return made | {"tasks": tasks}
    return {"type": kind, "class": name, "variant": variant, "tasks": tasks, "fails": reason}


def _varied(kind: str, good: list[Record], make: Any, variant: str) -> Iterator[Record]:
    """The classes with one option changed, for each option that changes the tensors."""
    widest = max(good, key=lambda r: len(r["must"]))
    seen = {frozenset(widest["must"])}
    until = time.process_time() + BUDGET
    for label, changed in variants.options(make):
        if time.process_time() > until:
            return
        if "tie_" not in label:
            made = _try(kind, widest["class"], changed(), label)
            if made is None or frozenset(made["must"]) in seen:
                continue
            seen.add(frozenset(made["must"]))
        full = f"{variant},{label}" if variant else label
        for base in good:
            one = _try(kind, base["class"], changed(), full)
            if one and (one["must"].keys() != base["must"].keys() or one["may"] != base["may"]):
                yield one | {"tasks": base["tasks"], "relative": base.get("relative", {})}


def _try(kind: str, name: str, config: Any, variant: str) -> Record | None:
    try:
        return record(kind, name, config, variant)
    except Exception:
        return None


def main() -> None:
    """Grow all types of the release that is installed here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--types", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--plain", action="store_true", help="defaults only, no variants")
    options = parser.parse_args()
    wanted = set(filter(None, options.types.split(",")))
    tasks = [(k, c) for k, c in catalog().items() if not wanted or k in wanted]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    work = partial(grow, varied=not options.plain)
    started = time.monotonic()
    with (
        multiprocessing.get_context("fork").Pool(options.jobs, maxtasksperchild=40) as pool,
        gzip.open(options.out, "wt", encoding="utf-8") as out,
    ):
        out.write(json.dumps({"release": building.release()}) + "\n")
        for done, records in enumerate(pool.imap_unordered(work, tasks), 1):
            out.writelines(json.dumps(r, separators=(",", ":")) + "\n" for r in records)
            if done % 50 == 0:
                print(f"{done}/{len(tasks)} types, {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()

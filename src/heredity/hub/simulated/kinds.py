"""What the repositories of a simulated hub hold: files, configuration, sizes of weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from heredity.hub.simulated.names import appearance
from heredity.hub.simulated.plan import ADAPTER, QUANTIZED, Flags, Ints, trait_plan
from heredity.hub.simulated.world import World
from heredity.store.texts import Texts, joined, pick, wrapped
from heredity.store.texts import numbers as digits

TRANSFORMERS, PICKLED, ADAPTERS, GGUF, DIFFUSERS, LORA, OTHER = range(7)
FILES = ("transformers", "pickled", "adapter", "gguf", "diffusers", "lora", "other")
_WEIGHTS = ("safetensors", "pytorch", "safetensors", "gguf", "safetensors", "safetensors", "")
_WHOLE = ("transformers", "sentence-transformers", "setfit", "adapter-transformers")
_DTYPES = ("BF16", "F32", "F16", "I8", "miku")
_ODD_DTYPE = _DTYPES.index("miku")
_ADAPTER_PART = 250


@dataclass(frozen=True, slots=True)
class Kinds:
    """Repositories of a range of models.

    Attributes:
        whole: Whether the repository holds a whole model of the library transformers.
        config: The field `config` with its comma, or nothing.
        siblings: The field `siblings` with its comma.
        safetensors: The field `safetensors` behind a comma, or nothing.
        tags: Tags that the hub reads off the files.
    """

    whole: Flags
    config: Texts
    siblings: Texts
    safetensors: Texts
    tags: Texts


def kinds_of(world: World, first: int, last: int, rng: np.random.Generator) -> Kinds:
    """Fill the repositories of models `first` to `last - 1`."""
    part = slice(first, last)
    kind = _kind(world, part, rng)
    whole = (kind == TRANSFORMERS) | (kind == PICKLED)
    design = _design(world, part)
    named = world.traits.states["library"].code[part] == trait_plan("library").states.index("gguf")
    weights = np.where(named & (kind == GGUF), OTHER, kind)
    types = [f'"{row["type"]}",' for row in appearance()["architectures"]]
    return Kinds(
        whole,
        _config(world, part, kind, design, rng),
        _siblings(world, part, kind),
        _safetensors(world, part, kind, rng),
        joined(
            pick([name and f'"{name}",' for name in _WEIGHTS], weights),
            pick([*types, ""], np.where(whole, design, len(types))),
        ),
    )


def _kind(world: World, part: slice, rng: np.random.Generator) -> Ints:
    """What a repository holds, by relation, library and task."""
    states = trait_plan("library").states
    library = world.traits.states["library"].code[part]
    relation = np.where(world.pedigree.primary[part] >= 0, world.pedigree.relation[part], -1)
    image = world.traits.states["task"].code[part] == trait_plan("task").states.index(
        "text-to-image"
    )
    image |= library == states.index("diffusers")
    pickled = rng.random(len(library)) < appearance()["shares"]["pickled"]
    kind = np.full(len(library), OTHER)
    kind[np.isin(library, [states.index(name) for name in _WHOLE])] = TRANSFORMERS
    kind[(kind == TRANSFORMERS) & pickled] = PICKLED
    kind[library == states.index("diffusers")] = DIFFUSERS
    kind[(relation == ADAPTER) | (library == states.index("peft"))] = ADAPTERS
    kind[(kind == ADAPTERS) & image] = LORA
    packed = np.array(["GGUF" in name for name in appearance()["suffixes"]["quantized"]])
    suffix = world.names.suffix[part]
    kind[library == states.index("gguf")] = GGUF
    gguf = (relation == QUANTIZED) & (kind != GGUF)
    kind[gguf] = np.where(packed[np.minimum(suffix[gguf], len(packed) - 1)], GGUF, TRANSFORMERS)
    odd = world.mess.has("odd_dtype", "total_by_author")[part]
    kind[odd & np.isin(kind, [PICKLED, OTHER, GGUF, DIFFUSERS, LORA])] = TRANSFORMERS
    return kind


def _design(world: World, part: slice) -> Ints:
    """Architecture of each model: one that does its founder's task."""
    table, sizes = _designs()
    root = world.traits.root[part]
    task = world.traits.states["task"].code[root]
    mixed = (root * 7919 % 97) / 97
    return table[task, (mixed**2 * sizes[task]).astype(np.int64)]


@cache
def _designs() -> tuple[Ints, Ints]:
    """Architectures that do each task, and how many; the last row is for no task."""
    rows = appearance()["architectures"]
    can = [
        [number for number, row in enumerate(rows) if task in row["tasks"]] or [6]
        for task in (*trait_plan("task").states, "text-generation")
    ]
    sizes = np.array([len(row) for row in can])
    table = np.zeros((len(can), sizes.max()), np.int64)
    for task, row in enumerate(can):
        table[task, : len(row)] = row
    return table, sizes


def _config(world: World, part: slice, kind: Ints, design: Ints, rng: np.random.Generator) -> Texts:
    rows, pipes = appearance()["architectures"], appearance()["pipelines"]
    models = [
        f'"config":{{"architectures":["{row["class"]}"],"model_type":"{row["type"]}",'
        f'"tokenizer_config":{{"eos_token":"</s>","unk_token":"<unk>"}}}},'
        for row in rows
    ]
    drawers = [f'"config":{{"diffusers":{{"_class_name":"{name}"}}}},' for name in pipes["names"]]
    whole = (kind == TRANSFORMERS) | (kind == PICKLED)
    drawn = len(models) + world.traits.root[part] % len(drawers)
    at = np.where(whole, design, np.where(kind == DIFFUSERS, drawn, len(models) + len(drawers)))
    parent = world.pedigree.primary[part]
    tuned = (kind == ADAPTERS) & (parent >= 0)
    task = pick(pipes["adapter_tasks"], rng.integers(0, len(pipes["adapter_tasks"]), len(kind)))
    base = pick(world.names.id, np.where(tuned, parent, 0))
    peft = wrapped(
        tuned,
        '"config":{"peft":{"base_model_name_or_path":"',
        base,
        '","task_type":"',
        task,
        '"}},',
    )
    return joined(pick([*models, *drawers, ""], at), peft)


def _siblings(world: World, part: slice, kind: Ints) -> Texts:
    """File names, those of the weights by the kind of repository."""
    table, gguf = appearance()["files"], kind == GGUF
    choices = []
    for name in FILES:
        for readme in ([], ["README.md"]):
            files = [".gitattributes", *readme, *(table[name] if name != "gguf" else ())]
            listed = ",".join(f'{{"rfilename":"{file}"}}' for file in files)
            choices.append(f'"siblings":[{listed}' + ("," if name == "gguf" else "],"))
    name = world.names.name[part]
    pieces = [piece for end in table["gguf"] for piece in ('{"rfilename":"', name, f'{end}"}},')]
    pieces[-1] = pieces[-1].removesuffix(",") + "],"
    return joined(pick(choices, 2 * kind + world.traits.card[part]), wrapped(gguf, *pieces))


def _safetensors(world: World, part: slice, kind: Ints, rng: np.random.Generator) -> Texts:
    """Parameters by data type, as the hub reads them from the weights' headers."""
    odd = world.mess.has("odd_dtype")[part]
    stated = world.mess.has("total_by_author")[part]
    told = np.isin(kind, [TRANSFORMERS, ADAPTERS])
    told &= rng.random(len(kind)) < appearance()["shares"]["safetensors"]
    count = np.array(appearance()["sizes"]["parameters"])[world.names.size[part]]
    count = np.where(kind == ADAPTERS, count // _ADAPTER_PART, count)
    quantized = (world.pedigree.relation[part] == QUANTIZED) & (world.pedigree.primary[part] >= 0)
    dtype = np.where(quantized, _DTYPES.index("I8"), rng.integers(0, 3, len(kind)))
    return wrapped(
        told | odd | stated,
        ',"safetensors":{"parameters":{"', pick(_DTYPES, np.where(odd, _ODD_DTYPE, dtype)), '":',
        digits(count), '},"total":', digits(np.where(stated, count // 1000 * 1000 + 1, count)), "}",
    )  # fmt: skip

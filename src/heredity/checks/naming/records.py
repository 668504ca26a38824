"""What the tables know about each model, as columns that the rules on names read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.knowledge.families import model_types
from heredity.store.columns import Flags, Ints, at, flags, integers, places_in, spread
from heredity.store.expr import StringValue, Table, Value, coalesce, ifelse, literal, null
from heredity.store.facts import ASKED
from heredity.store.jsontext import json_field
from heredity.store.plain import from_columns

FORMATS: Final = (
    "transformers|safetensors|pytorch|tf|jax|onnx|rust|gguf|openvino|coreml|tflite|keras|joblib|"
    "tensorboard|mlx|diffusers|peft|sentence-transformers|setfit|optimum_.*|neuron"
)
LEADING: Final = rf"^(?:(?:{FORMATS})\n)*([^\n:]+)"
"""The hub lists library and formats first, then the type of config.json: its place in the tags."""

KIND: Final = {
    "gguf": r"\.gguf(?:\n|$)",
    "onnx": r"\.onnx(?:\n|$)",
    "adapter": r"(?:^|[\n/])adapter_(?:config\.json|model\.)",
    "weights": r"\.(?:safetensors|bin|pt|pth|ckpt|h5|msgpack|onnx|gguf|npz|nemo|pkl|pb|tflite)"
    r"(?:\n|$)",
    "checkpoint": r"\.(?:safetensors|bin|pt|pth|ckpt)(?:\n|$)",
}
"""Patterns of file names that show a kind of file, in lower-case names by line."""

FIELDS: Final = {
    "positions": ("max_position_embeddings", "n_positions", "n_ctx"),
    "layers": ("num_hidden_layers", "n_layer", "num_layers"),
    "hidden": ("hidden_size", "d_model", "n_embd"),
    "heads": ("num_attention_heads", "n_head", "num_heads"),
    "patch": ("patch_size",),
}
"""Fields of a configuration by what they say; stubs of the hub hold none of them."""

SIZES: Final = ("hidden_size", "d_model", "n_embd", "dim")
"""Fields of which a whole configuration has one, at its top or in a part."""

COLUMNS: Final = {
    "model_id": "string",
    "owner": "string",
    "name": "string",
    "task": "string",
    "library": "string",
    "tags": "string",
    "tags_known": "bool",
    "languages": "string",
    "parameters": "float64",
    "type_config": "string",
    "type_tag": "string",
    "type_gguf": "string",
    "classes": "string",
    "quant_method": "string",
    "quant_bits": "string",
    "gguf_total": "float64",
    "gguf_context": "float64",
    "positions": "float64",
    "rope_factor": "float64",
    "layers": "float64",
    "hidden": "float64",
    "heads": "float64",
    "patch": "float64",
    "gguf": "bool",
    "onnx": "bool",
    "adapter": "bool",
    "weights": "bool",
    "checkpoint": "bool",
    "files_known": "bool",
    "gated": "bool",
    "whole_config": "string",
    "shown": "string",
}
"""Columns of what is known, sorted by model; `tags` and `languages` are lower-case, by line.

`whole_config` is the configuration where it states sizes, `shown` what headers show, see `shown`.
"""


@dataclass(frozen=True, slots=True)
class Records:
    """What is known of each model.

    Attributes:
        table: The columns of `COLUMNS`, one row a model, sorted by id.
        parent: Row of the model's first parent; -1 if it has none or no record describes it.
        parent_id: Id of that parent; null if there is none.
        relation: Its relation, as bits 1 finetune, 2 adapter, 4 quantized, 8 merge.
        parents: How many parents are declared.
    """

    table: Any
    parent: Ints
    parent_id: Any
    relation: Ints
    parents: Ints

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def numbers(self, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """A column of numbers; NaN for null."""
        column = self.table.column(name).combine_chunks()
        found: np.ndarray[Any, np.dtype[np.float64]] = column.to_numpy(zero_copy_only=False)
        return found.astype(np.float64)

    def flags(self, name: str) -> Flags:
        """A Boolean column; null is False."""
        return flags(self.table.column(name))

    def has(self, name: str) -> Flags:
        """Where a column is not null."""
        return flags(self.table.column(name).is_valid())


def described(models: Table) -> Table:
    """The columns of `COLUMNS` from the table `models`, sorted by id."""
    files = coalesce(models.files.join("\n").lower(), "")
    tags = coalesce(models.tags.join("\n").lower(), "")
    config, gguf = models.config, models.gguf
    leading = tags.re_extract(LEADING, 1)
    known = sorted({t.lower() for t in model_types()})
    stated = [name for names in FIELDS.values() for name in names]
    rich = ifelse(_holds(config, [*stated, "rope_scaling"]), config, null("string"))
    return models.select(
        "model_id",
        "owner",
        "name",
        "task",
        "library",
        tags=tags,
        tags_known=_asked(models, "tags"),
        languages=models.languages.join("\n").lower(),
        parameters=models.parameters.cast("float64"),
        type_config=json_field(config, "model_type"),
        type_tag=ifelse(leading.isin(known), leading, null("string")),
        type_gguf=json_field(gguf, "architecture"),
        classes=json_field(config, "architectures"),
        quant_method=json_field(config, "quantization_config", "quant_method"),
        quant_bits=json_field(config, "quantization_config", "bits"),
        gguf_total=_number(json_field(gguf, "total")),
        gguf_context=_number(json_field(gguf, "context_length")),
        rope_factor=_number(json_field(rich, "rope_scaling", "factor")),
        **{
            name: coalesce(*(_number(json_field(rich, f)) for f in fields))
            for name, fields in FIELDS.items()
        },
        **{kind: files.re_search(pattern) for kind, pattern in KIND.items()},
        files_known=_asked(models, "files") & models.files.notnull(),
        gated=coalesce(models.gated, "false") != "false",
        whole_config=ifelse(_holds(config, SIZES), config, null("string")),
    ).order_by("model_id")


def _holds(config: StringValue, names: Iterable[str]) -> Value:
    """Where a configuration has any of some fields, wherever in it: quicker than to read it."""
    return coalesce(config.re_search(f'"(?:{"|".join(names)})"'), literal(False))


def _asked(models: Table, field: str) -> Value:
    return (models.asked & ASKED[field]) > 0


def _number(text: StringValue) -> Value:
    return ifelse(text.re_search(r"^\d{1,15}(?:\.\d{1,9})?$"), text, null("string")).cast("float64")


def first_parents(edges: Table) -> Table:
    """Each child's first parent among those that somebody declared, with its relation."""
    kept = edges.filter(~edges.inferred & ~edges.cut)
    bits = sum((kept[n].cast("int64") * 2**i for i, n in enumerate(RELATIONS)), literal(0))
    rows = kept.select("child_id", "parent_id", "choice", bits=bits)
    least = rows.group_by("child_id").agg(choice=rows.choice.min(), parents=rows.count())
    return least.join(rows, ["child_id", "choice"]).select(
        "child_id", "parent_id", "bits", "parents"
    )


RELATIONS: Final = ("finetune", "adapter", "quantized", "merge")


def joined(table: Any, parents: Any) -> Records:
    """Put models and their first parents together.

    Args:
        table: The columns of `COLUMNS`, sorted by id.
        parents: What `first_parents` gives.
    """
    ids = table.column("model_id").combine_chunks()
    size = len(ids)
    child = places_in(parents.column("child_id"), ids)
    place = np.full(size, -1)
    held = child >= 0
    place[child[held]] = np.flatnonzero(held)
    there = place >= 0
    rows = place[there]
    row = np.full(size, -1)
    parent = parents.column("parent_id").combine_chunks()
    row[there] = places_in(parent, ids)[rows]
    relation, count = np.zeros(size, np.int64), np.zeros(size, np.int64)
    relation[there] = integers(parents.column("bits"))[rows]
    count[there] = integers(parents.column("parents"))[rows]
    return Records(table, row, spread(at(parent, rows), there), relation, count)


def stated(facts: Sequence[Mapping[str, Any]]) -> Any:
    """The columns of `COLUMNS` from plain facts; what is left out is unknown."""
    columns = [[fact.get(name) for fact in facts] for name in COLUMNS]
    return from_columns(COLUMNS, columns)


def flags_of(files: Sequence[str]) -> dict[str, bool]:
    """Which kinds of files are among some file names."""
    text = "\n".join(files).lower()
    return {kind: re.search(pattern, text) is not None for kind, pattern in KIND.items()}

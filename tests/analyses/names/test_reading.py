"""The table `names`: the parser's answers as rows, and totals that decide what numbers are."""

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses import ANALYSES
from heredity.analyses.names.reading import doubtful, names_batch, spoken
from heredity.knowledge.names import ParsedName, parse, parse_many
from heredity.store import Context
from heredity.store.stage import run_stage
from tests.fabricated import fabricate, model

_TEXT = (
    "llama bert 7b 8x7B A3B 128k 1m 4k 100B 2T 350M 3.1 v2 Q4_K_M GGUF chat en de coder 224 "
    "LoRA résumé 模型 960h 4bit base 1b5 L-12 ctx tokens"
)
WORDS = st.sampled_from(_TEXT.split())
NAMES = st.lists(WORDS, min_size=1, max_size=5).flatmap(
    lambda words: st.sampled_from(["-", "_", "."]).map(lambda by: "owner/" + by.join(words))
)
TOTALS = st.sampled_from([float("nan"), 1e6, 1.1e8, 3.5e8, 1e9, 7e9, 7.2e9, 3e10, 5e10, 1e11])


def expected(one: ParsedName) -> dict[str, Any]:
    """A row, but for confidence: a name that a total leaves as it was keeps its own."""
    alone = parse(one.id)
    return {
        "params_by_name": alone.params,
        "context_by_name": alone.context,
        "model_id": one.id,
        "elements": [
            (e.code, e.text, e.start, e.end, spoken([e.value])[0]) for e in one.elements
        ],
        "codes": sorted({e.code for e in one.elements}),
        **{
            name: getattr(one, name)
            for name in ("params", "active_params", "version", "quant", "bits", "format",
                         "context", "convention")
        },
    }  # fmt: skip


def plain(row: dict[str, Any]) -> dict[str, Any]:
    names = ("code", "text", "start", "end", "value")
    return row | {"elements": [tuple(e[n] for n in names) for e in row["elements"]]}


@given(st.lists(st.tuples(NAMES, TOTALS, st.booleans()), min_size=1, max_size=8))
def test_rows_are_what_the_parser_says_with_the_total(given: list[tuple[str, float, bool]]) -> None:
    names, totals, adapters = (list(part) for part in zip(*given, strict=True))
    batch = names_batch(parse_many(names), np.array(totals), np.array(adapters))
    for row, name, total, adapter in zip(batch.to_pylist(), names, totals, adapters, strict=True):
        known = None if np.isnan(total) else total
        assert plain(row) == expected(parse(name, total=known, adapter=adapter))
        for one in row["elements"]:
            assert name[one["start"] : one["end"]] == one["text"]
            assert 0 < one["confidence"] <= 1


def test_names_that_fit_their_total_are_not_read_again() -> None:
    read = parse_many(["o/llama-7b", "o/llama-7b", "o/llama-7b", "o/joytag"])
    totals = np.array([6.7e9, 1e8, np.nan, 1e8])
    assert doubtful(read, totals, np.zeros(4, bool)).tolist() == [False, True, False, False]


def test_values_are_texts() -> None:
    assert spoken([None, "bert", 7e9, 3.5, 4, 1e23]) == [
        None, "bert", "7000000000", "3.5", "4", str(int(1e23)),
    ]  # fmt: skip


def test_the_stage_reads_every_model(tmp_path: Path) -> None:
    models = [
        model("a/llama-100B", parameters=7_000_000_000),
        model("a/llama-7b-lora", parameters=20_000_000, library="peft"),
        model("模型/llama-2-7b"),
    ]
    store = fabricate(tmp_path / "s", models)
    run_stage(store, ANALYSES.get("names").stage, Context(store))
    found = store.arrow("names").to_pylist()
    assert [row["model_id"] for row in found] == sorted(m["model_id"] for m in models)
    assert [row["params"] for row in found] == [None, 7e9, 7e9]
    assert found[2]["version"] == "2"

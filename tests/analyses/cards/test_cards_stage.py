"""The analysis of cards: planted templates are found, and changes are the oracle's."""

from collections import Counter
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from heredity.analyses import ANALYSES
from heredity.hub.simulated import simulate
from heredity.store import Context, Store
from heredity.store.arrow import Table
from heredity.store.stage import run_stage
from heredity.study import Study
from tests.fabricated import edge, fabricate, family_of, model
from tests.oracles import cards as oracle
from tests.oracles import numeric

TRAINED = """---
license: mit
language: [en, fr]
---

<!-- This model card has been generated automatically -->
# {0}

This model is a fine-tuned version of {1}.

## Training procedure

It did {2} steps.
"""


def card(model_id: str, text: str | None) -> dict[str, Any]:
    counts = {} if text is None else {"characters": len(text), "words": len(text.split())}
    return {"model_id": model_id, "text": text, "metadata": None, **counts}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Any, Any, Any]:
    """Two families: trained children with a template, others with words of their own or nothing."""
    random = np.random.default_rng(2)
    pool = [f"word{number}" for number in range(3_000)]
    own = [" ".join(random.choice(pool, 60 + 20 * n)) for n in range(8)]
    ids = [f"owner{n}x/model{n}x" for n in range(20)]
    texts: dict[str, str | None] = {ids[n]: f"# Intro\n\n{own[n]}" for n in range(8)}
    for n in range(8, 16):
        texts[ids[n]] = TRAINED.format(f"model{n}x", ids[n % 2], n * 10)
    texts[ids[16]], texts[ids[17]] = "", None
    models = [model(one, languages=["en"] * (n % 3 > 0)) for n, one in enumerate(ids)]
    edges = [
        edge(ids[n], ids[n % 2], {"finetune"} if n < 14 else {"adapter"}) for n in range(2, 19)
    ]
    cards = [card(one, text) for one, text in texts.items()]
    store = fabricate(tmp_path_factory.mktemp("cards") / "study", models, edges, cards=cards)
    run_stage(store, ANALYSES.get("cards").stage, Context(store, {"resamples": 100}))
    return store, ids, texts, edges


def row_of(table: Table, **wanted: Any) -> dict[str, Any]:
    (found,) = [
        row
        for row in table.to_pylist()
        if all(row[name] == value for name, value in wanted.items())
    ]
    return found


def test_the_template_is_found_and_shown(made: Any) -> None:
    (row,) = made[0].arrow("card_templates").to_pylist()
    assert (row["cards"], row["owners"], row["rank"]) == (8, 8, 1)
    assert row["template"] == min(made[1][8:16])
    assert row["generated"] == row["children"] == 1.0
    assert row["population"] == 17
    assert "⟨name⟩" in row["head"]
    assert "version of ⟨parent owner⟩/⟨parent⟩" in row["head"]
    assert "license: mit" not in row["head"]


def test_facts_are_the_oracles(made: Any) -> None:
    store, _, texts, _ = made
    facts = {row["model_id"]: row for row in store.arrow("card_facts").to_pylist()}
    assert set(facts) == {one for one, text in texts.items() if text is not None}
    for name, row in facts.items():
        body = oracle.body(texts[name])
        assert row["characters"] == len(texts[name])
        assert (row["body_characters"], row["body_words"]) == (len(body), len(body.split()))
        assert row["sections"] == len([h for h in oracle.headings(texts[name]) if h])
        said = None if not texts[name] else "generated automatically" in texts[name]
        assert row["generated"] == said
        assert (row["template"] is not None) == (texts[name].startswith("---"))


@pytest.mark.parametrize("relation", ["any", "finetune", "adapter"])
@pytest.mark.parametrize("measure", ["characters", "body_words", "template"])
def test_changes_are_the_oracles(made: Any, measure: str, relation: str) -> None:
    store, ids, texts, edges = made
    count = {
        "characters": len,
        "body_words": lambda text: len(oracle.body(text).split()),
        "template": lambda text: float(text.startswith("---")),
    }[measure]
    values = {one: float(count(text)) for one, text in texts.items() if text is not None}
    family = family_of(ids, [(e["child_id"], e["parent_id"]) for e in edges])
    sides = [
        (values[e["parent_id"]], values[e["child_id"]], family[e["child_id"]])
        for e in edges
        if e["parent_id"] in values and e["child_id"] in values
        and (relation == "any" or e[relation])
    ]  # fmt: skip
    found = row_of(
        store.arrow("card_changes"),
        measure=measure,
        relation=relation,
        edge_set="all",
        compat=False,
    )
    expected = numeric.change(sides)
    if measure == "template":
        expected.pop("mean_relative", None)
    else:
        expected |= numeric.logs(sides)
    for name, value in expected.items():
        assert found[name] == pytest.approx(value), name


def test_the_published_form_takes_a_missing_card_for_three_characters(made: Any) -> None:
    store, ids, texts, edges = made
    table = store.arrow("card_changes")
    length = {one: len(texts.get(one) or "") or 3 for one in ids}
    of = {"relation": "any", "edge_set": "all", "compat": True}
    found = row_of(table, measure="characters, all edges", **of)
    pairs = [(length[e["parent_id"]], length[e["child_id"]]) for e in edges]
    assert found["edges"] == len(edges)
    assert found["child_mean"] == pytest.approx(oracle.mean([c for _, c in pairs]))
    both = row_of(table, measure="generated", **of)
    every = row_of(table, measure="generated, all edges", **of)
    assert (both["edges"], every["edges"]) == (14, 17)
    assert every["child_mean"] == pytest.approx(8 / 17)
    exists = row_of(table, measure="exists", **of)
    assert exists["child_mean"] == pytest.approx(14 / 17)


def test_sections_count_cards_not_headings(made: Any) -> None:
    table = made[0].arrow("card_sections")
    found = row_of(table, relation="any", heading="training procedure")
    assert (found["cards"], found["population"], found["standard"]) == (8, 17, True)
    assert row_of(table, relation="no parent", heading="intro")["cards"] == 2
    assert row_of(table, relation="any", heading="glossary")["cards"] == 0
    assert row_of(table, relation="any", heading="(the model's name)")["cards"] == 8


def test_cards_of_one_template_resemble_each_other(made: Any) -> None:
    table = made[0].arrow("card_resemblance")
    any_ = row_of(table, relation="any", edge_set="all")
    assert any_["edges"] == 14
    assert any_["alike"] == 0.0
    assert row_of(table, relation="strangers", edge_set="all")["same_template"] > 0.15


def test_a_study_without_cards_has_empty_tables(tmp_path: Path) -> None:
    store = fabricate(tmp_path / "study", [model("a/b"), model("c/d")])
    made = ANALYSES.get("cards").run(Context(store))
    assert {name: len(table) for name, table in made.items()} == {
        name: 0 if name != "card_sections" else len(made["card_sections"]) for name in made
    }
    run_stage(store, ANALYSES.get("cards").stage, Context(store))
    assert list(ANALYSES.get("cards").answer(store, compat=False))
    store.close()


def adjusted_rand(one: list[Any], other: list[Any]) -> float:
    def pairs(counts: Counter[Any]) -> int:
        return sum(comb(n, 2) for n in counts.values())

    both = pairs(Counter(zip(one, other, strict=True)))
    first, second, every = pairs(Counter(one)), pairs(Counter(other)), comb(len(one), 2)
    expected = first * second / every
    return (both - expected) / ((first + second) / 2 - expected)


def test_templates_of_a_simulated_hub_are_found(tmp_path: Path) -> None:
    simulate(4_000, 5, tmp_path / "hub", cards=True)
    study = Study(tmp_path / "study", create=True)
    study.import_([tmp_path / "hub"])
    study.link()
    study.describe()
    study.analyze("cards", params={"resamples": 50})
    truth = _truth(tmp_path / "hub")
    facts = study.table("card_facts").to_pylist()
    planted = [(truth[f["model_id"]], f) for f in facts if truth.get(f["model_id"])]
    found = [f["template"] or f["model_id"] for _, f in planted]
    assert len(planted) > 800
    assert adjusted_rand([name for name, _ in planted], found) > 0.99
    free = [f for f in facts if not truth.get(f["model_id"])]
    assert sum(f["template"] is not None for f in free) < 0.05 * len(free)


def _truth(hub: Path) -> dict[str, str]:
    rows = pq.read_table(hub / "truth" / "cards.parquet").to_pydict()
    return dict(zip(rows["model_id"], rows["template"], strict=True))

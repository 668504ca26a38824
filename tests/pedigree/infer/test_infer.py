"""Parents that nobody declared: what is found, what is ruled out, and where it counts."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

from heredity.core.edgesets import RELATIONS
from heredity.core.errors import StudyError, UserError
from heredity.pedigree.infer.candidates import candidates
from heredity.pedigree.infer.named import MOST_RIVALS
from heredity.pedigree.infer.stage import INFER, exact_of
from heredity.pedigree.link import LINK
from heredity.pedigree.load import NodeNames, load_pedigree
from heredity.pedigree.queries import lineage, relatives
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import model, write
from tests.oracles.inference import copies

Make = Callable[..., Store]
Models = Mapping[str, Mapping[str, Any]]
Found = dict[tuple[str, str], dict[str, Any]]
OWNERS = ("acme", "bulk", "me", "")
STEMS = ("tale-7b", "Tale_7B", "opus", "tale-7b-hf", "acme-tale-7b")
ENDINGS = ("", "-GGUF", "-bf16", "-bf16-GGUF", "-lora", "-lora-GGUF", "-Q4_K_M")
CHILD = {"base_models": [{"relation": "finetune", "model_id": "acme/tale-7b"}]}


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rows_of(store: Store) -> Found:
    return {(r["child_id"], r["parent_id"]): r for r in store.arrow("inferred").to_pylist()}


def inferred(store: Store, **params: float) -> Found:
    run_stage(store, INFER, Context(store, params))
    return rows_of(store)


def card(model_id: str, text: str) -> dict[str, Any]:
    return {"model_id": model_id, "text": text, "source": "cards", "row": 1}


COPIES = {
    "bulk/Tale-7B-GGUF": "acme/tale-7b",
    "bulk/saga-7b-AWQ": "acme/saga-7b-hf",
    "bulk/Epos_7B-Q4_K_M-GGUF": "acme/Epos-7B",
    "bulk/ode-7b-4.0bpw-h6-exl2": "acme/ode-7b",
    "bulk/acme_-_lay-7b-gguf": "acme/lay-7b",
    "bulk/myth-7b-bf16-GGUF": "acme/myth-7b-BF16",
    "mlx-fans/edda-7b-MLX-4bit": "acme/edda-7b",
    "bulk/gpt2-GGUF": "gpt2",
    "bulk/stub-7b-GGUF": "gone/stub-7b",
    "bulk/floored-GGUF": "acme/floored",
}
FLOOR = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)
RULED_OUT: Models = {
    "bulk/older-7b-GGUF": {"created_at": day("2023-01-01")},
    "acme/older-7b": {"created_at": day("2024-01-01")},
    "bulk/narrow-7b-GGUF": {"config": '{"hidden_size": 1024}'},
    "acme/narrow-7b": {"config": '{"hidden_size": 4096}'},
    "bulk/other-7b-GGUF": {"config": '{"model_type": "bert"}'},
    "acme/other-7b": {"config": '{"model_type": "llama"}'},
    "me/small-opus": {"parameters": 1_000},
    "acme/large-opus": {"parameters": 7_000},
    "me/opus-13b": {},
    "acme/opus-7b": {},
}
TUNED = "This model is a fine-tuned version of [x](https://huggingface.co/{}) on the None dataset."
CARDS = {
    "me/from-tale": (TUNED.format("acme/tale-7b"), "acme/tale-7b", "finetune"),
    "me/quants-of-tale": (
        "static quants of https://huggingface.co/acme/tale-7b",
        "acme/tale-7b",
        "quantized",
    ),
    "me/weights-for-tale": ("These are LoRA weights for acme/tale-7b.", "acme/tale-7b", "adapter"),
    "me/from-an-old-name": (
        TUNED.format("bert-base-uncased"),
        "google-bert/bert-base-uncased",
        "finetune",
    ),
}
MERGE = """# Blend
## Merge
The following models were included in the merge:
* [acme/tale-7b](https://huggingface.co/acme/tale-7b)
* [acme/ode-7b](https://huggingface.co/acme/ode-7b)
"""
TOWN: Models = {
    **{child: {} for child in COPIES},
    **{parent: {} for parent in COPIES.values() if not parent.startswith("gone/")},
    "bulk/floored-GGUF": {"created_at": FLOOR},
    "acme/floored": {"created_at": day("2024-01-01")},
    "me/made-of-a-stub": {"base_models": [{"relation": "finetune", "model_id": "gone/stub-7b"}]},
    **RULED_OUT,
    **{child: {} for child in CARDS},
    "google-bert/bert-base-uncased": {},
    "me/blend": {"tags": ["merge", "acme/tale-7b", "acme/ode-7b"]},
    "me/adapter-by-config": {
        "config": '{"peft": {"base_model_name_or_path": "acme/tale-7b", "task_type": "CAUSAL_LM"}}',
        "library": "peft",
    },
    "me/loaded": {"config": '{"_name_or_path": "acme/tale-7b"}'},
    "me/loaded-from-disk": {"config": '{"_name_or_path": "./outputs/checkpoint-500"}'},
    "me/lost": {},
    "me/tale-7b-chat-fr": {},
    "you/made-of-tale": CHILD,
    "bulk/declared-7b-GGUF": {"base_models": [{"relation": "quantized", "model_id": "else/where"}]},
    "acme/declared-7b": {},
    "acme/famous-7b": {"downloads": 1_000_000, "likes": 900},
    "copycat/famous-7b": {"downloads": 2},
    "bulk/famous-7b-GGUF": {},
    **{f"owner{n}/common-7b": {} for n in range(MOST_RIVALS + 4)},
    "bulk/common-7b-GGUF": {},
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A study of all of these, with inferred parents."""
    store = Store(tmp_path_factory.mktemp("town") / "study", create=True)
    cards = [
        *(card(child, f"# x\n\n{text}\n") for child, (text, _, _) in CARDS.items()),
        card("me/blend", MERGE),
        card("me/lost", TUNED.format("gone/away-7b")),
        card("me/small-opus", TUNED.format("acme/large-opus")),
        card("me/opus-13b", TUNED.format("acme/opus-7b")),
    ]
    rows = [model(each, **columns) for each, columns in TOWN.items()]
    write(store, "import", models=rows, cards=cards, links=())
    run_stage(store, LINK, Context(store))
    run_stage(store, INFER, Context(store))
    yield store
    store.close()


@pytest.fixture(scope="module")
def found(town: Store) -> Found:
    """The inferred parents by child and parent."""
    return rows_of(town)


@pytest.mark.parametrize(("child", "parent"), COPIES.items())
def test_a_copy_is_known_by_its_name(found: Found, child: str, parent: str) -> None:
    row = found[child, parent]
    assert row["quantized"]
    assert row["confident"]
    assert {p for c, p in found if c == child} == {parent}


def test_a_stub_may_be_a_parent(found: Found) -> None:
    assert not found["bulk/stub-7b-GGUF", "gone/stub-7b"]["parent_in_snapshot"]


def test_a_name_alone_makes_no_fine_tune_sure(found: Found) -> None:
    row = found["me/tale-7b-chat-fr", "acme/tale-7b"]
    assert row["evidence"] == ["name:begins"]
    assert not row["confident"]


@pytest.mark.parametrize("child", CARDS)
def test_a_card_says_what_a_model_was_made_from(found: Found, child: str) -> None:
    _, parent, relation = CARDS[child]
    row = found[child, parent]
    assert row[relation]
    assert [kind.split(":")[0] for kind in row["evidence"]] == ["card"]


def test_all_models_of_a_merge_are_its_parents(found: Found) -> None:
    rows = [found["me/blend", parent] for parent in ("acme/tale-7b", "acme/ode-7b")]
    assert [row["merge"] for row in rows] == [True, True]
    assert [row["confident"] for row in rows] == [True, True]


def test_configurations_name_bases(found: Found) -> None:
    assert found["me/adapter-by-config", "acme/tale-7b"]["adapter"]
    assert found["me/loaded", "acme/tale-7b"]["finetune"]


def test_what_nobody_knows_is_no_parent(found: Found) -> None:
    children = {child for child, _ in found}
    assert not children & {"me/lost", "me/loaded-from-disk"}


def test_facts_rule_parents_out(found: Found) -> None:
    assert not {child for child, _ in found} & set(RULED_OUT)


def test_who_declares_a_parent_is_given_none(found: Found) -> None:
    assert not {child for child, _ in found} & {"bulk/declared-7b-GGUF", "you/made-of-tale"}


def test_many_namesakes_make_unsure(found: Found) -> None:
    rows = [row for (child, _), row in found.items() if child == "bulk/common-7b-GGUF"]
    assert not any(row["confident"] for row in rows)
    assert {row["candidates"] for row in rows} <= {MOST_RIVALS + 1}


def test_of_namesakes_the_known_one_comes_first(found: Found) -> None:
    ranks = [found["bulk/famous-7b-GGUF", f"{owner}/famous-7b"]["rank"]
             for owner in ("acme", "copycat")]  # fmt: skip
    assert ranks == [0, 1]


def test_ranks_and_choices_are_whole(found: Found) -> None:
    by_child: dict[str, list[dict[str, Any]]] = {}
    for (child, _), row in found.items():
        by_child.setdefault(child, []).append(row)
    for rows in by_child.values():
        assert sorted(row["rank"] for row in rows) == list(range(len(rows)))
        assert sorted(row["choice"] for row in rows) == list(range(len(rows)))
        best = min(rows, key=lambda row: row["rank"])
        assert best["confidence"] == max(row["confidence"] for row in rows)


def test_inferred_edges_close_no_cycle(make: Make) -> None:
    def says(model_id: str) -> str:
        return f"This model is a fine-tuned version of [x](https://huggingface.co/{model_id})."

    cards = [card("me/a-one", says("me/b-one")), card("me/b-one", says("me/a-one"))]
    store = make({"me/a-one": {}, "me/b-one": {}}, cards=cards)
    rows = inferred(store, confident=0.5)
    assert sorted(row["cut"] for row in rows.values()) == [False, True]
    assert sorted(row["confident"] for row in rows.values()) == [False, True]


@pytest.mark.parametrize("seed", range(4))
def test_names_are_matched_as_one_by_one(seed: int, make: Make) -> None:
    words = product(OWNERS, STEMS, ENDINGS)
    ids = sorted({f"{owner}/{stem}{end}" if owner else stem + end for owner, stem, end in words})
    some = sorted(Random(seed).sample(ids, 30 * (seed + 1)))
    store = make({each: {} for each in some})
    found = candidates(store)
    names = NodeNames(store)
    relations = [RELATIONS[place] for place in found.relation.tolist()]
    rows = set(zip(names.of(found.child), names.of(found.parent), relations, strict=True))
    named = {(child, parent) for child, parent, _ in rows}
    wanted = copies(some, MOST_RIVALS + 1)
    assert named == {(child, parent) for child, parent, _ in wanted}
    assert rows <= wanted


def test_inferred_edges_count_only_where_they_are_asked_for(make: Make) -> None:
    store = make({"bulk/tale-7b-GGUF": {}, "acme/tale-7b": {}, "me/chat": CHILD})
    inferred(store)
    assert len(load_pedigree(store).child) == 1
    both = load_pedigree(store, "all+inferred")
    assert sorted(both.inferred.tolist()) == [False, True]
    assert load_pedigree(store, "finetune+inferred").inferred.tolist() == [False]
    assert load_pedigree(store, "quantized+inferred").inferred.tolist() == [True]
    members = both.within(both.members(0))
    assert int(members.inferred.sum()) == 1


def test_lineages_hint_at_and_show_inferred_parents(make: Make) -> None:
    store = make({"bulk/tale-7b-GGUF": {}, "acme/tale-7b": {}})
    assert lineage(store, "bulk/tale-7b-GGUF").guesses == []
    inferred(store)
    plain = lineage(store, "bulk/tale-7b-GGUF")
    assert plain.tree.branches == []
    assert [guess.model_id for guess in plain.guesses] == ["acme/tale-7b"]
    shown = lineage(store, "bulk/tale-7b-GGUF", "all+inferred")
    assert [branch.inferred for branch in shown.tree.branches] == [True]
    assert shown.guesses == []
    about = relatives(store, "bulk/tale-7b-GGUF")
    assert about.parents == []
    assert about.guesses[0].relations == ["quantized"]


def test_inferred_parents_of_older_links_do_not_count(make: Make) -> None:
    models = {"bulk/tale-7b-GGUF": {}, "acme/tale-7b": {}}
    store = make(models)
    with pytest.raises(StudyError, match="no inferred parents"):
        load_pedigree(store, "all+inferred")
    inferred(store)
    load_pedigree(store, "all+inferred")
    rows = [model(each) for each in [*models, "me/another"]]
    write(store, "import", models=rows)
    run_stage(store, LINK, Context(store))
    with pytest.raises(StudyError, match="present links"):
        load_pedigree(store, "all+inferred")
    assert lineage(store, "bulk/tale-7b-GGUF").guesses == []


def test_families_are_of_declared_edges(make: Make) -> None:
    store = make({"acme/tale-7b": {}})
    with pytest.raises(UserError, match="do not count here"):
        run_stage(store, LINK, Context(store, {"edge_sets": ["all+inferred"]}))


def test_a_copy_of_a_model_that_declares_parents_is_not_exact() -> None:
    relation = np.array([RELATIONS.index(name) for name in ("quantized", "quantized", "finetune")])
    declaring = np.array([True, False])
    assert exact_of(relation, np.array([0, 1, 0]), declaring).tolist() == [False, True, True]

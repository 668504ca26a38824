"""What `mutation` and `direction` say after they ran."""

from pathlib import Path

from heredity.analyses import ANALYSES
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import edge, fabricate, model


def swaps(folder: Path) -> Store:
    models, edges = [], []
    for at in range(30):
        models += [model(f"o/p{at:02}", task="a", likes=1)]
        models += [model(f"o/c{at:02}", task="b" if at < 24 else "a", likes=2)]
        edges.append(edge(f"o/c{at:02}", f"o/p{at:02}", ["finetune"]))
    return fabricate(folder, models, edges)


def said(store: Store, name: str, compat: bool = False) -> dict[str, str]:
    one = ANALYSES.get(name)
    params = {"traits": ["task", "likes"]} if name == "mutation" else {"draws": 19}
    run_stage(store, one.stage, Context(store, params), force=True)
    answers = list(one.answer(store, compat))
    for answer in answers:
        assert all(len(row) == len(answer.columns) for row in answer.rows)
    return {answer.title: answer.sentence for answer in answers}


def test_mutation_answers_in_sentences(tmp_path: Path) -> None:
    store = swaps(tmp_path / "s")
    found = said(store, "mutation")
    assert "task changes most, 80.0% (" in found["Mutation"]
    assert "likes up along 100.0%" in found["Steps of numbers, dates and flags"]
    assert "No family was filled in bulk." in found["Without bulk uploads"]
    assert "2 of 2 orderings are proven optimal" in found["Orderings"]
    assert set(said(store, "mutation", compat=True)) == {"Mutation", "Orderings"}


def test_direction_answers_in_a_sentence(tmp_path: Path) -> None:
    found = said(swaps(tmp_path / "s"), "direction")
    assert "task over all" in found["Orderings against chance"]


def test_a_study_without_edges_has_an_answer_too(tmp_path: Path) -> None:
    store = fabricate(tmp_path / "s", [model("a/b", task="t")])
    assert said(store, "mutation")["Mutation"].startswith("On no edge")
    assert "0 of 0 orderings" in said(store, "direction")["Orderings against chance"]

"""Vectors of simulated and real models against dictionaries, and against scikit-learn."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from heredity.analyses.population import Population
from heredity.analyses.similarity.vectors import (
    MASKS,
    CardDna,
    MetadataDna,
    Vectors,
    related_nodes,
    vectors,
)
from heredity.hub.simulated import simulate
from heredity.study import Study
from tests.fabricated import edge, fabricate, model
from tests.oracles import dna as oracle
from tests.oracles.paper.rows import published_rows, record_text

ALL = tuple(MASKS)
Dictionaries = Sequence[dict[str, float]]


def made(folder: Path, source: Path) -> Population:
    study = Study(folder, create=True)
    study.import_([source])
    study.link()
    study.describe()
    return Population(study.store)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Population:
    folder = tmp_path_factory.mktemp("dna")
    simulate(500, 11, folder / "hub", cards=True)
    return made(folder / "study", folder / "hub")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Population:
    folder = tmp_path_factory.mktemp("served")
    return made(folder / "study", shared_data / "hub" / "hub_stats_sample.parquet")


def records(population: Population) -> list[str]:
    """The record of each model as the literal published procedure writes it."""
    rows = published_rows(population.store.folder)
    return [record_text(row) for row in rows.itertuples()]


def parents(population: Population) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(population.nodes)]
    for row in population.store.arrow("edges").to_pylist():
        if not row["inferred"]:
            found[row["child"]] += [row["parent_id"], *(row["declared_as"] or [])]
    return [found[node] for node in population.models]


def assert_same(found: Vectors, population: Population, wanted: Dictionaries, nodes: Any) -> None:
    """The vectors are these dictionaries; sums run over all of them."""
    terms = found.terms.to_pylist()
    place = {term: at for at, term in enumerate(terms)}
    related = related_nodes(population)
    rows = [vector for vector, node in zip(wanted, nodes, strict=True) if related[node]]
    assert np.array_equal(np.flatnonzero(found.eligible), nodes)
    assert np.array_equal(np.flatnonzero(found.place >= 0), [n for n in nodes if related[n]])
    data, columns, starts = [], [], [0]
    for vector in rows:
        data += list(vector.values())
        columns += [place[term] for term in vector]
        starts.append(len(data))
    dense = csr_array((data, columns, starts), shape=(len(rows), len(terms)))
    assert found.rows.shape == dense.shape
    rows = found.rows[found.place[[n for n in nodes if related[n]]]]
    assert abs(rows - dense).max() < 1e-12
    assert found.rows.dtype == np.float64
    assert found.rows.indices.dtype == np.int32
    total = np.zeros(len(terms))
    for vector in wanted:
        for term, weight in vector.items():
            total[place[term]] += weight
    assert np.allclose(found.total, total, rtol=0, atol=1e-9)
    assert found.squares == sum(bool(vector) for vector in wanted)


def dictionaries(counts: list[Counter[str]]) -> dict[str, Dictionaries]:
    return {"bow": oracle.bow(counts), "tfidf": oracle.tfidf(counts)}


@pytest.mark.parametrize("mask", ALL)
def test_texts_of_records(simulated: Population, mask: str) -> None:
    dna = MetadataDna(simulated)
    texts, known = records(simulated), parents(simulated)
    wanted = [oracle.masked_record(t, mask, p) for t, p in zip(texts, known, strict=True)]
    assert dna.texts(dna.nodes, mask).to_pylist() == wanted
    some = dna.nodes[[7, 3, 3, 400]]
    assert dna.texts(some, mask).to_pylist() == [wanted[i] for i in (7, 3, 3, 400)]


@pytest.mark.shared
@pytest.mark.parametrize("mask", ["M2", "M4"])
def test_texts_of_real_records(served: Population, mask: str) -> None:
    dna = MetadataDna(served)
    texts, known = records(served), parents(served)
    wanted = [oracle.masked_record(t, mask, p) for t, p in zip(texts, known, strict=True)]
    assert dna.texts(dna.nodes, mask).to_pylist() == wanted


@pytest.mark.parametrize("mask", ALL)
def test_records_by_their_parts(simulated: Population, mask: str) -> None:
    check_parts(simulated, mask)


@pytest.mark.shared
@pytest.mark.parametrize("mask", ["M1"])
def test_real_records_by_their_parts(served: Population, mask: str) -> None:
    check_parts(served, mask)


def check_parts(population: Population, mask: str) -> None:
    pairs = zip(records(population), parents(population), strict=True)
    found = [oracle.parts(text, mask, known) for text, known in pairs]
    wanted = dictionaries([oracle.part_counts(parts) for parts in found])
    wanted["balanced"] = oracle.balanced(found)
    dna = MetadataDna(population)
    for one in vectors(dna, [mask]):
        assert (one.dna, one.mask, one.compat) == ("metadata", mask, False)
        assert_same(one, population, wanted.pop(one.measure), population.models)
    assert not wanted


@pytest.mark.parametrize("mask", ["M0", "M4"])
def test_published_texts_against_scikit_learn(simulated: Population, mask: str) -> None:
    dna = MetadataDna(simulated)
    texts = dna.texts(dna.nodes, mask).to_pylist()
    counts = [Counter(oracle.terms(text)) for text in texts]
    kept = oracle.vocabulary(counts)
    # Where terms tie at the border, which of them scikit-learn keeps is not defined.
    free = CountVectorizer(ngram_range=(1, 2), max_features=512).fit(texts)
    total = sum(counts, Counter())
    assert sorted(total[t] for t in free.vocabulary_) == sorted(total[t] for t in kept)
    counted = CountVectorizer(ngram_range=(1, 2), vocabulary=kept).fit_transform(texts)
    weighted = TfidfTransformer().fit_transform(counted)
    related = related_nodes(simulated)[simulated.models]
    found = {one.measure: one for one in vectors(dna, [mask], compat=True)}
    assert sorted(found) == ["bow", "tfidf"]
    length = np.sqrt(counted.multiply(counted).sum(axis=1))
    plain = counted.toarray() / np.asarray(length).reshape(-1, 1)
    for one, dense in ((found["bow"], plain), (found["tfidf"], weighted.toarray())):
        assert one.terms.to_pylist() == kept
        assert np.allclose(one.rows.toarray(), dense[related], rtol=0, atol=1e-12)
        assert np.allclose(one.total, dense.sum(axis=0), rtol=0, atol=1e-9)


@pytest.mark.parametrize("mask", ALL)
def test_cards(simulated: Population, mask: str) -> None:
    dna = CardDna(simulated, length=300)
    known = dict(zip(simulated.models.tolist(), parents(simulated), strict=True))
    cards = {row["model_id"]: row["text"] for row in simulated.store.arrow("cards").to_pylist()}
    ids = simulated.ids.to_pylist()
    phrases = ("automatically generated", "generated automatically")
    nodes = [
        node
        for node in simulated.models.tolist()
        if len(text := cards.get(ids[node]) or "") >= 512
        and not any(phrase in text.lower() for phrase in phrases)
    ]
    assert dna.eligible.tolist() == nodes
    texts = [
        oracle.masked_card(cards[ids[node]], mask, known[node], ids[node], 300) for node in nodes
    ]
    assert dna.texts(dna.eligible, mask).to_pylist() == texts
    wanted = dictionaries([Counter(oracle.terms(text)) for text in texts])
    found = {one.measure: one for one in vectors(dna, [mask])}
    assert_same(found["bow"], simulated, wanted["bow"], nodes)
    assert_same(found["tfidf"], simulated, wanted["tfidf"], nodes)
    check_words(found["balanced"], simulated, texts, nodes)


def check_words(found: Vectors, population: Population, texts: list[str], nodes: list[int]) -> None:
    """Cosines of all words, which the columns by hash nearly keep."""
    counts = [Counter(oracle.terms(text, pairs=False)) for text in texts]
    df = Counter(word for one in counts for word in one)
    wanted = [
        oracle.unit(
            {
                w: (1 + np.log(k)) * (np.log((1 + len(texts)) / (1 + df[w])) + 1)
                for w, k in one.items()
            }
        )
        for one in counts
    ]
    related = related_nodes(population)
    some = [at for at, node in enumerate(nodes) if related[node]][:60]
    rows = found.rows[found.place[[nodes[at] for at in some]]]
    cosines = (rows @ rows.T).toarray()
    for i, a in enumerate(some):
        for j, b in enumerate(some):
            exact = sum(w * wanted[b].get(t, 0.0) for t, w in wanted[a].items())
            assert cosines[i, j] == pytest.approx(exact, abs=0.02)


def test_a_card_without_a_record_is_nobodys(tmp_path: Path) -> None:
    ids = [f"owner/model-{letter}" for letter in "bdf"]
    cards = [
        {
            "model_id": one,
            "text": text,
            "characters": len(text),
            "words": 1,
            "source": "c",
            "row": 1,
        }
        for one in ["a/stray", *ids, "owner/model-c"]
        if (text := f"card of {one} " * 40)
    ]
    edges = [edge(ids[1], ids[0], ["finetune"], parent_in_snapshot=True)]
    store = fabricate(tmp_path / "study", [model(one) for one in ids], edges, cards=cards)
    dna = CardDna(Population(store), length=24)
    assert dna.eligible.tolist() == [0, 1, 2]
    assert dna.texts(np.array([2, 0])).to_pylist() == [
        (f"card of {ids[i]} " * 2)[:24] for i in (2, 0)
    ]
    assert dna.texts(np.array([1]), "M1").to_pylist() == ["card of owner/model-d ca"]
    assert dna.texts(np.array([1]), "M2").to_pylist() == ["card of  ca"]
    store.close()


def test_nobody_eligible_gives_nothing(tmp_path: Path) -> None:
    simulate(60, 3, tmp_path / "hub", cards=False)
    assert list(vectors(CardDna(made(tmp_path / "study", tmp_path / "hub")))) == []

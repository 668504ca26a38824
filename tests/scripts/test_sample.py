"""The shipped sample of real models, and how its rows are merged and written."""

import json
import tomllib
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scripts.build_sample import OUT, READERS, combine
from scripts.sample import tables
from scripts.sample.facts import (
    RELATIONS,
    Findings,
    Link,
    Model,
    bare_id,
    language_code,
    merge_links,
    merge_models,
    valid_id,
)
from scripts.sample.packages import BUILT, PACKAGES

FILES = {"models.parquet", "links.parquet", "PROVENANCE.toml", "NOTICE"}


# ---- what ships ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def models() -> pa.Table:
    return pq.read_table(OUT / "models.parquet")


@pytest.fixture(scope="module")
def links() -> pa.Table:
    return pq.read_table(OUT / "links.parquet")


@pytest.fixture(scope="module")
def provenance() -> dict:
    return tomllib.loads((OUT / "PROVENANCE.toml").read_text(encoding="utf-8"))


def column(table: pa.Table, name: str) -> list:
    return table.column(name).to_pylist()


def test_folder_is_complete_and_small():
    assert {p.name for p in OUT.iterdir()} == FILES
    assert sum(p.stat().st_size for p in OUT.iterdir()) <= 3_000_000


def test_row_counts(models, links, provenance):
    assert models.num_rows - provenance["models_named_only"] >= 17_000
    assert links.num_rows >= 3_000


def test_schemas_and_so_no_column_of_prose(models, links):
    assert models.schema.equals(tables.MODELS)
    assert links.schema.equals(tables.LINKS)


def test_model_ids_are_valid_unique_and_sorted(models):
    ids = column(models, "id")
    assert [i for i in ids if not valid_id(i)] == []
    assert ids == sorted(set(ids))
    assert column(models, "author") == [i.split("/")[0] for i in ids]


def test_links_join_two_different_valid_ids_once(links):
    pairs = list(zip(column(links, "child"), column(links, "parent"), strict=True))
    assert pairs == sorted(set(pairs))
    assert [p for p in pairs if p[0] == p[1] or not all(map(valid_id, p))] == []
    assert set(column(links, "relation")) <= {*RELATIONS, None}


def test_every_child_is_a_model(models, links):
    assert set(column(links, "child")) <= set(column(models, "id"))


def test_every_row_names_its_source(models, links):
    labels = {p.label for p in PACKAGES}
    for text in {*column(models, "source")}:
        assert set(text.split("; ")) <= labels
    for text in {*column(links, "source")}:
        assert {part.split(": ")[0] for part in text.split("; ")} <= labels


def test_cards_state_license_and_language_only(models):
    for text in column(models, "cardData"):
        card = json.loads(text or "{}")
        assert set(card) <= {"license", "language"}
        assert all(language_code(code) == code for code in card.get("language", []))


def test_texts_are_identifiers_not_prose(models):
    texts = {t for tags in column(models, "tags") for t in tags}
    texts |= {t for name in ("pipeline_tag", "library_name") for t in column(models, name) if t}
    assert [t for t in texts if " " in t or len(t) > 96] == []


def test_numbers_are_plausible(models):
    for name in ("downloads", "likes"):
        assert min(v for v in column(models, name) if v is not None) >= 0
    totals = [v["total"] for v in column(models, "safetensors") if v]
    assert min(totals) > 0
    assert [t for t in totals if t % 1_000_000 == 0] == []


def test_dates_lie_between_the_hub_s_first_and_the_build(models):
    created = [v for v in column(models, "createdAt") if v]
    assert date(2022, 3, 2) <= min(created).date()
    assert max(created).date() <= date.fromisoformat(BUILT)


def test_provenance_counts_equal_the_files(models, links, provenance):
    assert (provenance["models"], provenance["links"]) == (models.num_rows, links.num_rows)
    relations = Counter(r or "unspecified" for r in column(links, "relation"))
    assert provenance["links_by_relation"] == relations
    for entry in provenance["package"]:
        label = f"{entry['name']} {entry['version']}"
        assert entry["models"] == sum(label in s for s in column(models, "source"))
        assert entry["links"] == sum(label in s for s in column(links, "source"))


def test_provenance_names_the_pins_and_the_rules(provenance):
    stated = [(p["name"], p["version"], p["file"], p["sha256"]) for p in provenance["package"]]
    assert stated == [(p.name, p.version, p.file, p.sha256) for p in PACKAGES]
    assert provenance["built"] == BUILT
    assert set(provenance["rules"]) == {"merge", *READERS}


def test_notice_names_every_package_and_carries_the_mit_text():
    text = (OUT / "NOTICE").read_text(encoding="utf-8")
    assert all(p.label in text and p.attribution in text for p in PACKAGES)
    assert "Permission is hereby granted" in text
    assert "://" not in text


# ---- ids, codes, merging -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["a/b", "timm/vit_base_patch16_224.augreg_in21k", "01-ai/Yi-6B", "o/n_"]
)
def test_valid_ids(text):
    assert valid_id(text)


@pytest.mark.parametrize(
    "text",
    ["gpt2", "a/b/c", "/root/x", "a/", "", "a b/c", "a/b--c", "a/b..c", "a/b.git", "https://h/a"],
)
def test_invalid_ids(text):
    assert not valid_id(text)


def test_bare_id_takes_off_the_page_s_address():
    assert bare_id(" https://huggingface.co/a/b/ ") == "a/b"
    assert bare_id("a/b") == "a/b"


@pytest.mark.parametrize(
    ("text", "code"),
    [("en", "en"), ("eng", "en"), ("eng-Latn", "en"), ("zho-Hans", "zh"), ("cmn", "cmn")]
    + [(bad, None) for bad in ("tf", "rl", "lg-ai", "on-device", "python-Code", "", "EN")],
)
def test_language_codes(text, code):
    assert language_code(text) == code


def test_models_merge_field_by_field_in_order_of_trust():
    one = Model("a/b", likes=0, tags=["x"], license=["mit"], sources=["one"])
    two = Model("a/b", likes=5, downloads=7, tags=["y", "x"], license=["gemma"], sources=["two"])
    assert merge_models([one, Model("a/a"), two]) == [
        Model("a/a"),
        Model(
            "a/b", likes=0, downloads=7, tags=["x", "y"], license=["mit"], sources=["one", "two"]
        ),
    ]


def test_links_merge_and_a_stated_relation_wins():
    merged = merge_links([Link("a/b", "c/d", None, "one"), Link("a/b", "c/d", "quantized", "two")])
    assert merged == [Link("a/b", "c/d", "quantized", "one; two")]


def test_refused_links_are_counted():
    found = Findings()
    found.link("a/b", "a/b", None, "s")
    found.link("a/b", "/content/drive/x", None, "s")
    assert found.links == []
    assert sum(found.left_out.values()) == 2


def test_a_child_that_no_table_describes_gets_a_row():
    found = {
        "p": Findings(models=[Model("a/b", likes=1)], links=[Link("c/d", "e/f", None, "p 1: t")])
    }
    rows, links = combine(found)
    assert [(m.model_id, m.sources, m.has_facts) for m in rows] == [
        ("a/b", [], True),
        ("c/d", ["p 1"], False),
    ]
    assert len(links) == 1


def test_model_row_leaves_null_what_is_not_stated():
    row = tables.model_row(Model("a/b"))
    assert {k for k, v in row.items() if v} == {"id", "author"}
    full = tables.model_row(
        Model(
            "a/b", date(2024, 1, 2), license=["mit"], languages=["en"], tags=["llama"], parameters=3
        )
    )
    assert json.loads(full["cardData"]) == {"license": "mit", "language": ["en"]}
    assert full["tags"] == ["llama", "en", "license:mit"]
    assert (full["createdAt"], full["safetensors"]) == (
        datetime.combine(date(2024, 1, 2), time()),
        {"total": 3},
    )


# ---- files ---------------------------------------------------------------------------------------


def test_the_same_rows_give_the_same_bytes(tmp_path: Path):
    rows = [tables.model_row(Model(f"a/{n}", likes=n, tags=["x"])) for n in range(50)]
    for name in ("one", "two"):
        tables.write_parquet(tmp_path / name, rows, tables.MODELS)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_provenance_is_toml_whatever_the_texts():
    found = {p.name: Findings() for p in PACKAGES}
    found["timm"].left_out['a "quoted" reason\n'] = 2
    text = tables.provenance(found, {"merge": 'say "x" \\ y'}, [Model("a/b", sources=["x"])], [])
    read = tomllib.loads(text)
    assert read["rules"]["merge"] == 'say "x" \\ y'
    assert read["package"][1]["left_out"] == {'a "quoted" reason\n': 2}
    assert read["models_named_only"] == 1

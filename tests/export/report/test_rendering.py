"""The page: safe, whole in itself, complete with whatever tables there are, and true to them."""

import html
import math
import re
import shlex
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heredity.analyses.registry import analysis_stages
from heredity.core.errors import OutsideError, UserError
from heredity.export.report import ReportResult, render
from heredity.store import Context, Store
from heredity.store.sql import query
from heredity.store.stage import run_stage
from tests.export.report.conftest import HOSTILE
from tests.export.report.page_parts import Page, read_page
from tests.fabricated import edge, fabricate, model

TABLES = [
    "models", "history", "cards", "links", "nodes", "edges", "families", "members", "rejects",
    "traits", "overview", "findings", "runs", "mutation", "transitions", "states", "ordering",
    "drift", "rules", "order_tests", "ranks", "pair_tests", "precedence",
    "card_facts", "card_templates", "card_sections", "card_changes", "card_resemblance",
    "numeric", "numeric_spread",
    "growth", "growth_families", "bursts", "generation_time", "survival", "concentration",
    "lorenz",
    "structure", "structure_families", "out_degrees", "tails",
    "similarity", "similarity_controls", "similarity_families", "shift", "shift_families",
    "shift_terms", "mutation_groups", "mutation_families", "gains", "steps", "arrows",
    "names", "naming", "naming_inherited", "naming_affixes", "naming_drift", "naming_trends",
]  # fmt: skip
SECTIONS = {
    "overview", "tops", "families", "mutation", "drift", "findings", "rejects", "runs",
    "cards", "numeric",
    "growth", "structure", "similarity", "licenses", "naming",
}  # fmt: skip


def report(store: Store, out: Path) -> tuple[ReportResult, Page, str]:
    result = render(store, out)
    text = out.read_text("utf-8")
    return result, read_page(text), text


@pytest.fixture(scope="module")
def page(full_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return report(Store(full_study), tmp_path_factory.mktemp("page") / "r.html")[1]


def test_every_section_is_there_with_figures(page: Page) -> None:
    assert set(page.sections) == SECTIONS
    assert len(page.figures) > 25


def test_ids_are_unique_and_links_lead_to_them(page: Page) -> None:
    assert len(set(page.ids)) == len(page.ids)
    links = [value for _, name, value in page.attributes if name == "href"]
    assert links
    inner = [link for link in links if not link.startswith("data:")]
    assert all(link.startswith("#") and link[1:] in page.ids for link in inner)
    named = [
        target
        for _, name, value in page.attributes
        if name == "aria-labelledby"
        for target in value.split()
    ]
    assert set(named) <= set(page.ids)


def test_nothing_can_run_or_be_loaded(page: Page) -> None:
    assert not set(page.tags) & {
        "script",
        "iframe",
        "object",
        "embed",
        "img",
        "link",
        "form",
        "base",
    }
    for _, name, value in page.attributes:
        assert not name.startswith("on")
        assert name not in {"src", "srcset", "style", "action", "formaction"}
        if "://" in value:
            assert (name, value) == ("xmlns", "http://www.w3.org/2000/svg")


def test_styles_load_nothing(full_study: Path, tmp_path: Path) -> None:
    text = report(Store(full_study), tmp_path / "r.html")[2]
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in html.unescape(text)


def test_hostile_names_are_text(page: Page) -> None:
    words = "".join(page.text)
    assert HOSTILE[0] in words
    assert "{{ 7 * 7 }}" in words
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", words)


def test_every_figure_says_what_it_rests_on(page: Page, full_study: Path) -> None:
    tables = Store(full_study).tables()
    for figure in page.figures:
        match = re.match(r"tables? ([\w, ]+?)(?=edge set|not about|$)", figure.caption)
        assert match, figure.slug
        named = [name for name in tables if re.search(rf"\b{name}\b", match[1])]
        assert named, figure.slug
        assert "edge set" in figure.caption or "not about edges" in figure.caption
        assert "interval" in figure.caption or "%" in figure.caption
        assert figure.tables == len(figure.commands) > 0
        assert all(command.startswith("heredity sql ") for command in figure.commands)


def test_every_number_is_the_one_that_the_query_gives(page: Page, full_study: Path) -> None:
    store = Store(full_study)
    for figure in page.figures:
        found: set[float] = set()
        for command in figure.commands:
            (sql,) = shlex.split(command)[2:]
            with query(store, sql) as reader:
                rows = [row for batch in reader for row in batch.to_pylist()]
            found |= {
                float(value)
                for row in rows
                for value in row.values()
                if isinstance(value, int | float) and not isinstance(value, bool)
            }
        assert figure.values or figure.slug == "findings-examples", figure.slug
        assert {v for v in figure.values if not math.isnan(v)} <= found, figure.slug


def copied(full: Path, folder: Path, kept: set[str]) -> Store:
    shutil.copytree(full, folder, ignore=shutil.ignore_patterns(".*"))
    for name in set(TABLES) - kept:
        (folder / f"{name}.parquet").unlink(missing_ok=True)
    return Store(folder)


@pytest.mark.parametrize("gone", TABLES)
def test_without_one_table(full_study: Path, tmp_path: Path, gone: str) -> None:
    store = copied(full_study, tmp_path / "s", set(TABLES) - {gone})
    result, page, _ = report(store, tmp_path / "r.html")
    assert set(page.sections) == SECTIONS
    assert set(result.missing) <= set(page.sections)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(TABLES)))
def test_with_any_tables(
    full_study: Path, tmp_path_factory: pytest.TempPathFactory, kept: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("some")
    store = copied(full_study, folder / "s", kept)
    result, page, _ = report(store, folder / "r.html")
    assert result.figures == len(page.figures)
    words = " ".join("".join(page.text).split())
    assert all(f"Run {advice}" in words for advice in result.missing.values())


def test_a_study_without_tables_says_what_to_run(tmp_path: Path) -> None:
    result, page, _ = report(Store(tmp_path / "s", create=True), tmp_path / "r.html")
    assert result.figures == 0
    assert "heredity import FILE" in "".join(page.text)


def test_a_study_of_one_model(tmp_path: Path) -> None:
    store = fabricate(tmp_path / "s", [model("a/b")])
    assert report(store, tmp_path / "r.html")[0].figures > 0


def test_a_study_of_nothing(tmp_path: Path) -> None:
    report(fabricate(tmp_path / "s", []), tmp_path / "r.html")


def test_the_result_tells_what_was_written(full_study: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "r.html"
    result = render(Store(full_study), out)
    assert result.path == str(out)
    assert result.size == out.stat().st_size
    assert [path.name for path in out.parent.iterdir()] == ["r.html"]


def test_a_page_stays_small_since_only_the_first_are_drawn(tmp_path: Path) -> None:
    names = [f"{'o' * 90}{n:05}/{'m' * 90}{n:05}" for n in range(3_000)]
    models = [model(name, license=[f"{'l' * 80}{at}"]) for at, name in enumerate(names)]
    edges = [edge(name, names[at // 400], ["adapter"]) for at, name in enumerate(names) if at > 7]
    store = fabricate(tmp_path / "s", models, edges)
    for stage in analysis_stages():
        run_stage(store, stage, Context(store))
    assert render(store, tmp_path / "r.html").size < 4_000_000


def test_a_place_that_cannot_be_written_is_a_clear_error(full_study: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutsideError, match=r"Could not write .*r\.html"):
        render(Store(full_study), tmp_path / "file" / "r.html")
    with pytest.raises(UserError, match="is a folder"):
        render(Store(full_study), tmp_path)

"""Names and messages that try to break out of a format of audits."""

import json
import re
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from heredity.checks.examples import edge, model
from heredity.export.audit import Audit, House, Wanted
from heredity.export.audit.markdown import escaped
from heredity.store import Store
from tests.export.audit.conftest import finding, rule
from tests.export.test_hostile import WORST
from tests.tiny import with_nodes, write

MORE = [
    *WORST, "a|b", "![x](http://x.y/z.png)", "www.evil.example", "@everyone", "org/x#12",
    "`code`", "<img src=x onerror=alert(1)>", "| --- | --- |", "$\\alpha$", "a\\|b", "# head",
    "</td></tr></table>", "<!--", "{{ 7*7 }}", "{% raw %}", "__x__", "~~x~~", "https://x.y",
]  # fmt: skip

names = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
    | st.sampled_from(MORE),
    min_size=1, max_size=4, unique=True,
)  # fmt: skip


def audited(folder: Path, ids: list[str]) -> Audit:
    store = Store(folder / "study", create=True)
    rows = {
        "models": [model(name) for name in ids],
        "edges": [edge(name, "the/base", parent_in_snapshot=False) for name in ids],
        "rules": [rule("LIC020")],
        "findings": [
            finding("LIC020", name, parent_id=name, message=name, evidence={"said": name})
            for name in ids
        ],
    }
    write(store, with_nodes(rows))
    return Audit(store, Wanted(owners=()), House())


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(ids=names)
@example(ids=MORE)
def test_every_format_holds_them_as_text(ids: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = audited(Path(folder), ids)
        texts = {}
        for form in ("json", "sarif", "quiet", "markdown", "html"):
            sink = BytesIO()
            assert found.write_to(form, sink) == len(ids)
            texts[form] = sink.getvalue().decode()
        found.store.close()
    said = json.loads(texts["json"])["findings"]
    assert {row["model_id"] for row in said} == set(ids)
    assert {row["evidence"]["said"] for row in said} == set(ids)
    results = json.loads(texts["sarif"])["runs"][0]["results"]
    assert {r["properties"]["subject"] for r in results} == set(ids)
    assert len([line for line in texts["quiet"].split("\n") if line]) == len(ids)
    cells = [
        line.count("|") for line in texts["markdown"].split("\n") if line.startswith("| error")
    ]
    assert cells == [6] * len(ids)
    assert texts["html"].count('<tr><td><span class="tone') == len(ids)
    assert not re.search(r"<(?:script|img|iframe)|javascript:", texts["html"])


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a|b", "a&#124;b"),
        ("@org/team", "&#64;org/team"),
        ("see #12", "see &#35;12"),
        ("https://x.y", "https:&#47;&#47;x.y"),
        ("www.x.y", "www&#46;x.y"),
        ("[x](y)", "\\[x\\](y)"),
        ("<b>&", "&#60;b&#62;&#38;"),
        ("a\nb\u2028c", "a b c"),
        ("\u202eevil", "⟨U+202E⟩evil"),
        ("a\\|b", "a\\\\&#124;b"),
        ("snake_case", "snake\\_case"),
    ],
)
def test_text_in_markdown(text: str, safe: str) -> None:
    assert escaped(text) == safe


@given(st.text())
def test_markdown_keeps_cells_on_one_line(text: str) -> None:
    safe = escaped(text)
    assert not re.search(r"[\n\r|<>@]", safe)
    assert len(safe.splitlines()) <= 1


def test_a_page_needs_nothing_from_elsewhere(audit: Callable[..., Audit], tmp_path: Path) -> None:
    audit("acme/x").write("html", tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    assert "Content-Security-Policy" in page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "inherited from ancestor mid/m" in page
    assert page.count("<h2") >= 2

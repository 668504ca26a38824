"""Names that try to break out: every format gives them back as text, or visibly replaced."""

import csv
import io
import json
import re
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from heredity.checks.examples import edge, model
from heredity.checks.lineage import LINEAGE
from heredity.checks.stages import stage_of
from heredity.export import EXPORTERS, export
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.oracles import dot
from tests.oracles.newick import read as read_newick
from tests.tiny import with_nodes, write

WORST = [
    '<script>alert("x")</script>', "a'b''c", 'a"b""c', "a\nb\r\nc\rd", "tab\there", "null\x00byte",
    "\x01\x1b[31mred\x7f", "back\\slash\\", '\\"', "\\n", "(a,b:1)[c];", "a_b", " ",
    "-->", "=cmd()", "&amp;", "{0}[link](http://x)", "\ufffe\uffff", "\u202eright", "\u2028\x85",
    "]]>", "\U0001f916", "ein ümläut", "%s${x}{{y}}", "a/b/c", ",", "'", ";", "''", "\\",
]  # fmt: skip

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

names = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
    | st.sampled_from(WORST),
    min_size=1, max_size=5, unique=True,
)  # fmt: skip


def in_xml(name: str) -> str:
    return NOT_XML.sub("\ufffd", name)


def in_dot(name: str) -> str:
    text = name.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x09\x0b-\x1f\x7f]", "\ufffd", text)


def on_one_line(name: str) -> str:
    return CONTROL.sub("\ufffd", name)


def exact(name: str) -> str:
    return name


def graphml(text: str) -> set[str]:
    return {e.text or "" for e in ET.fromstring(text).iter() if e.get("key") == "label"}


def gexf(text: str) -> set[str]:
    tag = "{http://www.gexf.net/1.2draft}node"
    return {e.get("label", "") for e in ET.fromstring(text).iter(tag)}


def newick(text: str) -> set[str]:
    return {label for tree in read_newick(text) for label in tree.labels()}


def drawn(text: str) -> set[str]:
    return set(dot.read(text).nodes)


def lines(text: str) -> set[str]:
    return {json.loads(line)["model_id"] for line in text.split("\n") if line}


def cells(text: str) -> set[str]:
    return {row["model_id"] for row in csv.DictReader(io.StringIO(text, newline=""))}


def sarif(text: str) -> set[str]:
    return {
        r[side][0]["logicalLocations"][0]["fullyQualifiedName"]
        for r in json.loads(text)["runs"][0]["results"]
        for side in ("locations", "relatedLocations")
    }


FORMATS: dict[str, tuple[Callable[[str], set[str]], Callable[[str], str]]] = {
    "csv": (cells, exact),
    "dot": (drawn, in_dot),
    "gexf": (gexf, in_xml),
    "graphml": (graphml, in_xml),
    "json": (lines, exact),
    "newick": (newick, on_one_line),
    "sarif": (sarif, exact),
}


def test_every_format_of_text_is_tried() -> None:
    assert set(FORMATS) == {e.name for e in EXPORTERS.members() if e.text}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(names=names)
@example(names=WORST)
def test_hostile_names_come_back_as_text(folder: Path, names: list[str]) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        store = Store(Path(place) / "study", create=True)
        write(store, with_nodes({
            "models": [model(name, task=name, license=[name]) for name in names],
            "edges": [edge(name, "the/base", parent_in_snapshot=False) for name in names],
        }))  # fmt: skip
        run_stage(store, stage_of(LINEAGE), Context(store))
        for name, (read, changed) in FORMATS.items():
            export(store, name, Path(place) / name)
            text = (Path(place) / name).read_bytes().decode()
            assert read(text) | {"the/base"} == {changed(n) for n in names} | {"the/base"}, name
        store.close()

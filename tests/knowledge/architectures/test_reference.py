"""The reference that ships: well formed, and what its facts say."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from heredity.knowledge.architectures import choosing, composing
from heredity.knowledge.architectures.classifier import trained
from heredity.knowledge.architectures.matching import rows
from heredity.knowledge.architectures.reference import PACKAGE, reference, stored
from heredity.knowledge.architectures.templates import IDLE, template

ROOT = Path(__file__).resolve().parents[3]


def _facts() -> dict[str, object]:
    return tomllib.loads(files(PACKAGE).joinpath("reference.toml").read_text("utf-8"))


def test_facts_are_those_of_the_file() -> None:
    held, facts = stored(), _facts()
    assert facts["library"] == held.library
    assert facts["releases"] == held.releases
    assert facts["templates"] == len(held.templates)
    assert facts["forms"] == len(held.forms)
    assert facts["entries"] == len(held.entries)
    assert facts["not_covered"] == len(held.not_covered)
    assert facts["model_types"] == len({c[0] for c in held.classes})
    text = "\n".join(held.templates).encode()
    assert facts["templates_sha256"] == hashlib.sha256(text).hexdigest()


def test_the_file_is_small() -> None:
    assert len(files(PACKAGE).joinpath("reference.json.gz").read_bytes()) < 2_000_000


def test_every_entry_is_well_formed() -> None:
    held, known = stored(), reference()
    for form, (must, may) in enumerate(known.forms):
        assert len(must), form
        both = np.concatenate([must, may])
        assert both.max() < len(held.templates)
        assert len(np.unique(both)) == len(both), form
    for number, form, shape, variant, bits in held.entries:
        assert number < len(held.classes)
        assert form < len(held.forms)
        words = held.shapes[shape].split(";")
        assert len(words) == len(known.forms[form][0])
        assert variant < len(held.variants)
        assert 0 < bits < 2 ** len(held.releases)


def test_templates_are_canonical_and_say_something() -> None:
    for name in stored().templates:
        assert template(name) == name
        assert not IDLE.search(name)


def test_every_class_has_a_task_and_what_is_not_covered_a_reason() -> None:
    assert all(kind and name and tasks for kind, name, _, tasks in stored().classes)
    assert all(m.type and m.class_ and m.reason and m.release for m in stored().not_covered)


def test_rows_of_sizes_name_known_types() -> None:
    known = reference().types | {"mega", "nezha"}
    for row in rows():
        assert row.types <= known
        assert row.among <= known
        assert row.sizes
        assert row.source


def test_what_was_trained_fits_its_features() -> None:
    one = trained()
    assert len(one.type.weights) == len(composing.FEATURES)
    assert len(one.choice.weights) == len(choosing.FEATURES)
    assert len(one.architecture.weights) == len(one.head.weights) == 4
    shares = (one.type_from, one.architecture_from, one.head_from, one.exact, one.body, one.adapter)
    assert all(0 < share < 1 for share in shares)


@pytest.mark.slow
def test_a_part_of_the_reference_grows_again(tmp_path: Path) -> None:
    for package in ("torch", "transformers"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed; growing the reference needs it")
    release = __import__("transformers").__version__
    if release not in stored().releases:
        pytest.skip(f"transformers {release} is not one of {', '.join(stored().releases)}")
    out = tmp_path / "grown.jsonl.gz"
    grow = [
        sys.executable,
        "-m",
        "scripts.architectures.growing",
        str(out),
        "--types",
        "bert,vit,t5",
    ]
    subprocess.run([*grow, "--plain"], cwd=ROOT, check=True)
    from scripts.architectures.packing import pack, read

    again = json.loads(json.dumps(pack(*read([out]))))
    for number, form, _, variant, _ in again["entries"]:
        kind, name = again["classes"][number][:2]
        must = np.cumsum(again["forms"][form][0])
        names = {again["templates"][i] for i in must}
        assert again["variants"][variant] == ""
        assert names in _known(kind, name), (kind, name)


def _known(kind: str, name: str) -> list[set[str]]:
    held, known = stored(), reference()
    numbers = {i for i, c in enumerate(held.classes) if (c[0], c[1]) == (kind, name)}
    forms = {e[1] for e in held.entries if e[0] in numbers}
    return [{held.templates[i] for i in known.forms[f][0]} for f in forms]

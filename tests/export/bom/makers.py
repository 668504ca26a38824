"""Facts made by hand or at random, validators that are not ours, and a literal oracle."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

import jsonschema
import jsonschema._format
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import strategies as st
from spdx_python_model import v3_0_1 as spdx

from heredity.export.bom.cardtexts import CardTexts, Metric
from heredity.export.bom.facts import Gathered, Model, Weight
from heredity.export.bom.licensing import read_licensing
from heredity.export.bom.lineage import Parent
from heredity.export.bom.registry import Request
from heredity.export.bom.validating import _schema
from heredity.store.facts import ASKED

# That validator's parser of addresses takes a tenth of a second for each; the same come again.
_PARSED = "_rfc3987_is_valid_syntax"
setattr(jsonschema._format, _PARSED, lru_cache(4096)(getattr(jsonschema._format, _PARSED)))

SHA = "0123456789abcdef" * 2 + "01234567"
HASH = "ab" * 32
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
UNTIMED = {spec: Request(spec, None) for spec in ("1.6", "1.7", "3.0.1", "2.3")}


def licensing(license: Any = None, concluded: str = "", **more: Any) -> Any:  # noqa: A002
    record = {"model_id": "a/x", "asked": sum(ASKED.values()), "license": license} | more
    row = {"concluded": concluded, "complete": True, "verdict": "ok", "code": "LIC000"}
    return read_licensing(record, row if concluded else None)


def parent(name: str, *relations: str, **more: Any) -> Parent:
    made = {"evidence": ("tag",), "disagreements": (), "confidence": 0.98}
    made |= {"known": True, "cut": False} | more
    return Parent(name, relations or ("finetune",), **made)


def model(model_id: str, **more: Any) -> Model:
    owner, _, name = model_id.rpartition("/")
    return Model(**{"model_id": model_id, "known": True, "owner": owner, "name": name} | more)


def gathered(
    parents: Mapping[str, Sequence[Parent]], *asked: str, models: Sequence[Model] = (), **more: Any
) -> Gathered:
    """Facts of a lineage; models that are not given are bare."""
    names = [*asked, *parents, *(p.model_id for edges in parents.values() for p in edges)]
    known = {name: model(name) for name in names} | {one.model_id: one for one in models}
    return Gathered(tuple(asked), known, parents, **{"copies": {}, "judged": True} | more)


def full(model_id: str, **more: Any) -> Model:
    """A model of which everything is known."""
    card = CardTexts(
        there=True,
        description="A small model for tests, and nothing else.",
        metrics=(Metric("accuracy", "0.5", "text / glue / test", "glue", True),),
        sections={"uses": ("Tests.",), "limits": ("Small.",), "risks": ("None seen.",)},
        settings=(("learning_rate", "2e-05"),),
        emissions=(("emissions", "12 g CO2eq"),),
    )
    facts = {
        "revision": SHA,
        "created": datetime(2024, 1, 1, tzinfo=UTC),
        "task": "text-generation",
        "library": "transformers",
        "family": "llama",
        "architectures": ("LlamaForCausalLM",),
        "parameters": 7,
        "datasets": ("org/data",),
        "papers": ("2001.00001",),
        "weights": (Weight("model.safetensors", HASH, 5),),
        "licensing": licensing(["mit"], "MIT", license_link="https://example.org/LICENSE"),
        "card": card,
        "snapshot": date(2026, 8, 22),
    }
    return model(model_id, **facts | more)


@cache
def strict(spec: str) -> JsonStrictValidator:
    return JsonStrictValidator({"1.6": SchemaVersion.V1_6, "1.7": SchemaVersion.V1_7}[spec])


def assert_cyclonedx(document: Mapping[str, Any]) -> None:
    """The validator of the CycloneDX project, with its own schemas and another engine."""
    wrong = strict(document["specVersion"]).validate_str(json.dumps(document))
    assert wrong is None, str(wrong)


@cache
def other_engine() -> Any:
    return jsonschema.Draft202012Validator(_schema("spdx-3.0.1.schema.json"))


def assert_spdx(document: Mapping[str, Any]) -> Any:
    """The SPDX project's own model reads it, and nothing that it refers to is missing."""
    objects = spdx.SHACLObjectSet()
    spdx.JSONLDDeserializer().read(io.BytesIO(json.dumps(document).encode()), objects)
    assert objects.missing_ids == set()
    ids = [one["spdxId"] for one in document["@graph"] if "spdxId" in one]
    assert len(ids) == len(set(ids))
    return objects


def closure(parents: Mapping[str, Sequence[Parent]], start: str) -> set[str]:
    """All ancestors, by following every edge again and again."""
    pairs = {(c, p.model_id) for c, edges in parents.items() for p in edges if not p.cut}
    found: set[str] = set()
    while True:
        more = {p for c, p in pairs if c in found | {start}}
        if more <= found:
            return found
        found |= more


def nested(component: Mapping[str, Any]) -> set[str]:
    """All ancestors in a component's pedigree, however deep."""
    found = set()
    for one in component.get("pedigree", {}).get("ancestors", ()):
        name = f"{one['group']}/{one['name']}" if "group" in one else one["name"]
        found |= {name} | nested(one)
    return found


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from([
        "", "\x00", "\x1b[31m", "\u202egnp.exe", "a" * 5000, "http://a b/\n", "</script>",
        "javascript:alert(1)", "https://[::1", "mailto:not an address", "LicenseRef-", "NONE",
    ]),
)  # fmt: skip
LICENSES = st.one_of(
    st.none(),
    st.lists(
        st.sampled_from([
            "mit", "apache-2.0", "llama3.1", "gemma", "other", "unknown", "cc", "openmdw-1.0",
            "gpl-2.0-or-later", "mit OR apache-2.0", "gpl-2.0 WITH classpath-exception-2.0",
        ]),
        max_size=3,
    ),
    st.lists(HOSTILE, max_size=2),
)  # fmt: skip
CONCLUDED = st.sampled_from(
    ["", "MIT", "MIT AND LicenseRef-HF-gemma", "(MIT OR Apache-2.0) AND CC-BY-NC-4.0"]
)


HASHES = st.fixed_dictionaries({
    "file": st.one_of(HOSTILE, st.just("model.safetensors")),
    "sha256": st.one_of(st.none(), st.just(HASH), HOSTILE),
    "bytes": st.one_of(st.none(), st.integers(0, 2**50)),
})  # fmt: skip


@st.composite
def models(draw: st.DrawFn, name: str) -> Model:
    from heredity.export.bom.cardtexts import read_card_texts
    from heredity.export.bom.facts import _model

    if not draw(st.booleans()):
        owner, _, last = name.rpartition("/")
        return Model(name, False, owner, last)
    metadata = draw(st.one_of(st.none(), st.builds(json.dumps, FRONT)))
    row = {"model_id": name, "owner": name.rpartition("/")[0] or None}
    row |= {"name": name.rpartition("/")[2], "asked": draw(st.sampled_from([0, 2**20 - 1]))}
    row |= {field: draw(st.one_of(st.none(), HOSTILE)) for field in TEXTS}
    row |= {field: draw(st.one_of(st.none(), st.lists(HOSTILE, max_size=3))) for field in LISTS}
    row |= {"license": draw(LICENSES), "disabled": draw(st.booleans())}
    row |= {"sha": draw(st.one_of(st.none(), st.just(SHA), HOSTILE))}
    row |= {"hashes": draw(st.one_of(st.none(), st.lists(HASHES, max_size=3)))}
    row |= {"created_at": draw(st.sampled_from([None, AT])), "snapshot": date(2026, 8, 22)}
    row |= {"parameters": draw(st.one_of(st.none(), st.integers(0, 2**40)))}
    concluded = draw(CONCLUDED)
    found = {"concluded": concluded, "complete": False, "verdict": None, "code": None}
    found["obligations"] = [{"spdx": "GPL-3.0-only", "origin": "a/b", "at_use": True}]
    card = read_card_texts(metadata, draw(st.one_of(st.none(), CARD)))
    return _model(row, found if concluded else None, card)


TEXTS = ("task", "library", "license_name", "license_link", "gated", "config", "gguf")
LISTS = ("datasets", "tags", "files")
VALUE = st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), HOSTILE)
METRICS = st.lists(st.fixed_dictionaries({"name": VALUE, "type": VALUE, "value": VALUE}))
FRONT = st.fixed_dictionaries({
    "model-index": st.one_of(
        VALUE,
        st.lists(
            st.fixed_dictionaries({
                "results": st.lists(
                    st.fixed_dictionaries({"dataset": VALUE, "task": VALUE, "metrics": METRICS}),
                    max_size=2,
                )
            }),
            max_size=2,
        ),
    ),
    "co2_eq_emissions": st.one_of(VALUE, st.dictionaries(HOSTILE, VALUE, max_size=3)),
})  # fmt: skip
CARD = st.lists(
    st.one_of(
        HOSTILE, st.sampled_from(["---", "# Title", "## Limitations", "## Uses", "```", "<b>"])
    ),
    max_size=8,
).map("\n".join)


@st.composite
def lineages(draw: st.DrawFn) -> Gathered:
    """A random lineage: deep or broad, with stubs, cut edges, several models asked for."""
    size = draw(st.integers(1, 9))
    names = [f"o{at}/m-{at}" if at % 4 else f"bare{at}" for at in range(size)]
    parents = {}
    for at, name in enumerate(names):
        above = draw(st.lists(st.sampled_from(names[at + 1 :] or [""]), unique=True, max_size=4))
        edges = [parent(p, *draw(st.sets(RELATION, max_size=2))) for p in above if p]
        if at and draw(st.integers(0, 5)) == 0:
            edges.append(parent(names[0], "finetune", cut=True))
        if edges:
            parents[name] = edges
    asked = draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=3))
    reached = {*asked}.union(*(closure(parents, one) for one in asked)) | {names[0]}
    known = [draw(models(name)) for name in names if name in reached]
    held = {child: edges for child, edges in parents.items() if child in reached}
    return gathered(held, *asked, models=known)


RELATION = st.sampled_from(["finetune", "adapter", "quantized", "merge"])

"""The rules on licenses: one for each code, each with a lineage that it finds and one that is ok.

What the codes mean, and what each rule says, stands beside the pairs of licenses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from heredity.checks.examples import edge, model
from heredity.checks.licenses.finding import findings
from heredity.checks.licenses.judging import READS
from heredity.checks.registry import Example, Rows, Tables, check
from heredity.core.findings import Severity
from heredity.knowledge.licenses.pairs import codes
from heredity.store.expr import Table

CONFIDENCE: Final = (
    "0.9, 0.6 or 0.3 for high, medium and low: the lower of the two rows of licenses; a step down "
    "for an edge of unspecified relation, an adapter under terms that reach it, a file license on "
    "weights, and each undeclared model in between."
)
REASON: Final = (
    "Terms travel with the weights, whatever a card says. A label that differs may be a slip, or "
    "rest on a grant that the hub does not show: this is a signal with its reason, no legal advice."
)
REFERENCE: Final = "docs/reference/tables.md#license_verdict"

Step = tuple[str, str]

CASES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "LIC001": (("apache-2.0", "finetune", "mit"), ("apache-2.0", "finetune", "apache-2.0")),
    "LIC002": (("mpl-2.0", "finetune", "gpl-3.0"), ("mpl-2.0", "finetune", "mpl-2.0")),
    "LIC010": (("gpl-3.0", "finetune", "apache-2.0"), ("gpl-3.0", "quantized", "gpl-3.0")),
    "LIC011": (("osl-3.0", "finetune", "mit"), ("eupl-1.2", "finetune", "agpl-3.0")),
    "LIC012": (("cc-by-sa-4.0", "finetune", "mit"), ("cc-by-sa-4.0", "finetune", "gpl-3.0")),
    "LIC013": (("mpl-2.0", "finetune", "apache-2.0"), ("mpl-2.0", "adapter", "apache-2.0")),
    "LIC020": (
        ("cc-by-nc-4.0", "finetune", "mit"), ("cc-by-nc-4.0", "finetune", "cc-by-nc-sa-4.0"),
    ),
    "LIC021": (
        ("cc-by-nd-4.0", "finetune", "cc-by-nd-4.0"), ("cc-by-4.0", "finetune", "cc-by-4.0"),
    ),
    "LIC022": (
        ("cc-by-nd-4.0", "quantized", "cc-by-nd-4.0"), ("cc-by-4.0", "quantized", "cc-by-4.0"),
    ),
    "LIC023": (
        ("llama3.1", "finetune", "mit"),
        ("llama3.1", "finetune", "llama3.1"),
    ),
    "LIC030": (("apache-2.0", "finetune", "gpl-2.0"), ("apache-2.0", "finetune", "gpl-3.0")),
    "LIC040": (("gemma", "finetune", "apache-2.0"), ("gemma", "finetune", "gemma")),
    "LIC041": (("cc-by-4.0", "finetune", "cc0-1.0"), ("cc-by-4.0", "finetune", "mit")),
    "LIC042": (("gpl-3.0", "adapter", "mit"), ("gpl-3.0", "adapter", "gpl-3.0")),
    "LIC044": (("llama3.1", "finetune", "llama3"), ("llama3.1", "finetune", "llama3.1")),
    "LIC045": (("gemma", "finetune", "llama3.1"), ("gemma", "finetune", "gemma")),
    "LIC050": (("", "finetune", "mit"), ("mit", "finetune", "mit")),
    "LIC051": (("llama3.1", "finetune", ""), ("llama3.1", "finetune", "llama3.1")),
    "LIC052": (("", "finetune", ""), ("", "finetune", "mit")),
    "LIC054": (("other", "finetune", "mit"), ("mit", "finetune", "mit")),
    "LIC055": (("gpl-2.0", "finetune", "gpl-3.0"), ("gpl-2.0", "finetune", "gpl-2.0")),
    "LIC056": (("mit, cc-by-nc-4.0", "finetune", "mit"), ("mit, mit", "finetune", "mit")),
    "LIC090": (
        ("llama3.1", "finetune", "apache-2.0", "finetune", "apache-2.0"),
        ("llama3.1", "finetune", "apache-2.0", "finetune", "llama3.1"),
    ),
}  # fmt: skip
"""Codes with a lineage that each finds, and one that it passes: licenses and relations between."""


def lineage(*steps: str) -> Rows:
    """A tiny study of one lineage: a license, a relation, a license, and so on."""
    labels, relations = steps[::2], steps[1::2]
    ids = [f"ann/model-{place}" for place in range(len(labels))]
    pairs = zip(ids[1:], ids, relations, strict=False)
    return {
        "models": [
            model(one, license=_listed(label)) for one, label in zip(ids, labels, strict=True)
        ],
        "edges": [edge(child, parent, relation) for child, parent, relation in pairs],
    }


def _listed(label: str) -> list[str] | None:
    return label.split(", ") if label else None


def _merged(*labels: str) -> Rows:
    """A merge of models with all these licenses but the last, which is its own."""
    ids = [f"bob/parent-{place}" for place in range(len(labels) - 1)]
    models = [model(one, license=[label]) for one, label in zip(ids, labels, strict=False)]
    return {
        "models": [*models, model("ann/merge", license=[labels[-1]])],
        "edges": [edge("ann/merge", one, "merge") for one in ids],
    }


def _tuned(**columns: Any) -> Rows:
    """A model tuned from another, both under mit unless its columns say otherwise."""
    own = {"model_id": "ann/tuned", "license": ["mit"]} | columns
    return {
        "models": [model("bob/base", license=["mit"]), model(**own)],
        "edges": [edge(own["model_id"], "bob/base", "finetune")],
    }


def _llama(name: str) -> Rows:
    return {
        "models": [model("meta/llama", license=["llama3.1"]), model(name, license=["llama3.1"])],
        "edges": [edge(name, "meta/llama", "finetune")],
    }


def _gone(held: bool) -> Rows:
    made = _tuned()
    models = made["models"] if held else made["models"][1:]
    edges = [dict(row, parent_in_snapshot=held) for row in made["edges"]]
    return {"models": models, "edges": edges}


def _circle(closed: bool) -> Rows:
    back = [edge("bob/base", "ann/tuned", cut=True)] if closed else []
    made = _tuned()
    return {"models": made["models"], "edges": [*made["edges"], *back]}


SPECIAL: Final[dict[str, tuple[Rows, Rows]]] = {
    "LIC003": (_tuned(files=["model.safetensors"]), _tuned(files=["LICENSE", "x.safetensors"])),
    "LIC031": (
        _merged("cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0"),
        _merged("apache-2.0", "mit", "apache-2.0"),
    ),
    "LIC032": (_merged("llama3", "gemma", "llama3"), _merged("llama3", "llama3", "llama3")),
    "LIC043": (_llama("ann/tuned"), _llama("ann/Llama-3.1-tuned")),
    "LIC053": (_gone(held=False), _gone(held=True)),
    "LIC057": (
        _tuned(tags=["license:apache-2.0"]), _tuned(tags=["license:mit"]),
    ),
    "LIC070": (_circle(closed=True), _circle(closed=False)),
}  # fmt: skip
"""The same for codes that a lineage of licenses alone does not show."""

ELSEWHERE: Final = {
    "LIC000": "nothing to tell",
    "LIC058": "needs two snapshots of the model above",
    "LIC060": "code that refers to a model; no pedigree shows it",
    "LIC061": "code that refers to a model; no pedigree shows it",
    "LIC062": "a note beside other verdicts, in their column `notes`",
}
"""Codes without a rule of their own here, with the reason."""


def _rule(code: str, signal: str) -> Callable[[Tables], Table]:
    def run(tables: Tables) -> Table:
        return findings(tables, code)

    run.__doc__ = signal
    return run


def _register(code: str, hit: Rows, passes: Rows) -> None:
    about = codes()[code]
    check(
        code,
        title=about.signal.rstrip("."),
        severity=Severity(about.severity),
        confidence=CONFIDENCE,
        reason=REASON,
        reference=REFERENCE,
        reads=(*READS, "cards"),
        hit=Example(f"{about.signal.rstrip('.')}: {_words(hit)}.", hit),
        passes=Example(f"Nothing of the kind: {_words(passes)}.", passes),
    )(_rule(code, about.signal))


def _words(rows: Rows) -> str:
    said = [f"{row['model_id']} ({_label(row)})" for row in rows["models"]]
    return ", ".join(said)


def _label(row: Any) -> str:
    return " and ".join(row["license"]) if row.get("license") else "no license"


for _code, (_hit, _passes) in sorted(CASES.items()):
    _register(_code, lineage(*_hit), lineage(*_passes))
for _code, (_found, _quiet) in sorted(SPECIAL.items()):
    _register(_code, _found, _quiet)

"""Section: what the checks found, by rule, with examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from heredity.core.findings import Severity
from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Key,
    Section,
    figure,
    model,
    words,
)
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import ELLIPSIS, count, percent, plural, prose

SLUG, TITLE = "findings", "Findings"
LEAD = (
    "A finding is a signal with its reason: two statements that do not fit together, or a part of "
    "a lineage that cannot be followed. It says where to look, not who is at fault."
)
EXAMPLES = 5
LABEL_ROOM = 25.0
SILENT = "a rule says nothing about what the study does not know"

BY_CODE = """
SELECT code, severity, count(*) AS findings, count(DISTINCT model_id) AS models,
  count(*) / sum(count(*)) OVER () AS share, avg(confidence) AS confidence, {title} AS title
FROM findings {rules} GROUP BY ALL
ORDER BY findings DESC, code, severity
"""
TITLED = "LEFT JOIN (SELECT code, title FROM rules) USING (code)"
RULES = """
SELECT r.code, r.title, r.doc, r.reason, r.confidence, count(f.code) AS findings
FROM rules r LEFT JOIN findings f USING (code)
GROUP BY ALL ORDER BY r.code
"""
SAMPLES = """
SELECT code, severity, confidence, model_id, parent_id, message, evidence FROM findings
QUALIFY row_number() OVER (
  PARTITION BY code ORDER BY confidence DESC, model_id, parent_id, message) <= 5
ORDER BY code, confidence DESC, model_id, parent_id, message
"""


def build(reader: Reader) -> Section:
    """The section, or advice where no check has run."""
    if not reader.has("findings"):
        return Section(SLUG, TITLE, LEAD, advice="heredity check")
    rules = [_rules(reader)] if reader.filled("rules") else []
    if not reader.filled("findings"):
        return Section(SLUG, TITLE, LEAD, tuple(rules), notes=("The checks found nothing.",))
    joined = {"title": "title", "rules": TITLED} if rules else {"title": "''", "rules": ""}
    answer = reader.ask(BY_CODE.format(**joined))
    figures = (_by_code(reader, answer), *rules, _samples(reader))
    return Section(SLUG, TITLE, LEAD, figures)


def _by_code(reader: Reader, answer: Answer) -> Figure:
    total = reader.store.rows("findings")
    rows = [
        Bar(
            f"{row['code']} {row['title'] or ''}".strip(),
            row["findings"],
            f"{count(row['findings'])} · {row['severity']}",
            f"severity-{row['severity']}",
        )
        for row in answer
    ]
    top = answer.first
    named = f"{top['code']}, “{top['title']}”" if top["title"] else top["code"]
    says = (
        f"{plural(total, 'finding')}; most frequent is {named}: "
        f"{count(top['findings'])} ({percent(top['findings'] / total)})."
    )
    seen = [name for name in Severity if any(row["severity"] == name for row in answer)]
    return Figure(
        slug="findings-by-code",
        title="Findings by rule",
        means=(
            "Error: the facts as declared cannot all be true. Warn: two statements contradict "
            "each other, or a part of the lineage is lost. Info: worth a look; often there is a "
            "good reason."
        ),
        says=says,
        basis=Basis(
            tables=("findings",),
            edge_set="all",
            population=f"{plural(total, 'finding')} of all checks that have run",
            missing=SILENT,
        ),
        numbers=(
            tabulate(
                answer,
                ("code", "severity", "findings", "models", "mean confidence", "what it finds"),
                _code_cells,
            ),
        ),
        picture=bars("findings-by-code-chart", "Findings by rule", says, rows, room=LABEL_ROOM),
        legend=tuple(Key(f"severity-{name}", name) for name in seen),
        span=3,
    )


def _rules(reader: Reader) -> Figure:
    answer = reader.ask(RULES)
    silent = sum(row["findings"] == 0 for row in answer)
    return Figure(
        slug="rules",
        title="What the rules look for",
        means="Why a finding matters, what may explain it innocently, and how far to trust it.",
        says=(
            f"{plural(len(answer), 'rule')} have run; {count(silent)} of them found nothing."
            if len(answer) > 1
            else "One rule has run."
        ),
        basis=Basis(
            tables=("rules", "findings"),
            edge_set="all",
            population=f"{plural(len(answer), 'rule')} that have run",
            missing=SILENT,
        ),
        numbers=(
            tabulate(
                answer,
                ("code", "findings", "what it finds", "why it matters", "confidence"),
                _rule_cells,
            ),
        ),
        span=3,
        folded=True,
    )


def _samples(reader: Reader) -> Figure:
    answer, total = reader.ask(SAMPLES), reader.store.rows("findings")
    return Figure(
        slug="findings-examples",
        title="Examples",
        means=f"The {EXAMPLES} findings of each rule with the highest confidence, as found.",
        says=f"{plural(len(answer), 'finding')} of {count(total)} are shown.",
        basis=Basis(
            tables=("findings",),
            edge_set="all",
            population=f"at most {EXAMPLES} findings of each rule",
            missing="a finding on a model alone names no parent",
        ),
        numbers=(
            tabulate(
                answer,
                ("code", "severity", "confidence", "model", "parent", "message", "evidence"),
                _sample_cells,
            ),
        ),
        span=3,
    )


def evidence(text: str, most: int = 300) -> str:
    """What a finding rests on, for people: JSON without its marks, `key: value; key: value`.

    A text that is no JSON object stands as it is; keys without a value are left out.
    """
    try:
        facts = json.loads(text)
    except ValueError:
        facts = None
    said = text
    if isinstance(facts, dict):
        told = {key: _told(value) for key, value in facts.items()}
        said = "; ".join(
            f"{key.replace('_', ' ')}: {value}" for key, value in told.items() if value
        )
    return said if len(said) <= most else f"{said[:most]}{ELLIPSIS}"


def _told(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_told(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _code_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["code"], kind="code"),
        words(row["severity"]),
        figure(row["findings"], count(row["findings"]), row["share"]),
        figure(row["models"], count(row["models"])),
        figure(row["confidence"], f"{row['confidence']:.2f}"),
        words(row["title"] or ""),
    )


def _rule_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["code"], kind="code"),
        figure(row["findings"], count(row["findings"])),
        words(prose(row["doc"])),
        words(prose(row["reason"])),
        words(prose(row["confidence"])),
    )


def _sample_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["code"], kind="code"),
        words(row["severity"]),
        figure(row["confidence"], f"{row['confidence']:.2f}"),
        model(row["model_id"]),
        model(row["parent_id"]),
        words(row["message"]),
        words(evidence(row["evidence"] or "")),
    )

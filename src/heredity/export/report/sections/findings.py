"""Section: what the checks found, by code, with examples."""

from __future__ import annotations

from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Grid,
    Key,
    Numbers,
    Section,
    figure,
    model,
    words,
)
from heredity.export.report.reader import Answer, Reader
from heredity.export.report.text import count, percent, plural

SLUG, TITLE = "findings", "Findings"
LEAD = (
    "A finding is a signal with its reason: two statements that do not fit together, or a part of "
    "a lineage that cannot be followed. It says where to look, not who is at fault."
)
SEVERITIES = ("error", "warn", "info")
EXAMPLES = 5

BY_CODE = """
SELECT code, severity, count(*) AS findings, count(DISTINCT model_id) AS models,
  avg(confidence) AS confidence
FROM findings GROUP BY code, severity
ORDER BY code, CASE severity WHEN 'error' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END
"""
SAMPLES = """
SELECT code, severity, model_id, parent_id, message, evidence FROM findings
QUALIFY row_number() OVER (
  PARTITION BY code ORDER BY confidence DESC, model_id, parent_id, message) <= 5
ORDER BY code, confidence DESC, model_id, parent_id, message
"""


def build(reader: Reader) -> Section:
    """The section, or advice where no check has run."""
    if not reader.has("findings"):
        return Section(SLUG, TITLE, LEAD, advice="heredity check")
    answer = reader.ask(BY_CODE)
    if not len(answer):
        return Section(SLUG, TITLE, LEAD, notes=("The checks found nothing.",))
    return Section(SLUG, TITLE, LEAD, (_by_code(reader, answer), _samples(reader)))


def _by_code(reader: Reader, answer: Answer) -> Figure:
    total = reader.store.rows("findings")
    rows = [
        Bar(
            f"{row['code']} · {row['severity']}",
            row["findings"],
            count(row["findings"]),
            f"severity-{row['severity']}",
        )
        for row in answer
    ]
    top = max(answer, key=lambda row: row["findings"])
    says = (
        f"{plural(total, 'finding')}; the most frequent code is {top['code']} "
        f"({percent(top['findings'] / total)} of them)."
    )
    seen = [name for name in SEVERITIES if any(row["severity"] == name for row in answer)]
    return Figure(
        slug="findings-by-code",
        title="Findings by code",
        means=(
            "Error: the facts as declared cannot all be true. Warn: two statements contradict "
            "each other, or a part of the lineage is lost. Info: worth a look."
        ),
        says=says,
        basis=Basis(
            tables=("findings",),
            edge_set="all",
            population=f"{plural(total, 'finding')} of all checks that have run",
            missing="a check says nothing about what the study does not know",
        ),
        numbers=(
            Numbers(
                Grid(
                    ("code", "severity", "findings", "models", "mean confidence"),
                    tuple(
                        (
                            Cell(row["code"], kind="code"),
                            words(row["severity"]),
                            figure(
                                row["findings"], count(row["findings"]), row["findings"] / total
                            ),
                            figure(row["models"], count(row["models"])),
                            figure(row["confidence"], f"{row['confidence']:.2f}"),
                        )
                        for row in answer
                    ),
                ),
                answer.sql,
            ),
        ),
        picture=bars("findings-by-code-chart", "Findings by code", says, rows),
        legend=tuple(Key(f"severity-{name}", name) for name in seen),
        span=3,
    )


def _samples(reader: Reader) -> Figure:
    answer, total = reader.ask(SAMPLES), reader.store.rows("findings")
    return Figure(
        slug="findings-examples",
        title="Examples",
        means=f"The {EXAMPLES} findings of each code with the highest confidence, as found.",
        says=f"{plural(len(answer), 'finding')} of {count(total)} are shown.",
        basis=Basis(
            tables=("findings",),
            edge_set="all",
            population=f"at most {EXAMPLES} findings of each code",
            missing="a finding on a model alone names no parent",
        ),
        numbers=(
            Numbers(
                Grid(
                    ("code", "model", "parent", "message", "evidence"),
                    tuple(
                        (
                            Cell(row["code"], kind="code"),
                            model(row["model_id"]),
                            model(row["parent_id"]),
                            words(row["message"]),
                            Cell(_cut(row["evidence"] or ""), kind="code"),
                        )
                        for row in answer
                    ),
                ),
                answer.sql,
            ),
        ),
        span=3,
    )


def _cut(text: str, most: int = 240) -> str:
    return text if len(text) <= most else f"{text[:most]}…"

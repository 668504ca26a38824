"""The table `names`: written by the analysis of that name, read by checks too."""

from __future__ import annotations

from typing import Final

from heredity.store.schema import Column, TableSpec, table

ELEMENT: Final = {
    "code": "string",
    "text": "string",
    "start": "int32",
    "end": "int32",
    "value": "string",
    "confidence": "float64",
}
"""Fields of one element of a name, with their types."""

_FIELDS = ", ".join(f"{name}: {kind}" for name, kind in ELEMENT.items())
_CODES = (
    "A architecture, S size, D dataset, C characteristic, V version, F adaptation, L language, "
    "T task, R training, N layers, H heads, P parameters, O other, Q quantization, X format, "
    "B base, M merge, K context, I checkpoint"
)

NAMES = table(
    TableSpec(
        "names",
        "One model's name, read: what it claims, not what is true. A language counts as a task "
        "where two of them stand in a name, and Chat counts as an application.",
        (
            Column("model_id", "string", "The model; offsets refer to this text."),
            Column(
                "elements",
                f"list<struct<{_FIELDS}>>",
                "Its elements in order: code, text, offsets of the first letter and behind the "
                "last, what it says (a number in digits, a version, a canonical word; null if "
                "nothing beyond the text), and confidence from above 0 to 1.",
            ),
            Column("codes", "list<string>", f"Codes that occur, each once, sorted: {_CODES}."),
            Column("params", "float64", "Claimed parameters.", null="claims none"),
            Column(
                "params_by_name",
                "float64",
                "Claimed parameters, read without regard to any counted ones.",
                null="claims none",
                since=2,
            ),
            Column("active_params", "float64", "Claimed active parameters.", null="claims none"),
            Column("version", "string", "Claimed version, without `v`.", null="claims none"),
            Column("quant", "string", "Claimed quantization.", null="claims none"),
            Column("bits", "float64", "Claimed bits of a weight.", null="claims none", unit="bits"),
            Column("format", "string", "Claimed format of files.", null="claims none"),
            Column(
                "context", "int64", "Claimed context length.", null="claims none", unit="tokens"
            ),
            Column(
                "context_by_name",
                "int64",
                "Claimed context length, read without regard to any counted parameters.",
                null="claims none",
                unit="tokens",
                since=2,
            ),
            Column(
                "convention",
                "string",
                "`I` implementation, `AT` application or task, `I+AT` both, `O` neither.",
            ),
        ),
        key=("model_id",),
        version=2,
    )
)

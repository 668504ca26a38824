"""Results in the formats of other programs: tables, graphs, trees, findings, and the report.

A format is one function under `@exporter(name)`.
"""

from heredity.export import (
    audit,
    bom,
    differing,
    dot,
    gexf,
    graphml,
    newick,
    report,
    sarif,
    tables,
    trust,
)
from heredity.export.exporting import export
from heredity.export.registry import EXPORTERS, ExportResult

__all__ = [
    "EXPORTERS",
    "ExportResult",
    "audit",
    "bom",
    "differing",
    "dot",
    "export",
    "gexf",
    "graphml",
    "newick",
    "report",
    "sarif",
    "tables",
    "trust",
]

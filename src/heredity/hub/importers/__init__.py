"""Where records come from: one file for each format, and the rules that they share."""

from heredity.hub.importers import (
    cells,
    fields,
    frontmatter,
    grid,
    hub_api,
    hub_stats,
    jsonrows,
    links,
    modelbiome,
    normalize,
    phrases,
    repair,
    table,
)
from heredity.hub.importers.peek import NoTableError, Peek, peek
from heredity.hub.importers.registry import IMPORTERS, Importer, Source

__all__ = [
    "IMPORTERS",
    "Importer",
    "NoTableError",
    "Peek",
    "Source",
    "cells",
    "fields",
    "frontmatter",
    "grid",
    "hub_api",
    "hub_stats",
    "jsonrows",
    "links",
    "modelbiome",
    "normalize",
    "peek",
    "phrases",
    "repair",
    "table",
]

"""What a model's name claims: elements, values, and the naming convention."""

from heredity.knowledge.names.elements import (
    CODES,
    CONVENTIONS,
    FOLDED,
    MEANING,
    Element,
    LanguageAsTask,
    NameColumns,
    ParsedName,
)
from heredity.knowledge.names.gguf import GgufName, keeps_convention, read_gguf_name
from heredity.knowledge.names.lines import json_lines
from heredity.knowledge.names.reading import parse, parse_batches, parse_many

__all__ = [
    "CODES",
    "CONVENTIONS",
    "FOLDED",
    "MEANING",
    "Element",
    "GgufName",
    "LanguageAsTask",
    "NameColumns",
    "ParsedName",
    "json_lines",
    "keeps_convention",
    "parse",
    "parse_batches",
    "parse_many",
    "read_gguf_name",
]

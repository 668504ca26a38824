"""What the sources state: models and links, the rules for valid ids, and how duplicates merge."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from iso639 import Language, LanguageNotFoundError

RELATIONS = ("finetune", "adapter", "quantized", "merge")

_PART = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?"
_ID = re.compile(rf"{_PART}/{_PART}")
_PAGE = re.compile(r"^https?://huggingface\.co/")


@dataclass
class Model:
    """One model: only what a source states, ``None`` or empty where it states nothing."""

    model_id: str
    created: date | None = None
    downloads: int | None = None
    likes: int | None = None
    tags: list[str] = field(default_factory=list)
    license: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    pipeline_tag: str | None = None
    library_name: str | None = None
    parameters: int | None = None
    sources: list[str] = field(default_factory=list)

    @property
    def has_facts(self) -> bool:
        """Whether a source states more than the name (a format tag alone is no more)."""
        values = (self.downloads, self.likes, self.parameters)
        texts = (self.created, self.license, self.languages, self.pipeline_tag, self.library_name)
        return any(v is not None for v in values) or any(texts)


@dataclass(frozen=True)
class Link:
    """One derivation: ``relation`` is ``None`` where the source does not say which kind it is."""

    child: str
    parent: str
    relation: str | None
    source: str


@dataclass
class Findings:
    """What one package gave, and how often each rule left something out."""

    models: list[Model] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def link(self, child: str, parent: str, relation: str | None, source: str) -> None:
        """Keep a link between two different valid ids; count what is refused."""
        if not valid_id(child) or not valid_id(parent):
            self.left_out["links: child or parent is no owner/name id"] += 1
        elif child == parent:
            self.left_out["links: self links"] += 1
        else:
            self.links.append(Link(child, parent, relation, source))


def valid_id(text: str) -> bool:
    """Whether a text is an ``owner/name`` id as the Hub writes them."""
    parts_ok = _ID.fullmatch(text) is not None
    return parts_ok and ".." not in text and "--" not in text and not text.endswith(".git")


def bare_id(text: str) -> str:
    """An id freed of surrounding space and of the address of its own page."""
    return _PAGE.sub("", text.strip()).rstrip("/")


def language_code(text: str) -> str | None:
    """The shortest ISO 639 code of a code or of a code with a script, ``None`` if it is none.

    Two- and three-letter ISO 639-1 and 639-3 codes only: ``en``, ``eng`` and ``eng-Latn`` give
    ``en``; tags that merely look like languages (``tf``, ``rl``, ``lg-ai``) give ``None``.
    """
    code, _, script = text.partition("-")
    if script and not (len(script) == 4 and script[0].isupper()):
        return None
    try:
        found = Language.from_part1(code) if len(code) == 2 else Language.from_part3(code)
    except LanguageNotFoundError:
        return None
    return found.part1 or found.part3


def merge_models(models: Iterable[Model]) -> list[Model]:
    """One model per id, in id order.

    Rule: models come in order of trust; for every single field the first source that states it wins
    (license and languages as a whole), tags are united, sources are listed in order of trust.
    """
    merged: dict[str, Model] = {}
    for model in models:
        known = merged.setdefault(model.model_id, Model(model.model_id))
        for name in ("created", "downloads", "likes", "pipeline_tag", "library_name", "parameters"):
            if getattr(known, name) is None:
                setattr(known, name, getattr(model, name))
        known.license = known.license or model.license
        known.languages = known.languages or model.languages
        known.tags = list(dict.fromkeys([*known.tags, *model.tags]))
        known.sources = list(dict.fromkeys([*known.sources, *model.sources]))
    return [merged[model_id] for model_id in sorted(merged)]


def merge_links(links: Iterable[Link]) -> list[Link]:
    """One link per (child, parent), in that order.

    Rule: links come in order of trust; the first stated relation wins over an unstated one, and all
    sources are listed.
    """
    relations: dict[tuple[str, str], str | None] = {}
    sources: dict[tuple[str, str], dict[str, None]] = {}
    for link in links:
        pair = (link.child, link.parent)
        relations[pair] = relations.get(pair) or link.relation
        sources.setdefault(pair, {})[link.source] = None
    return [Link(*pair, relations[pair], "; ".join(sources[pair])) for pair in sorted(relations)]

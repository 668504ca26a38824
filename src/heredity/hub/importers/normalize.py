"""From raw records to rows of `models` and `cards`: the same rules for every format.

Where the record itself lacks a field, the front matter of its card speaks. License, languages and
datasets come from a column of their own first; then license and datasets from tags before the card,
languages from the card before tags, since a bare `it` or `no` among the tags may mean anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from heredity.hub.importers.fields import LONGEST_VALUE, bits
from heredity.hub.importers.frontmatter import NOT_CLOSED, OPEN, PATTERN, FrontMatterReader
from heredity.hub.importers.registry import Reject
from heredity.hub.importers.repair import (
    WrongTypeError,
    dump,
    load_object,
    repair,
    scalar_text,
    scalar_texts,
)
from heredity.knowledge.languages import is_language_tag
from heredity.store.columns import rows_of
from heredity.store.rowtexts import count_words
from heredity.store.workbench import Workbench, quoted

_LISTS: Final = ("license", "licence", "language", "datasets", "base_model")
_TEXTS: Final = (
    "license_name",
    "license_link",
    "base_model_relation",
    "pipeline_tag",
    "library_name",
)
_CHECKS: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(_LISTS, scalar_texts),
    **dict.fromkeys(_TEXTS, scalar_text),
}
_PATHS: Final = [f"$.{key}" for key in (*_LISTS, *_TEXTS)]
_STRUCTURE: Final = (
    "{"
    + ", ".join([f'"{k}": "JSON"' for k in _LISTS] + [f'"{k}": "VARCHAR"' for k in _TEXTS])
    + "}"
)
BROKEN_TAG: Final = "not a text"
ERROR_TEXT: Final = "an error message in place of a card"
_ERROR: Final = (
    r"(Invalid username or password|(Entry|Repository|Revision)?\s?[Nn]ot [Ff]ound|"
    r"Internal Server Error|Too Many Requests|Access to model \S+ is restricted.*)\.?"
)

# Type names that DuckDB gives to JSON values, in a list with one for each path; null: no such key.
_PLAIN_TYPES: Final = " AND ".join(
    f"coalesce(kinds[{at}], 'NULL') IN ({kinds})"
    for at, kinds in enumerate(
        ["'NULL', 'VARCHAR', 'ARRAY'"] * len(_LISTS) + ["'NULL', 'VARCHAR'"] * len(_TEXTS), start=1
    )
)
# What the slow path must see: something else than texts in a list, and numbers that JSON lacks, as
# Python writes them. Both may also hit texts that look so, which does no harm.
_ODD_ITEMS: Final = r"[\[,](true|false|null|-?[0-9]|[\[{])"
_ODD_NUMBERS: Final = "(contains(metadata, 'NaN') OR contains(metadata, 'Infinity'))"
_LIST_TEXTS: Final = ", ".join(f"meta.{key}" for key in _LISTS)
# What may be a language among tags of 4 to 12 letters.
_LOCALE: Final = r"^[a-z]{2,3}[-_][A-Za-z0-9_-]{2,9}$"


class Normalizer:
    """Makes blocks of raw records into rows of tables; remembers front matter and language tags.

    Args:
        bench: Where SQL runs.
        reader: Reads front matter.
    """

    def __init__(self, bench: Workbench, reader: FrontMatterReader) -> None:
        self._bench = bench
        self._reader = reader
        self._tags: dict[str, bool] = {}

    def run(self) -> list[Reject]:
        """Work out what table `raw` says, so that `MODELS` and `CARDS` can be selected from it.

        Returns:
            Values that cannot be used.
        """
        rejects = self._no_cards()
        rejects += self._front_matter()
        rejects += self._metadata()
        rejects += self._languages()
        return rejects

    def _no_cards(self) -> list[Reject]:
        """Take out texts that are an error of the hub, stored in place of a card."""
        wrong = f"length(card) < 400 AND regexp_full_match(trimmed(card), {quoted(_ERROR)})"
        found = self._bench.rows(
            f"SELECT row, model_id, 'card', left(card, {LONGEST_VALUE}), '{ERROR_TEXT}' "
            f"FROM raw WHERE {wrong}"
        )
        if found:
            self._bench.run(
                f"UPDATE raw SET card = NULL, asked = asked & {~bits('card')} WHERE {wrong}"
            )
        return [Reject(*row) for row in found]

    def _front_matter(self) -> list[Reject]:
        """Tables `front` (row, json) and `worded` (row, words): what card texts hold."""
        bench = self._bench
        bench.run("CREATE OR REPLACE TEMP TABLE front (row BIGINT, json VARCHAR)")
        bench.run("CREATE OR REPLACE TEMP TABLE worded (row BIGINT, words BIGINT)")
        cards = bench.table("SELECT row, card FROM raw WHERE card IS NOT NULL")
        if not cards.num_rows:
            return []
        counted = cards.append_column("words", count_words(cards.column("card")))
        bench.show("counted", counted.select(["row", "words"]))
        bench.run("INSERT INTO worded FROM counted")
        bench.run(
            f"""CREATE OR REPLACE TEMP TABLE opened AS
                SELECT row, model_id, card, regexp_extract(card, {quoted(PATTERN)}, 1) AS front
                FROM raw WHERE card IS NOT NULL"""
        )
        found = bench.rows("SELECT row, model_id, front FROM opened WHERE front <> ''")
        read = [(row, model_id, text, *self._reader.read(text)) for row, model_id, text in found]
        good = [(row, json) for row, _, _, json, _ in read if json is not None]
        bench.show("front_read", rows_of({"row": "int64", "json": "string"}, good))
        bench.run("INSERT INTO front FROM front_read")
        torn = bench.rows(
            f"""SELECT row, model_id, 'card', left(card, {LONGEST_VALUE}), '{NOT_CLOSED}'
                FROM opened WHERE front = '' AND regexp_matches(card, {quoted(OPEN)})"""
        )
        return [Reject(*row) for row in torn] + [
            Reject(row, model_id, "card", text[:LONGEST_VALUE], reason)
            for row, model_id, text, _, reason in read
            if reason is not None
        ]

    def _metadata(self) -> list[Reject]:
        """Table `meta` (row, metadata, card fields): front matter, served or read from a text."""
        bench = self._bench
        bench.run(
            f"""CREATE OR REPLACE TEMP TABLE meta AS
                SELECT row, metadata, unnest(json_transform(metadata, '{_STRUCTURE}')),
                  json_type(metadata, {_PATHS}) AS kinds FROM (
                    SELECT row, coalesce(card_data, json) AS metadata
                    FROM raw LEFT JOIN front USING (row)) WHERE metadata IS NOT NULL"""
        )
        odd = bench.rows(
            f"""SELECT row, model_id, metadata FROM meta JOIN raw USING (row)
                WHERE NOT ({_PLAIN_TYPES}) OR {_ODD_NUMBERS}
                  OR regexp_matches(concat_ws(' ', {_LIST_TEXTS}), {quoted(_ODD_ITEMS)})"""
        )
        if not odd:
            return []
        fixed: list[tuple[int, str, str]] = []
        rejects = [r for row, model_id, text in odd for r in _usual(row, model_id, text, fixed)]
        types = {"row": "int64", "fields": "string", "whole": "string"}
        bench.show("fixed", rows_of(types, fixed))
        bench.run("DELETE FROM meta WHERE row IN (SELECT row FROM fixed)")
        bench.run(
            f"""INSERT INTO meta SELECT row, whole, unnest(json_transform(fields, '{_STRUCTURE}')),
                  NULL FROM fixed"""
        )
        return rejects

    def _languages(self) -> list[Reject]:
        """Table `spoken` (row, languages): tags that are languages, where nothing else tells."""
        bench = self._bench
        bench.run(
            f"""CREATE OR REPLACE TEMP TABLE single AS SELECT row, tag, place FROM (
                  SELECT row, unnest(tags) AS tag, generate_subscripts(tags, 1) AS place FROM raw)
                WHERE length(tag) < 4 OR tag IS NULL OR starts_with(tag, '{{')
                  OR (length(tag) < 13 AND regexp_matches(tag, '{_LOCALE}'))"""
        )
        short = [tag for (tag,) in bench.rows("SELECT DISTINCT tag FROM single") if tag]
        for tag in short:
            if tag not in self._tags:
                self._tags[tag] = is_language_tag(tag)
        spoken = [(tag,) for tag in short if self._tags[tag]]
        bench.show("language_tags", rows_of({"tag": "string"}, spoken))
        bench.run(
            """CREATE OR REPLACE TEMP TABLE spoken AS
               SELECT row, list(tag ORDER BY place) AS languages
               FROM single JOIN language_tags USING (tag) GROUP BY row"""
        )
        broken = bench.rows(
            f"""SELECT row, model_id, 'tags', left(tag, {LONGEST_VALUE}), '{BROKEN_TAG}'
                FROM single JOIN raw USING (row) WHERE starts_with(tag, '{{')"""
        )
        if broken or bench.rows("SELECT 1 FROM single WHERE tag IS NULL LIMIT 1"):
            bench.run(
                """UPDATE raw SET tags = list_filter(tags,
                   lambda v: v IS NOT NULL AND NOT starts_with(v, '{'))"""
            )
        return [Reject(*row) for row in broken]


def _usual(row: int, model_id: str, text: str, fixed: list[tuple[int, str, str]]) -> list[Reject]:
    """Make card data with values of unusual types usual; what cannot be made so is refused."""
    try:
        whole = load_object(text)
        fields, wrong = repair(whole, _CHECKS)
        fixed.append((row, fields, dump(whole)))
    except WrongTypeError as error:
        fixed.append((row, "{}", "{}"))
        wrong = [("", text[:LONGEST_VALUE], str(error))]
    return [Reject(row, model_id, f"card.{key}".rstrip("."), said, why) for key, said, why in wrong]


def _texts(column: str) -> str:
    """SQL: a JSON value, one text or a list, as a list of texts; null stays null.

    An empty text is an empty list: the card states that there is none.
    """
    return (
        f"CASE json_type({column}) WHEN 'ARRAY' THEN "
        f"""list_filter(from_json({column}, '["VARCHAR"]'), lambda v: v <> '') """
        f"WHEN 'VARCHAR' THEN list_filter([{column} ->> '$'], lambda v: v <> '') END"
    )


def _some(column: str) -> str:
    """SQL: a list, or null if nothing is in it."""
    return f"CASE WHEN len({column}) > 0 THEN {column} END"


_STATED = bits("tags", "card_data", "card")
_FOLLOWING = bits("license", "languages", "datasets")


def following(asked: int) -> int:
    """Bits of what follows from others: tags and cards answer for license, languages, datasets."""
    card = bits("card_data") if asked & bits("card") else 0
    return asked | card | (_FOLLOWING if asked & _STATED else 0)


_PRESENT = " + ".join(
    f"a_bit({name}, {bits(name)})"
    for name in (
        "tags",
        "task",
        "library",
        "downloads",
        "likes",
        "created_at",
        "last_modified",
        "sha",
        "base_models",
        "parameters",
        "files",
        "config",
        "gated",
        "languages",
        "license",
        "datasets",
        "card",
    )
)
_ASKED = f"""CASE
    WHEN partial THEN {_PRESENT} + a_bit(coalesce(card_data, card), {bits("card_data")})
    WHEN asked & {_STATED} <> 0 THEN asked | {_FOLLOWING}
      | CASE WHEN asked & {bits("card")} <> 0 THEN {bits("card_data")} ELSE 0 END
    ELSE asked END"""

MODELS: Final = f"""
SELECT * EXCLUDE (partial, card, card_data) REPLACE (({_ASKED}) AS asked) FROM (SELECT
  r.model_id,
  CASE WHEN contains(r.model_id, '/') THEN split_part(r.model_id, '/', 1) END AS owner,
  split_part(r.model_id, '/', -1) AS name,
  coalesce(r.task, nullif(m.pipeline_tag, '')) AS task,
  coalesce(r.library, nullif(m.library_name, '')) AS library,
  once_each(coalesce({_some("r.license")}, {_some("tagged(r.marked, 'license:')")},
    {_texts("coalesce(m.license, m.licence)")})) AS license,
  coalesce(r.license_name, nullif(m.license_name, '')) AS license_name,
  coalesce(r.license_link, nullif(m.license_link, '')) AS license_link,
  once_each(coalesce({_some("r.languages")}, {_texts("m.language")}, s.languages)) AS languages,
  once_each(coalesce({_some("r.datasets")}, {_some("tagged(r.marked, 'dataset:')")},
    {_texts("m.datasets")})) AS datasets,
  r.tags, r.downloads, r.downloads_all_time, r.likes, r.trending_score, r.created_at,
  r.last_modified, r.parameters, r.sha, r.hub_id, r.private, r.disabled, r.gated,
  {_some("r.base_models")} AS base_models,
  coalesce({_some(_texts("m.base_model"))}, {_some("r.card_base_models")}) AS card_base_models,
  coalesce(nullif(m.base_model_relation, ''), r.card_relation) AS card_relation,
  r.files, r.config, r.gguf, r.asked, r.row, r.snapshot, r.hashes, r.partial, r.card, r.card_data
FROM (SELECT *, list_filter(tags, lambda v: starts_with(v, 'license:')
        OR starts_with(v, 'dataset:')) AS marked FROM raw) r
  LEFT JOIN meta m USING (row) LEFT JOIN spoken s USING (row)
WHERE NOT coalesce(r.card_only, false))"""
"""SQL for the rows of `models` in the present block."""

CARDS: Final = """
SELECT r.model_id, m.metadata, r.card AS text, length(r.card) AS characters, w.words, r.row,
  r.snapshot
FROM raw r LEFT JOIN meta m USING (row) LEFT JOIN worded w USING (row)
WHERE m.metadata IS NOT NULL OR r.card IS NOT NULL"""
"""SQL for the rows of `cards` in the present block."""

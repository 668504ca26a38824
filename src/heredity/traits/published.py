"""What the published tables read traits from: tags alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heredity.store.expr import Table, Value, ifelse

LICENSE: Final = "license:"


def published_tags(rows: Table) -> Mapping[str, Value]:
    """The tags that name a license, and those of two characters, which may name a language.

    Where the source was not asked for tags, the declared licenses stand in.
    """
    tags = rows.tags.filter(lambda tag: tag.startswith(LICENSE) | (tag.length() == 2))
    declared = rows.license.map(lambda value: LICENSE + value)
    return {"published_tags": ifelse(rows.tags.isnull(), declared, tags)}

"""Classes of licenses: what a license asks, in a word."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def license_classes(published: bool = False) -> Mapping[str, str]:
    """Class of each license id; the rows of `license_classes.toml`.

    Args:
        published: Whether to give the classes of the published tables instead of ours.
    """
    text = files("heredity.knowledge").joinpath("license_classes.toml").read_text("utf-8")
    rows = tomllib.loads(text)["published" if published else "class"]
    return MappingProxyType({name: row["name"] for row in rows for name in row["ids"]})


def classes_of(licenses: Iterable[str], published: bool = False) -> list[str]:
    """The classes of some licenses, sorted; an id that no row names has none."""
    known = license_classes(published)
    return sorted({known[name] for name in licenses if name in known})

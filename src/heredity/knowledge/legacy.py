"""Names from the time when some models of the hub had no owner, and their present ids."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def present_ids() -> Mapping[str, str]:
    """Present id, `owner/name`, of each old bare name; the rows of `legacy.toml`."""
    text = files("heredity.knowledge").joinpath("legacy.toml").read_text("utf-8")
    return MappingProxyType({row["name"]: row["id"] for row in tomllib.loads(text)["model"]})


@cache
def bare_names() -> Mapping[str, str]:
    """Old bare name of each present id: `present_ids` the other way round."""
    return MappingProxyType({present: name for name, present in present_ids().items()})

"""Copies and adapters by name, one model at a time."""

import re
from collections import defaultdict
from collections.abc import Iterable

from heredity.knowledge.inference import NORMAL, suffix_regex

SHORTEST = 4


def normal(text: str) -> str:
    return re.sub(NORMAL, "-", text.lower())


def parts(model_id: str) -> tuple[str, str]:
    owner, _, name = model_id.rpartition("/")
    return owner, name


def off(relation: str, name: str, hard: bool = False) -> str:
    return re.sub(suffix_regex(relation, hard), "", name)


def copies(ids: Iterable[str], most: int) -> set[tuple[str, str, str]]:
    """Child, parent and relation, wherever a name is what is left of another one's.

    Args:
        ids: Models of which nothing but the id is known, in binary order.
        most: Models that one key may point at: the first ones.
    """
    ids = list(ids)
    known: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for model_id in ids:
        owner, name = parts(model_id)
        plain = normal(name)
        if off("quantized", plain, hard=True) != plain:
            continue
        key = off("none", plain)
        keys = {(key, False), (off("quantized", key), False)}
        keys |= {(f"{normal(owner)}-{key}", True)} if owner else set()
        for each in keys:
            if len(each[0]) >= SHORTEST:
                known[each].append(model_id)

    def meant(child: str, key: str) -> set[str]:
        return {*known[key, False][:most], *known[key, True][:most]} - {child}

    found: set[tuple[str, str, str]] = set()
    for model_id in ids:
        plain = normal(parts(model_id)[1])
        hard = off("quantized", plain, hard=True)
        stem = off("quantized", hard)
        base = off("adapter", stem)
        first = meant(model_id, off("none", hard)) if hard != plain else set()
        again = not first and stem != plain and off("none", stem) != off("none", hard)
        rest = meant(model_id, off("none", stem)) if again else set()
        found |= {(model_id, parent, "quantized") for parent in first | rest}
        if base != stem:
            parents = meant(model_id, off("none", base))
            found |= {(model_id, parent, "adapter") for parent in parents}
    return found

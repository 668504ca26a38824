"""SPDX license expressions: AND, OR, WITH and parentheses over our rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from heredity.knowledge.licenses.declared import Group, How, Leaf, Node
from heredity.knowledge.licenses.spelling import fold, lookup
from heredity.knowledge.licenses.terms import licenses

LONGEST: Final = 1_000
"""Characters of an expression that are read."""

DEEPEST: Final = 20
"""Parentheses within parentheses that are read."""

_TROUBLES: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip
"""What the library raises, beside its own error, at texts that are no expressions."""

_OPERATOR: Final = re.compile(r"(?:^|[\s)(])(?:and|or|with)(?:$|[\s)(])|[()]", re.IGNORECASE)


def parse(text: str) -> tuple[Node | None, str]:
    """Read an expression.

    Args:
        text: What no row names as a whole.

    Returns:
        The licenses as they are joined, or None; and what a reader should know.
    """
    if not _OPERATOR.search(text):
        return None, "no row of the table has this id"
    if len(text) > LONGEST or _depth(text) > DEEPEST:
        return None, "an expression that is too long or too deep to be read"
    tree = _tree(text)
    if tree is None:
        return None, "an expression that does not parse"
    unnamed: list[str] = []
    node = _node(tree, unnamed)
    note = "no row names " + ", ".join(f"'{name}'" for name in unnamed) if unnamed else ""
    return node, note


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def _tree(text: str) -> Any:
    """The tree of license-expression; None if the text is no expression."""
    # 0.15 s that only expressions need.
    from license_expression import ExpressionError, Licensing  # noqa: PLC0415

    try:
        return Licensing().parse(text, simple=False)
    except (ExpressionError, *_TROUBLES):
        return None


def _node(tree: Any, unnamed: list[str]) -> Node:
    """Our form of a tree; what no row names becomes `other`."""
    operator = str(getattr(tree, "operator", "") or "").strip().upper()
    if operator in {"AND", "OR"}:
        how: How = "all" if operator == "AND" else "any"
        return joined(how, [_node(part, unnamed) for part in tree.args])
    if hasattr(tree, "license_symbol"):
        found = _leaf(tree.license_symbol.key, unnamed)
        return Leaf(found.id, found.later, fold(tree.exception_symbol.key))
    return _leaf(tree.key, unnamed)


def _leaf(name: str, unnamed: list[str]) -> Leaf:
    if found := lookup(name):
        return found
    unnamed.append(name)
    return Leaf("other")


def joined(how: How, parts: Iterable[Node]) -> Node:
    """Licenses joined, each once, in one order; groups of one kind within one another are one."""
    flat: set[Node] = set()
    for part in parts:
        same = isinstance(part, Group) and part.how == how
        flat.update(part.parts if isinstance(part, Group) and same else [part])
    ordered = sorted(flat, key=repr)
    return ordered[0] if len(ordered) == 1 else Group(how, tuple(ordered))


def spdx(node: Node) -> str:
    """The SPDX expression; `NOASSERTION` where a part is unknown, or nobody can say how joined."""
    found = _written(node)
    return found or "NOASSERTION"


def _written(node: Node) -> str:
    if isinstance(node, Leaf):
        return _symbol(node)
    parts = [_written(part) for part in node.parts]
    if node.how == "list" or not all(parts):
        return ""
    word = " AND " if node.how == "all" else " OR "
    inner = [
        f"({text})" if isinstance(part, Group) else text
        for part, text in zip(node.parts, parts, strict=True)
    ]
    return word.join(inner)


def _symbol(leaf: Leaf) -> str:
    name = licenses()[leaf.id].spdx
    if name == "NOASSERTION":
        return ""
    if leaf.later:
        name = name.removesuffix("-only") + "-or-later" if name.endswith("-only") else name + "+"
    return f"{name} WITH {leaf.exception}" if leaf.exception else name

"""What model cards say, card by card and in the plainest way."""

import re
from collections.abc import Mapping, Sequence

FRONT = re.compile(r"^\s*---[ \t]*[\r\n]+([\s\S]*?)[\r\n]+---[ \t]*(?:[\r\n]|$)", re.ASCII)
WORD = re.compile(r"[0-9A-Za-z_\x80-\U0010ffff]+")


def body(text: str) -> str:
    return FRONT.sub("", text, count=1)


def folded(text: str) -> str:
    """In small letters as far as ASCII goes."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def words(text: str) -> list[str]:
    return WORD.findall(folded(text))


def masked(found: list[str], names: Sequence[str]) -> list[str]:
    """Names stand as one word each, runs of them as one; words that begin with a digit are out."""
    covered = [False] * len(found)
    for name in names:
        sought = words(name)
        for at in range(len(found) - len(sought) + 1):
            if sought and found[at : at + len(sought)] == sought:
                covered[at : at + len(sought)] = [True] * len(sought)
    out: list[str] = []
    before = False
    for word, hidden in zip(found, covered, strict=True):
        if hidden and not before:
            out.append("<name>")
        if not hidden and word[0] not in "0123456789":
            out.append(word)
        before = hidden
    return out


def shingles(found: Sequence[str]) -> set[tuple[str, ...]]:
    if not found:
        return set()
    if len(found) < 3:
        return {tuple(found)}
    return {tuple(found[at : at + 3]) for at in range(len(found) - 2)}


def jaccard(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)


def headings(text: str) -> list[str]:
    """Lines of one to six hash signs and a space, outside of fences, in words."""
    inside, found = False, []
    for line in body(text).split("\n"):
        if line.startswith("```"):
            inside = not inside
        elif not inside and (match := re.match(r"#{1,6}[ \t](.*)", line, re.DOTALL)):
            plain = "".join(c if c.isalnum() or c in "&'" else " " for c in match[1].lower())
            label = re.sub(r"^ *(?:[0-9]+ )*| +$", "", re.sub(" +", " ", plain))
            found.append(re.sub(r" optional$", "", label))
    return found


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def changes(
    edges: Sequence[tuple[str, str]], values: Mapping[str, float]
) -> list[tuple[float, float]]:
    """Parent's and child's value of each edge that has both."""
    return [(values[p], values[c]) for c, p in edges if p in values and c in values]

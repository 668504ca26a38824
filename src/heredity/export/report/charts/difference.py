"""The difference of two texts as a picture: deleted, inserted and substituted in colors."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from markupsafe import Markup

from heredity.export.differences import Difference, Piece, readable
from heredity.export.report.charts.svg import element, number, picture
from heredity.export.report.text import NBSP, clean, count, percent, plural

COLUMNS: Final = 96
"""Characters of a line."""

KEPT: Final = 90
"""Characters of a long common run that are shown at either end."""

MOST_LINES: Final = 60

_SIZE, _CHAR, _LINE, _EDGE, _HEAD = 13.0, 7.8, 21.0, 10.0, 46.0
_FILLS: Final = {
    "deleted": "rgba(214, 69, 65, 0.30)",
    "inserted": "rgba(38, 150, 90, 0.30)",
    "substituted": "rgba(222, 158, 20, 0.34)",
    "replaced": "rgba(222, 158, 20, 0.16)",
}
"""Half transparent, so that they do on white and on black."""

_STYLE: Final = (
    f".mono {{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {_SIZE:g}px; "
    "direction: ltr; unicode-bidi: bidi-override }"
)
"""What the page's own style sheet says of such text, for pictures that stand alone."""

Run = tuple[str, str]
"""Kind and characters; `replaced` is what a substitution took out, `gap` what is not shown."""


def runs(pieces: Iterable[Piece], kept: int = KEPT) -> Iterator[Run]:
    """What is written, piece by piece; the middle of long common runs is left out."""
    for piece in readable(pieces):
        if piece.kind == "equal" and len(piece.before) > 3 * kept:
            yield "equal", piece.before[:kept]
            yield "gap", f" … {count(len(piece.before) - 2 * kept)} equal characters … "
            yield "equal", piece.before[-kept:]
        elif piece.kind == "substituted":
            yield "replaced", piece.before
            yield "substituted", piece.after
        else:
            yield piece.kind, piece.before or piece.after


def lines(written: Iterable[Run], columns: int = COLUMNS) -> list[list[Run]]:
    """The runs on lines of so many columns; a line break in the text is shown and breaks the line.

    Control and direction marks stand written out, so that they do nothing.
    """
    page: list[list[Run]] = [[]]
    used = 0
    for kind, characters in written:
        for part in characters.replace("\r\n", "\n").splitlines(keepends=True):
            broken = part.endswith("\n")
            shown = clean(part.removesuffix("\n")) + ("⏎" if broken else "")
            for piece, width in _fitted(shown, columns, used):
                if width is None:
                    page.append([])
                    used = 0
                else:
                    page[-1].append((kind, piece))
                    used += width
            if broken:
                page.append([])
                used = 0
    return page if page[-1] else page[:-1]


def _fitted(text: str, columns: int, used: int) -> Iterator[tuple[str, int | None]]:
    """Parts of a text that fit on lines, with their columns; None where a line begins."""
    start, width = 0, 0
    for at, char in enumerate(text):
        wide = cells(char)
        if used + width + wide > columns:
            if at > start:
                yield text[start:at], width
            yield "", None
            start, width, used = at, 0, 0
        width += wide
    if start < len(text):
        yield text[start:], width


def cells(text: str) -> int:
    """Columns that a text takes where letters are all of one width."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def caption(found: Difference) -> str:
    """The difference in a sentence."""
    cut = f"; only the first {count(max(found.lengths))} characters" if found.cut else ""
    return (
        f"{found.what.capitalize()} of {found.first} ({plural(found.lengths[0], 'character')}) "
        f"and {found.second} ({plural(found.lengths[1], 'character')}): "
        f"{count(found.deleted)} deleted, {count(found.inserted)} inserted, "
        f"{count(found.substituted)} substituted; "
        f"similarity {percent(found.similarity)}{cut}."
    )


def drawn(name: str, title: str, found: Difference, most: int = MOST_LINES) -> Markup:
    """The difference as an SVG picture.

    Args:
        name: Identifier, unique in the page.
        title: What it shows.
        found: The difference.
        most: Lines that are shown.
    """
    page = lines(runs(found.pieces))
    shown = page[:most]
    if len(page) > most:
        shown.append([("gap", f"… {plural(len(page) - most, 'more line')}")])
    height = 2 * _EDGE + _LINE * max(len(shown), 1)
    width = 2 * _EDGE + _CHAR * COLUMNS
    return picture(
        name,
        title,
        caption(found),
        *(_drawn_line(line, _EDGE + at * _LINE) for at, line in enumerate(shown)),
        height=height,
        width=width,
        wide=True,
    )


def _drawn_line(line: Sequence[Run], top: float) -> Markup:
    boxes: list[Markup] = []
    words: list[Markup] = []
    column = 0
    for kind, characters in line:
        long, x = cells(characters) * _CHAR, _EDGE + column * _CHAR
        if kind in _FILLS and long:
            boxes.append(
                element("rect", x=x, y=top, width=long, height=_LINE - 3, rx=2, fill=_FILLS[kind])
            )
        struck = "line-through" if kind in {"deleted", "replaced"} else None
        words.append(
            element(
                "text",
                characters.replace(" ", NBSP),
                x=x,
                y=top + _LINE - 8,
                textLength=long or None,
                lengthAdjust="spacingAndGlyphs",
                fill="currentColor",
                fill_opacity=0.55 if kind == "gap" else None,
                text_decoration=struck,
                class_="mono",
            )
        )
        column += cells(characters)
    return element("g", *boxes, *words)


def as_svg(differences: Sequence[Difference]) -> Markup:
    """A picture of its own: all differences one below the other, on white."""
    parts: list[Markup] = []
    top, width = 0.0, 2 * _EDGE + _CHAR * COLUMNS
    for found in differences:
        rows = lines(runs(found.pieces))
        head, counts = caption(found).split("): ", 1)
        for line, words in enumerate((f"{head}):", counts)):
            parts.append(_heading(words, top + 22 + 20 * line))
        parts += [_drawn_line(line, top + _HEAD + _EDGE + n * _LINE) for n, line in enumerate(rows)]
        top += _HEAD + 2 * _EDGE + _LINE * max(len(rows), 1)
    return element(
        "svg",
        element("title", "Difference of two models"),
        element("style", _STYLE),
        element("rect", width="100%", height="100%", fill="#ffffff"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(top)}",
        width=width,
        height=top,
        color="#1b1f24",
    )


def _heading(words: str, y: float) -> Markup:
    return element("text", words, x=_EDGE, y=y, font_size=14, font_family="system-ui, sans-serif")


def as_html(differences: Sequence[Difference]) -> Markup:
    """A page of its own that loads nothing."""
    body = [
        Markup("").join(
            [element("h2", caption(found)), element("pre", *_spans(found), class_="difference")]
        )
        for found in differences
    ]
    style = (
        "body{font:15px system-ui,sans-serif;margin:2rem;color:#1b1f24;background:#fff}"
        "h2{font-size:1rem;font-weight:600}"
        "pre{white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.5;direction:ltr}"
        "del{background:rgba(214,69,65,.3)}ins{background:rgba(38,150,90,.3);text-decoration:none}"
        "del.sub{background:rgba(222,158,20,.16)}ins.sub{background:rgba(222,158,20,.34)}"
        "i{opacity:.55}"
    )
    head = element(
        "head",
        Markup('<meta charset="utf-8"/>'),
        element("title", "Difference of two models"),
        element("style", style),
    )
    page = element("html", head, element("body", *body), lang="en")
    return Markup("<!DOCTYPE html>\n") + page


_TAGS: Final = {
    "deleted": ("del", None), "inserted": ("ins", None), "replaced": ("del", "sub"),
    "substituted": ("ins", "sub"), "gap": ("i", None),
}  # fmt: skip


def _spans(found: Difference) -> Iterator[Markup]:
    for line in lines(runs(found.pieces), columns=1_000_000):
        for kind, characters in line:
            tag, named = _TAGS.get(kind, ("span", None))
            yield element(tag, characters, class_=named)
        yield Markup("\n")

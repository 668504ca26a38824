"""Columns of foreign text made safe for a format; every function keeps null as null."""

from __future__ import annotations

from heredity.store.expr import StringValue, ifelse, literal

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_NOT_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
"""Characters that no XML 1.0 document may hold, not even as a reference."""

_CONTROL = r"[\x00-\x1f\x7f]"

_XML = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ('"', "&quot;"),
    # Written out, since a reader turns bare ones in attributes into spaces.
    ("\t", "&#9;"),
    ("\n", "&#10;"),
    ("\r", "&#13;"),
)


def xml(text: StringValue) -> StringValue:
    """Text for an XML 1.0 element or a double-quoted attribute."""
    text = text.re_replace(_NOT_XML, REPLACEMENT)
    for plain, escaped in _XML:
        text = text.replace(plain, escaped)
    return text


def dot(text: StringValue) -> StringValue:
    """Text as a quoted string of the DOT language, quotes included.

    A line break becomes the two characters that DOT shows as one; other control characters, which
    drawing programs choke on, are replaced.
    """
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    text = text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return literal('"') + text.re_replace(_CONTROL, REPLACEMENT) + '"'


def newick(text: StringValue) -> StringValue:
    """Text as a label of a Newick tree.

    In quotes unless it is made of letters, digits and a few harmless signs alone; an underscore
    outside quotes would be read as a blank. Control characters are replaced.
    """
    text = text.re_replace(_CONTROL, REPLACEMENT)
    quoted = literal("'") + text.replace("'", "''") + "'"
    return ifelse(text.re_search(r"^[A-Za-z0-9./+-]+$"), text, quoted)


def sarif(text: StringValue) -> StringValue:
    """Text for a SARIF message, where braces and brackets mean placeholders and links."""
    text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return text.replace("{", "{{").replace("}", "}}")

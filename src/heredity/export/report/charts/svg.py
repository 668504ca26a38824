"""SVG by hand: elements whose text and attributes are always escaped, and the frame around them."""

from __future__ import annotations

from markupsafe import Markup, escape

from heredity.export.report.text import clean

Value = str | float


def number(value: float) -> str:
    """A coordinate with two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def pct(share: float) -> str:
    """A horizontal place as a share of the picture's width."""
    return f"{number(100 * share)}%"


def element(name: str, *children: Markup | str, **attributes: Value | None) -> Markup:
    """One element.

    Args:
        name: Its name.
        children: Elements, or text to be escaped.
        attributes: Values by name, `_` for `-`, a trailing `_` dropped; None leaves one out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = Markup("").join(c if isinstance(c, Markup) else escape(clean(c)) for c in children)
    opened = f"<{name}{written}"
    return Markup(f"{opened}>{inner}</{name}>" if inner else f"{opened}/>")  # noqa: S704 - escaped above


def _value(value: Value) -> str:
    return str(escape(clean(value))) if isinstance(value, str) else number(value)


def joined(parts: list[Markup]) -> Markup:
    """Elements one after another."""
    return Markup("").join(parts)


def picture(
    name: str, title: str, desc: str, *children: Markup, height: float,
    width: float | None = None, wide: bool = False,
) -> Markup:  # fmt: skip
    """The frame of a chart, with its words for those who do not see it.

    Args:
        name: Identifier, unique in the page.
        title: What it shows.
        desc: What can be seen in it.
        children: Its elements.
        height: Height in pixels.
        width: Width of a picture that scales as a whole; None for one whose places are shares of
            the width and whose text keeps its size.
        wide: Whether a picture that scales takes all the width there is.
    """
    frame: dict[str, Value] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "role": "img",
        "aria_labelledby": f"{name}-t {name}-d",
    }
    if width is None:
        frame |= {"class": "fluid", "width": "100%", "height": height}
    else:
        frame |= {
            "class": "whole wide" if wide else "whole",
            "viewBox": f"0 0 {number(width)} {number(height)}",
        }
    return element(
        "svg",
        element("title", title, id=f"{name}-t"),
        element("desc", desc, id=f"{name}-d"),
        *children,
        **frame,
    )


def text(x: Value, y: Value, words: str, **attributes: Value | None) -> Markup:
    """A line of text; the style sheet keeps its direction from turning what stands around it."""
    return element("text", words, x=x, y=y, **attributes)

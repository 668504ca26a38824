"""A strict reader of the report's page: what it holds, and that its tags nest."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}


@dataclass
class FigureParts:
    """What one figure of the page holds."""

    slug: str
    caption: str = ""
    commands: list[str] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    svgs: int = 0
    tables: int = 0


@dataclass
class Page(HTMLParser):
    """The page as parsed; any tag that does not nest is an error."""

    tags: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    figures: list[FigureParts] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    svgs: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _basis: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        assert len(named) == len(attrs), f"<{tag}> repeats an attribute"
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in named.items()]
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "section":
            self.sections.append(named["id"])
        if tag == "figure":
            self.figures.append(FigureParts(named["id"]))
        if "figure" in self._open:
            figure = self.figures[-1]
            figure.svgs += tag == "svg" and named.get("role") == "img"
            figure.tables += tag == "table"
            if tag == "pre":
                figure.commands.append("")
            if tag == "data" and "table" in self._open:
                figure.values.append(float(named["value"]))
        self._basis = self._basis or named.get("class") == "basis"
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> does not nest"
        self._basis = self._basis and tag != "p"

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._basis:
            self.figures[-1].caption += data
        if "pre" in self._open:
            self.figures[-1].commands[-1] += data

    def close(self) -> None:
        super().close()
        assert not self._open, f"never closed: {self._open}"


def read_page(html: str) -> Page:
    """Parse a page."""
    page = Page()
    page.feed(html)
    page.close()
    return page

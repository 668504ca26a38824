"""The drift graph of a trait: its states from upstream to downstream, and the net flows.

States stand below one another, upstream on top. A flow that follows the order bends out to the
right, one against it to the left; its width is the net flow. On its side of a state, each flow has
a place of its own: first those that arrive from above, then those that leave, so that flows do not
hide each other where they meet, and arcs nest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from heredity.export.report.charts.svg import element, joined, number, picture, text
from heredity.export.report.text import count, measure, plural, shorten

WIDTH = 400.0
LEFT, RIGHT = 104.0, 296.0
ROW = 30.0
PILL = 22.0
TOP = 26.0
LARGEST_BUBBLE = 9.0
ARROW = 4.0
LABEL_SIZE = 12.5


@dataclass(frozen=True, slots=True)
class State:
    """One state of the trait.

    Attributes:
        label: Its name.
        appearances: Models that have it; the bubble's area.
        published: Its place in the published ordering, from 1; None for none.
    """

    label: str
    appearances: float
    published: int | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A net flow between two states.

    Attributes:
        source: Place of the state it leaves, from 0 for the most upstream.
        target: Place of the state it enters.
        net: Transitions from source to target less those back, positive.
        total: Transitions both ways.
    """

    source: int
    target: int
    net: float
    total: float


def drift_graph(
    name: str, title: str, desc: str, states: Sequence[State], flows: Sequence[Flow]
) -> Markup:
    """The graph, states in their order; flows between the same two states must not repeat."""
    height = TOP + max(len(states), 1) * ROW + 22
    ports = _ports(flows)
    arcs = [_arc(flow, states, ports) for flow in sorted(flows, key=lambda f: -f.net)]
    largest = max((s.appearances for s in states), default=0.0) or 1.0
    pills = [_pill(at, state, largest) for at, state in enumerate(states)]
    return picture(
        name, title, desc, _frame(height), joined(arcs), joined(pills), height=height, width=WIDTH
    )


def _frame(height: float) -> Markup:
    middle = (LEFT + RIGHT) / 2
    return joined(
        [
            text(middle, 12, "upstream", class_="axis", text_anchor="middle"),
            text(middle, height - 4, "downstream", class_="axis", text_anchor="middle"),
            text(WIDTH, 12, "along the order ↓", class_="axis ink-down", text_anchor="end"),
            text(0, 12, "↑ against it", class_="axis ink-up"),
        ]
    )


@dataclass(frozen=True, slots=True)
class Ports:
    """Where flows touch the states.

    Attributes:
        scale: Pixels of width per unit of net flow.
        leave: Vertical place where each flow leaves, by (source, target).
        enter: Vertical place where it enters.
    """

    scale: float
    leave: dict[tuple[int, int], float]
    enter: dict[tuple[int, int], float]


def _ports(flows: Sequence[Flow]) -> Ports:
    """Give each flow its place on the side of the two states that it touches."""
    sides = _sides(flows)
    fullest = max((sum(f.net for f in side) for side in sides.values()), default=0.0)
    scale = (PILL - 4) / fullest if fullest else 0.0
    leave: dict[tuple[int, int], float] = {}
    enter: dict[tuple[int, int], float] = {}
    for (state, _), side in sides.items():
        at = middle(state) - scale * sum(f.net for f in side) / 2
        for flow in side:
            end = leave if flow.source == state else enter
            end[flow.source, flow.target] = at + scale * flow.net / 2
            at += scale * flow.net
    return Ports(scale, leave, enter)


def _sides(flows: Iterable[Flow]) -> dict[tuple[int, bool], list[Flow]]:
    """Flows that touch each side of each state, from top to bottom."""
    sides: dict[tuple[int, bool], list[Flow]] = {}
    for flow in flows:
        down = flow.target > flow.source
        for state in (flow.source, flow.target):
            sides.setdefault((state, down), []).append(flow)
    for (state, _), side in sides.items():
        side.sort(key=lambda f, s=state: _place_of(f, s))  # type: ignore[misc]
    return sides


def _place_of(flow: Flow, state: int) -> tuple[int, int]:
    """Sort key: neighbors above from near to far, then neighbors below from far to near."""
    other = flow.target if flow.source == state else flow.source
    return (0, state - other) if other < state else (1, state - other)


def middle(place: int) -> float:
    """Vertical middle of the state at that place."""
    return TOP + ROW * (place + 0.5)


def _arc(flow: Flow, states: Sequence[State], ports: Ports) -> Markup:
    down = flow.target > flow.source
    edge, out = (RIGHT, 1.0) if down else (LEFT, -1.0)
    span = abs(flow.target - flow.source) / max(len(states) - 1, 1)
    reach = edge + out * (22 + 110 * math.sqrt(span))
    y1, y2 = (ends[flow.source, flow.target] for ends in (ports.leave, ports.enter))
    wide = max(ports.scale * flow.net, 0.5)
    tip = edge + out * ARROW
    head = max(wide / 2 + 1.2, 2.0)
    path = f"M{number(edge)},{number(y1)} C{_at(reach, y1)} {_at(reach, y2)} {_at(tip, y2)}"
    arrow = f"M{_at(edge, y2)} L{_at(tip, y2 - head)} L{_at(tip, y2 + head)} Z"
    source, target = states[flow.source].label, states[flow.target].label
    words = f"{source} → {target}: net {measure(flow.net)} of {measure(flow.total)}"
    return element(
        "g",
        element("title", words),
        element("path", d=path, stroke_width=wide, class_="flow"),
        element("path", d=arrow, class_="head"),
        class_="down" if down else "up",
    )


def _at(x: float, y: float) -> str:
    return f"{number(x)},{number(y)}"


def _pill(at: int, state: State, largest: float) -> Markup:
    y = middle(at)
    radius = max(LARGEST_BUBBLE * math.sqrt(max(state.appearances, 0) / largest), 1.0)
    start = LEFT + 2 * LARGEST_BUBBLE + 8
    label = shorten(
        state.label, (RIGHT - start - (4 if state.published is None else 22)) / LABEL_SIZE
    )
    return element(
        "g",
        element("title", f"{at + 1}. {state.label}: {plural(state.appearances, 'model')}"),
        element(
            "rect", x=LEFT, y=y - PILL / 2, width=RIGHT - LEFT, height=PILL, rx=5, class_="pill"
        ),
        element("circle", cx=LEFT + LARGEST_BUBBLE + 3, cy=y, r=radius, class_="bubble"),
        text(start, y + 4, label, class_="state"),
        *_published(y, state),
    )


def _published(y: float, state: State) -> tuple[Markup, ...]:
    """The published place, in small print at the end of the state."""
    if state.published is None:
        return ()
    words = text(RIGHT - 4, y + 4, str(state.published), class_="axis", text_anchor="end")
    return (element("g", element("title", "place in the published ordering"), words),)


def spoken(states: Sequence[State], flows: Sequence[Flow]) -> str:
    """What the graph shows, for those who do not see it."""
    if not states:
        return "No states."
    order = ", ".join(s.label for s in states)
    if not flows:
        return f"From upstream to downstream: {order}. No net flows."
    top = max(flows, key=lambda f: f.net)
    return (
        f"From upstream to downstream: {order}. {count(len(flows))} net flows are drawn; the "
        f"strongest leads from {states[top.source].label} to {states[top.target].label}."
    )

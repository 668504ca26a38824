"""Model cards of a simulated hub: front matter, then a template or free text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

import numpy as np

from heredity.hub.simulated.front import Front
from heredity.hub.simulated.plan import Flags, Floats, Ints, generator, trait_plan
from heredity.hub.simulated.templates import FREE, KINDS, prose
from heredity.hub.simulated.world import World
from heredity.store.texts import Texts, empty, joined, lists, pick, texts, wrapped

_HOLE = re.compile(r"\{(id|name|parent|task)\}")


def cards_of(world: World, front: Front, first: int, last: int, rng: np.random.Generator) -> Texts:
    """Lines of JSON, each with its line break, for those of a range of models that have a card."""
    rows = np.flatnonzero(world.traits.card[first:last])
    models = first + rows
    holes = _holes(world, models)
    head = wrapped(front.has[rows], "---\\n", pick(front.yaml, rows), "---\\n")
    body = empty(len(models))
    template = world.template[models]
    for code in np.unique(template):
        if code != FREE:
            where = template == code
            pieces = _pieces(prose()["templates"][KINDS[code]], holes)
            body = joined(body, wrapped(where, *pieces))
    median = np.where(
        world.children[models] > 0, prose()["free"]["parents"], prose()["free"]["median"]
    )
    body = joined(body, _free(world.seed, holes, template == FREE, median, rng))
    for kind, text in prose()["broken"].items():
        odd = world.mess.has(kind)[models]
        if odd.any():
            body = joined(wrapped(~odd, body), wrapped(odd, *_pieces(text, holes)))
    return joined('{"id":"', holes["id"], '","card":"', head, body, '"}\n')


def _holes(world: World, models: Ints) -> dict[str, Texts]:
    """What is filled into templates."""
    links = world.links
    at = np.searchsorted(links.child, models)
    inside = np.minimum(at, max(len(links.child) - 1, 0))
    named = (
        (at < len(links.child)) & (links.child[inside] == models) if len(links.child) else at < 0
    )
    ids = pick(world.names.id, models)
    parent = pick(links.text, np.where(named, inside, 0)) if named.any() else empty(len(models))
    tasks = [*trait_plan("task").states, "an unnamed task"]
    return {
        "id": ids,
        "name": pick(world.names.name, models),
        "parent": joined(wrapped(named, parent), wrapped(~named, ids)),
        "task": pick(tasks, world.traits.states["task"].code[models]),
    }


def _pieces(template: str, holes: dict[str, Texts]) -> Iterator[Texts | str]:
    """A template as pieces of a JSON string, its holes filled."""
    for number, part in enumerate(_HOLE.split(template)):
        yield holes[part] if number % 2 else _escaped(part)


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _free(
    seed: int, holes: dict[str, Texts], where: Flags, median: Floats, rng: np.random.Generator
) -> Texts:
    """Cards of their own: a heading and paragraphs, few or many."""
    plan = prose()["free"]
    count = np.exp(rng.normal(np.log(median), plan["spread"], len(where)))
    counts = np.where(where, np.minimum(count, 200), 0).astype(np.int64)
    pool = _paragraphs(seed)
    text = lists(pick(pool, rng.integers(0, len(pool), int(counts.sum()))), counts, "\\n\\n")
    return wrapped(
        where, "\\n# ", holes["name"], "\\n\\nA model for ", holes["task"], ".\\n\\n", text, "\\n"
    )


@cache
def _paragraphs(seed: int) -> Texts:
    """Different paragraphs to choose from, some with a heading."""
    plan, rng = prose()["free"], generator(seed, "paragraphs")
    return texts([_escaped(_paragraph(rng)) for _ in range(plan["paragraphs"])])


def _paragraph(rng: np.random.Generator) -> str:
    plan = prose()["free"]

    def word(kind: str) -> str:
        return str(plan[kind][rng.integers(len(plan[kind]))])

    count = rng.integers(plan["sentences"][0], plan["sentences"][1] + 1)
    sentences = [
        f"{word('openings')} {word('verbs')} {word('things')}{word('endings')}."
        for _ in range(count)
    ]
    heading = f"## {word('headings')}\n\n" if rng.random() < 0.4 else ""
    return heading + " ".join(sentences)

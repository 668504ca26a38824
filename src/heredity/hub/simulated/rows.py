"""Rows of a simulated hub, as `GET /api/models?full=true&cardData=true&config=true` serves them."""

from __future__ import annotations

from functools import cache

import numpy as np

from heredity.hub.simulated.front import Front
from heredity.hub.simulated.kinds import Kinds, kinds_of
from heredity.hub.simulated.names import appearance
from heredity.hub.simulated.plan import Ints, numbers, seconds, trait_plan
from heredity.hub.simulated.world import World
from heredity.store.texts import Texts, hexadecimal, instants, joined, pick, texts, wrapped
from heredity.store.texts import numbers as digits

_STRIDE = np.uint64(0x9E3779B97F4A7C15)


def rows_of(world: World, front: Front, first: int, last: int, rng: np.random.Generator) -> Texts:
    """Lines of JSON, each with its line break, for models `first` to `last - 1`."""
    part = slice(first, last)
    ids = world.names.id[part]
    legacy = world.mess.has("legacy_id")[part]
    kinds = kinds_of(world, first, last, rng)
    created = world.created[part]
    downloads, likes = _popularity(world, first, last, rng)
    return joined(
        '{"_id":"', _record_ids(created, first), '","id":"', ids, '",',
        wrapped(~legacy, '"author":"', pick(world.names.owners, world.names.owner[part]), '",'),
        _gated(last - first, rng), '"lastModified":"', instants(_modified(created, rng)),
        '","likes":', digits(likes), _trending(likes, rng), ',"private":false,"sha":"',
        hexadecimal(rng.integers(0, 256, (last - first, 20), np.uint8)), '",',
        kinds.config, wrapped(front.has, '"cardData":', front.json, ","),
        '"downloads":', digits(downloads), ',"tags":[', _tags(world, front, kinds, part, rng),
        _field(world, "pipeline_tag", "task", part),
        _field(world, "library_name", "library", part),
        kinds.siblings, '"createdAt":"', instants(created), '","modelId":"', ids, '"',
        kinds.safetensors, "}\n",
    )  # fmt: skip


def _record_ids(created: Ints, first: int) -> Texts:
    """The hub's own record ids: the creation in seconds, then what tells the records apart."""
    time = created.astype(">u4").view(np.uint8).reshape(-1, 4)
    index = np.arange(first + 1, first + 1 + len(created), dtype=np.uint64) * _STRIDE
    return hexadecimal(np.hstack([time, index.astype(">u8").view(np.uint8).reshape(-1, 8)]))


def _modified(created: Ints, rng: np.random.Generator) -> Ints:
    """Last change: mostly within the day."""
    spread = np.exp(rng.normal(7.0, 3.0, len(created)))
    end = int(seconds(numbers()["hub"]["end"]))
    return np.minimum(created + spread.astype(np.int64), max(end, int(created.max(initial=0))))


def _popularity(world: World, first: int, last: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Downloads and likes: few models have most of them, parents above all."""
    children = world.children[first:last]
    downloads = np.exp(rng.normal(1.8, 1.9, last - first)) * (1 + children) ** 1.2
    likes = np.exp(rng.normal(-1.6, 1.2, last - first)) * (1 + downloads) ** 0.4
    return downloads.astype(np.int64), likes.astype(np.int64)


def _gated(count: int, rng: np.random.Generator) -> Texts:
    shares = appearance()["shares"]
    luck = rng.random(count)
    manual = luck < shares["gated_manual"]
    auto = ~manual & (luck < shares["gated_manual"] + shares["gated_auto"])
    words = ['"gated":false,', '"gated":"auto",', '"gated":"manual",']
    return pick(words, auto + 2 * manual)


def _trending(likes: Ints, rng: np.random.Generator) -> Texts:
    trends = rng.random(len(likes)) < appearance()["shares"]["trending"]
    return wrapped(trends, ',"trendingScore":', digits(1 + likes // 20))


def _field(world: World, key: str, name: str, part: slice) -> Texts:
    """A trait that the hub knows by itself; absent where it does not."""
    trait = world.traits.states[name]
    values = [*[f'"{key}":"{state}",' for state in trait.plan.states], ""]
    return pick(values, trait.code[part])


def _tags(world: World, front: Front, kinds: Kinds, part: slice, rng: np.random.Generator) -> Texts:
    """The list of tags in the hub's order, its closing bracket and the comma behind."""
    return joined(
        _tag_of(world, "library", part), kinds.tags, _tag_of(world, "task", part),
        front.tags["own"], front.tags["language"], front.tags["dataset"], _papers(world, part, rng),
        front.tags["base_model"], _identifiers(part, rng), front.tags["license"],
        _services(world, kinds, part, rng), '"region:us"],',
    )  # fmt: skip


def _tag_of(world: World, name: str, part: slice) -> Texts:
    trait = world.traits.states[name]
    return pick([*[f'"{state}",' for state in trait.plan.states], ""], trait.code[part])


def _papers(world: World, part: slice, rng: np.random.Generator) -> Texts:
    """Papers: that of the default card, and others."""
    table = appearance()["papers"]
    others = _paper_tags(max(world.models // table["distinct_for"], 1))
    luck, rank = rng.random(part.stop - part.start), rng.random(part.stop - part.start)
    default = luck < table["default_share"]
    other = ~default & (luck < table["default_share"] + table["other_share"])
    at = np.where(other, 2 + (rank**3 * (len(others) - 2)).astype(np.int64), default.astype(int))
    return pick(others, at)


@cache
def _paper_tags(count: int) -> Texts:
    """No tag, that of the default paper, and those of invented ones."""
    number = np.arange(count)
    month = 1701 + 100 * (number % 8) + number // 8 % 12
    invented = joined('"arxiv:', digits(month), ".", digits(10_000 + number // 96), '",')
    return texts(["", f'"arxiv:{appearance()["papers"]["default"]}",', *invented.to_pylist()])


def _identifiers(part: slice, rng: np.random.Generator) -> Texts:
    has = rng.random(part.stop - part.start) < appearance()["shares"]["doi"]
    return wrapped(has, '"doi:10.57967/hf/', digits(np.arange(part.start, part.stop)), '",')


def _services(world: World, kinds: Kinds, part: slice, rng: np.random.Generator) -> Texts:
    """What the hub can do with a model: tags that say nothing of the model itself."""
    task = world.traits.states["task"].code[part]
    text = task == trait_plan("task").states.index("text-generation")
    azure = rng.random(len(task)) < appearance()["shares"]["azure"]
    return joined(
        pick(["", '"autotrain_compatible",'], kinds.whole.astype(int)),
        pick(["", '"text-generation-inference",'], (kinds.whole & text).astype(int)),
        pick(["", '"endpoints_compatible",'], (kinds.whole | (task >= 0)).astype(int)),
        pick(["", '"deploy:azure",'], azure.astype(int)),
    )

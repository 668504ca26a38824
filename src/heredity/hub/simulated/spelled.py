"""How languages and licenses are spelled in front matter, odd forms included."""

from __future__ import annotations

from functools import cache

import numpy as np

from heredity.hub.simulated import languages
from heredity.hub.simulated.fields import BREAK, Fields
from heredity.hub.simulated.plan import trait_plan
from heredity.hub.simulated.world import World
from heredity.store.texts import pick

_ODD = {
    # kind of mess: language it spells, JSON, YAML, tag
    "language_boolean": ("no", "false", "no", "no"),
    "language_name": ("en", '"english"', "english", ""),
    "language_underscore": ("zh", '"zh_CN"', "zh_CN", ""),
    "language_region": ("sv", '"sv-SE"', "sv-SE", ""),
    "language_pair": ("en", '"en-de"', "en-de", ""),
    "language_three_letters": ("en", '"eng"', "eng", "eng"),
    "language_code": ("", '"code"', "code", "code"),
}
_FORMS = ("plain", "license_list", "license_two", "license_key_misspelled", "license_name")
_BARE = 0.02
NAMED = "acorn-community-license"
"""Name of the license that a card gives beside `other`."""


def spell_languages(fields: Fields, world: World, rng: np.random.Generator) -> None:
    """Add the field `language` and its tags, the most downstream language first."""
    states = trait_plan("language").states
    flags = {kind: world.mess.has(kind)[fields.models] for kind in _ODD}
    known = languages.bits(world.traits.language.mask[fields.models])
    known[flags["language_pair"], states.index("de")] = False
    table = np.column_stack([known[:, ::-1], flags["language_code"]]) & fields.has[:, None]
    row, at = np.nonzero(table)
    at = np.where(at < len(states), len(states) - 1 - at, len(states) + len(_ODD) - 1)
    for number, (kind, (meant, *_)) in enumerate(_ODD.items()):
        if meant:
            at[flags[kind][row] & (at == states.index(meant))] = len(states) + number
    odd = list(zip(*_ODD.values(), strict=True))
    fields.many(
        "language",
        row,
        pick([*[f'"{state}"' for state in states], *odd[1]], at),
        pick([*["'no'" if state == "no" else state for state in states], *odd[2]], at),
        rng.random(len(known)) < _BARE,
    )
    tags = [f'"{text}",' if text else "" for text in (*states, *odd[3])]
    fields.tag("language", row, pick(tags, at))


def spell_license(fields: Fields, world: World) -> None:
    """Add the field `license` and its tag."""
    json, yaml, tags = _license_forms()
    trait = world.traits.states["license"]
    code = trait.code[fields.models]
    form = np.zeros(len(code), np.int64)
    for number, kind in enumerate(_FORMS):
        form[world.mess.has(kind)[fields.models]] = number
    at = np.where((code >= 0) & fields.has, form * len(trait.plan.states) + code, len(json) - 1)
    at[world.mess.has("license_placeholder")[fields.models]] = len(json) - 2
    fields.add(pick(json, at), pick(yaml, at))
    fields.tags["license"] = pick(tags, at)


@cache
def _license_forms() -> tuple[list[str], list[str], list[str]]:
    """Every license in every form as JSON, YAML and tags; then a placeholder; then nothing."""
    made = [_license_form(form, state) for form in _FORMS for state in trait_plan("license").states]
    json, yaml, tags = (list(column) for column in zip(*made, strict=True))
    return (
        [*json, '"licence":"license",', ""],
        [*yaml, f"licence: license{BREAK}", ""],
        [*tags, "", ""],
    )


def _license_form(form: str, state: str) -> tuple[str, str, str]:
    tag = f'"license:{state}",'
    if form == "license_list":
        return f'"license":["{state}"],', f"license:{BREAK}- {state}{BREAK}", tag
    if form == "license_two":
        other = second_license(state)
        lines = f"license:{BREAK}- {state}{BREAK}- {other}{BREAK}"
        return f'"license":["{state}","{other}"],', lines, f'{tag}"license:{other}",'
    if form == "license_key_misspelled":
        return f'"licence":"{state}",', f"licence: {state}{BREAK}", ""
    if form == "license_name":
        more = f'"license":"{state}","license_name":"{NAMED}","license_link":"LICENSE",'
        written = [f"license: {state}", f"license_name: {NAMED}", "license_link: LICENSE", ""]
        return more, BREAK.join(written), tag
    return f'"license":"{state}",', f"license: {state}{BREAK}", tag


def second_license(state: str) -> str:
    """The license that a list of two names beside another."""
    return "mit" if state != "mit" else "apache-2.0"

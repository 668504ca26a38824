"""The answer in a few sentences: what is this, and may I use it?"""

from __future__ import annotations

from typing import Final

import msgspec

from heredity.export.report.text import listing
from heredity.export.trust.dossier import Dossier
from heredity.export.trust.duties import Duty, asked_by
from heredity.export.trust.fields.portability import counted
from heredity.knowledge.licenses import licenses

MADE: Final = {
    "finetune": "a fine-tune of",
    "adapter": "an adapter for",
    "quantized": "a quantized copy of",
    "merge": "a merge with",
    "unspecified": "derived from",
}
CAUTION: Final = "A signal with its reason; not legal advice."


class TermsAnswer(msgspec.Struct, frozen=True):
    """What is to be said of the terms.

    Attributes:
        declared: What it declares, in words.
        concluded: What it and its ancestors ask together, as SPDX; None where that is not known.
        complete: Whether all terms above could be seen; None where nobody looked.
        verdict: Worst verdict on its label; None where nothing flows or nobody looked.
        code: Its code.
        against: The ancestor that it speaks of.
        why: Its reason.
        came_in_at: The model at which it began; None where there is none.
        path: Models from that ancestor down to this one; the nearest hundred.
        change: The smallest change that resolves it.
        clause: Text and section that decides.
        confidence: `high`, `medium` or `low`.
        rules_version: Version of rows and rules; None where nobody looked.
    """

    declared: str
    concluded: str | None = None
    complete: bool | None = None
    verdict: str | None = None
    code: str | None = None
    against: str | None = None
    why: str | None = None
    came_in_at: str | None = None
    path: list[str] = []
    change: str | None = None
    clause: str | None = None
    confidence: str | None = None
    rules_version: str | None = None


def terms(dossier: Dossier) -> TermsAnswer:
    """What is to be said of the terms of a model."""
    label = dossier.label
    row = dossier.concluded
    if row is None:
        return TermsAnswer(label.raw)
    worst = _worst(dossier, row["path"] or [])
    return TermsAnswer(
        declared=label.raw,
        concluded=row["concluded"],
        complete=row["complete"],
        verdict=row["verdict"],
        code=row["code"],
        against=worst.get("ancestor"),
        why=worst.get("why"),
        came_in_at=row["first_change"],
        path=list(row["path"] or []),
        change=worst.get("change"),
        clause=worst.get("clause"),
        confidence=worst.get("confidence"),
        rules_version=row["rules_version"],
    )


def _worst(dossier: Dossier, path: list[str]) -> dict[str, str]:
    """The stored verdict that the concluded one rests on."""
    row = dossier.concluded or {}
    mine = [v for v in dossier.verdicts if v["child"] == dossier.model_id]
    mine = [v for v in mine if v["verdict"] == row["verdict"] and v["code"] == row["code"]]
    # Of several as bad the one whose lineage is shown, which a circle has not.
    of_path = [v for v in mine if path and path[0] in (v["ancestor"], *(v["lineage"] or [])[:1])]
    return next(iter(of_path or mine), {})


def sentences(dossier: Dossier, said: TermsAnswer, owed: list[Duty]) -> list[str]:
    """What it is, what holds, and what is open: three sentences, or four."""
    return [_what(dossier), _licensed(dossier, said), *_use(dossier, said, owed)]


def _what(dossier: Dossier) -> str:
    made = _made(dossier)
    if dossier.record is None:
        return f"{dossier.model_id} has no record in this study: {made}."
    size = counted(dossier)
    about = [
        f"for {dossier.of('task')}" if dossier.of("task") else "",
        f"{short(size)} parameters" if size else "",
        str(dossier.of("library") or ""),
    ]
    facts = ", ".join(word for word in about if word)
    by = f", published by {dossier.owner.name}" if dossier.owner.name else ""
    return f"{dossier.model_id} is {made}{by}" + (f" ({facts})." if facts else ".")


def _made(dossier: Dossier) -> str:
    near = dossier.nearest
    if near is None:
        return "a model whose lineage was not linked yet"
    if not near.parents:
        if dossier.record is None:
            named = f"{near.children:,} model{'s name' if near.children != 1 else ' names'} it"
            return f"{named} as a parent, and it may be removed, renamed, private or left out"
        guess = next((one for one in near.guesses if one.confident), None)
        if guess:
            return f"a model that names no parent, probably derived from {guess.model_id}"
        return "a model that names no parent: a founder, or one that is silent"
    names = [parent.model_id for parent in near.parents]
    if any("merge" in parent.relations for parent in near.parents) and len(names) > 1:
        shown = listing(names) if len(names) <= 3 else f"{', '.join(names[:2])} and others"
        return f"a merge of {len(names)} models ({shown})"
    first = near.parents[0]
    kinds = [MADE[name] for name in first.relations] or [MADE["unspecified"]]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{' and '.join(kinds)} {first.model_id}{more}"


def short(number: float) -> str:
    """A number of parameters as people say it."""
    for size, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number:,.0f}"


def _licensed(dossier: Dossier, said: TermsAnswer) -> str:
    declares = f"It declares {said.declared}" if said.declared else "It declares no license"
    if dossier.record is None:
        declares = "Nothing is known of its terms"
    if said.concluded is None:
        if dossier.record is None:
            return f"{declares}."
        return f"{declares}; what flows from its ancestors was not concluded yet: heredity check."
    above = len(dossier.ancestry.ancestors) + dossier.ancestry.more
    whole = f"with its {above:,} ancestor{'s' if above != 1 else ''}" if above else "by itself"
    if said.concluded in ("NOASSERTION", "NONE"):
        return f"{declares}; {whole} nothing can be concluded."
    gap = "" if said.complete else ", incomplete since some terms cannot be seen"
    return f"{declares}; concluded {whole}: {said.concluded}{gap}."


def _use(dossier: Dossier, said: TermsAnswer, owed: list[Duty]) -> list[str]:
    if said.concluded is None:
        return []
    bad = said.verdict in ("conflict", "obligation-dropped")
    found = []
    if bad:
        where = "here" if said.came_in_at == dossier.model_id else f"at {said.came_in_at}"
        against = said.against or "an ancestor"
        found.append(
            f"Signal: {said.verdict} {said.code} with {against}, which came in {where} "
            f"({said.why})."
        )  # fmt: skip
    open_ = [one for one in owed if one.state == "open"]
    unclear = [one for one in owed if one.state == "unclear"]
    if not bad and not open_:
        found.append(_plainly(dossier, said, owed))
    if open_:
        found.append(f"Open: its label does not carry {_named(open_)}.")
    if unclear:
        found.append(f"Unclear: whether it carries {_named(unclear)}.")
    return found


def _named(owed: list[Duty]) -> str:
    named = [f"{one.license} of {one.origin}" for one in owed[:3]]
    return f"{', '.join(named)} and {len(owed) - 3} more" if len(owed) > 3 else listing(named)


def _plainly(dossier: Dossier, said: TermsAnswer, owed: list[Duty]) -> str:
    """What to heed where nothing is in conflict."""
    label = dossier.label
    if label.state == "absent":
        return "Without a declared license nothing visible grants its use: ask its owner."
    if label.state == "unresolved":
        return "What it declares names no known terms: read its license text before use."
    sharp = list(dict.fromkeys(word for one in owed if one.sharp for word in one.asks))
    own = [word for name in label.ids for word in asked_by(name)]
    asks = list(dict.fromkeys([*own, *sharp]))
    groups = listing(sorted({licenses()[name].group for name in label.ids}))
    heed = f"heed: {listing(asks[:5])}" if asks else "it asks for nothing"
    if said.verdict in ("undeclared", "unknown"):
        why = f"Not decidable ({said.code}): {said.why}."
        return f"Its own terms are {groups}; {heed}. {why}"
    nothing = "othing speaks against its label"
    seen = f"N{nothing}" if said.complete else f"As far as terms can be seen, n{nothing}"
    return f"{seen}, {groups}; {heed}."

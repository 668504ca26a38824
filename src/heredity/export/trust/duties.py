"""What a model's ancestors ask, ancestor by ancestor, and where that was first dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from heredity.export.trust.dossier import Dossier
from heredity.knowledge.licenses import Declared, Verdict, licenses, normalize, verdict
from heredity.store.lookup import Record

ASKS: Final = {
    "X": "no commercial use",
    "V": "no derivatives",
    "S": "the same license for derivatives",
    "U": "hand on the restrictions of use",
    "B": "show the vendor's mark or name",
    "K": "a cap on users, revenue or territory",
    "O": "a rule on outputs used for training",
    "D": "offer the source form",
    "N": "keep notices and credit",
    "T": "hand on the license text",
    "C": "mark changes",
    "A": "it reaches adapters and fine-tunes by its own words",
}
"""Duties by their letters in `licenses.toml`, the sharpest first."""

SHARP: Final = "XVSUBKO"
"""Those that somebody who uses the model must know; the others are notices to keep."""

State = Literal["carried", "open", "unclear"]
STATES: Final[dict[str, State]] = {
    "ok": "carried",
    "ok-if-notices-kept": "carried",
    "obligation-dropped": "open",
    "conflict": "open",
}
"""States by verdict; of the other verdicts it is unclear."""


class Duty(msgspec.Struct, frozen=True):
    """What one license of an ancestor asks of the model.

    Attributes:
        license: The license.
        spdx: Its SPDX id or LicenseRef.
        origin: The nearest ancestor that declares it.
        generations: Edges from there to the model.
        at_use: Whether it binds only whoever loads the base beside an adapter.
        asks: What it asks, the sharpest first.
        sharp: Whether it asks more than notices, text and marks.
        state: `carried`, `open` (the model's label does not carry it) or `unclear` (nobody can say,
            since the label is silent, cannot be read, or depends on what is not visible).
        open: Whether its state is `open`.
        dropped_at: The first model on the way whose label did not; None where none did.
        code: Code of that verdict; likewise.
        change: The smallest change that resolves it for the model; None where none is needed.
    """

    license: str
    spdx: str
    origin: str
    generations: int
    at_use: bool
    asks: tuple[str, ...]
    sharp: bool
    state: State
    open: bool
    dropped_at: str | None
    code: str | None
    change: str | None


def asked_by(license_id: str) -> tuple[str, ...]:
    """What a license asks, the sharpest first; empty where its terms are not known."""
    terms = licenses().get(license_id)
    return () if terms is None else tuple(ASKS[d] for d in ASKS if d in terms.duties)


def duties(dossier: Dossier) -> list[Duty]:
    """The licenses that a model inherits, the oldest first; none where nobody checked."""
    if dossier.concluded is None:
        return []
    return [_duty(one, dossier, dossier.label) for one in dossier.concluded["obligations"] or []]


def _duty(one: Record, dossier: Dossier, label: Declared) -> Duty:
    terms = licenses().get(one["license"])
    against = [row for row in dossier.verdicts if row["ancestor"] == one["origin"]]
    said = _said(one, against, dossier.model_id, label)
    state = STATES.get(said.verdict, "unclear")
    lost = state != "carried"
    began = _began(one["origin"], against, dossier) if lost else None
    return Duty(
        license=one["license"],
        spdx=one["spdx"],
        origin=one["origin"],
        generations=one["generations"],
        at_use=one["at_use"],
        asks=asked_by(one["license"]),
        sharp=terms is not None and bool(terms.duties & set(SHARP)),
        state=state,
        open=state == "open",
        dropped_at=began,
        code=said.code if lost else None,
        change=said.change or None,
    )


def _said(one: Record, against: Iterable[Record], model_id: str, label: Declared) -> Verdict:
    """The verdict on the model's label: as it was stored, else by the same rules.

    The table keeps a distant ancestor only where its verdict is worse than those of all parents.
    """
    for row in against:
        if row["child"] == model_id and row["verdict"] is not None:
            return Verdict(
                row["verdict"], row["cause"], row["clause"] or "", row["why"], row["confidence"],
                row["severity"], row["change"] or "",
            )  # fmt: skip
    return verdict(normalize(one["license"]), "adapter" if one["at_use"] else "finetune", label)


def _began(origin: str, rows: Sequence[Record], dossier: Dossier) -> str | None:
    """The model nearest to the ancestor among those whose labels began not to carry its terms."""
    changed = [
        row
        for row in rows
        if row["first_change"] and row["verdict"] not in ("ok", "ok-if-notices-kept")
    ]
    first = min(changed, key=lambda row: (row["generations"] or 0, row["child"]), default=None)
    if first is not None:
        found: str = first["child"]
        return found
    # Of a model further up than was looked up, only the verdict on this one is at hand.
    mine = [r["inherited_from"] for r in rows if r["child"] == dossier.model_id]
    return next((name for name in mine if name), None)

"""Whether what is downloaded can be told from what was published."""

from __future__ import annotations

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.registry import Answer, absent, field, present, stated, unchecked


@field("integrity", "models.sha", asked=("sha",), wanted=True)
def commit(dossier: Dossier) -> Answer:
    """Commit of the default branch, to pin what is downloaded."""
    return stated(dossier.of("sha"), "of the day of the snapshot", "the record names no commit")


@field("integrity", "models.hashes", wanted=True)
def weight_hashes(dossier: Dossier) -> Answer:
    """SHA-256 of each large file, weights above all, as the hub tells them."""
    found = dossier.of("hashes")
    if not found:
        return unchecked("the hub was not asked for them (its API tells them with ?blobs=true)")
    return present([f"{one['file']} {one['sha256']}" for one in found], "as the hub says")


@field("integrity", "models.files", asked=("files",), wanted=True)
def signature(dossier: Dossier) -> Answer:
    """A bundle of OpenSSF Model Signing among the files; it is not verified here."""
    if dossier.files is None:
        return unchecked("the files are not known")
    found = [name for name in dossier.files if name.lower().endswith((".sig", ".sigstore"))]
    return present(found, "not verified") if found else absent("no file ends in .sig or .sigstore")


@field("integrity")
def signed_commits(dossier: Dossier) -> Answer:
    """Whether commits are signed."""
    return unchecked("a snapshot holds no commits")


@field("integrity", "models.disabled", "models.gated", "models.private")
def availability(dossier: Dossier) -> Answer:
    """Whether the hub disabled it, and whether one must ask for access."""
    gated, disabled, private = (dossier.of(c) for c in ("gated", "disabled", "private"))
    if (gated, disabled, private) == (None, None, None):
        return unchecked("the source was not asked for gated, disabled or private")
    said = [word for word, holds in (("disabled", disabled), ("private", private)) if holds]
    said += [f"gated ({gated})"] if gated not in (None, "false") else []
    silent = [
        name
        for name, value in (("gated", gated), ("disabled", disabled), ("private", private))
        if value is None
    ]
    return present(
        said or "open", f"not asked for: {', '.join(silent)}" if silent else "as the hub says"
    )

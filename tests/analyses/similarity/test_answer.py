"""The sentence on siblings and their parent, in both forms."""

from typing import Any

from heredity.analyses.similarity.answer import published_form, sentence


def row(mask: str, difference: float, **more: Any) -> dict[str, Any]:
    return {
        "mask": mask, "control": "none", "first": 0.5 + difference, "second": 0.5,
        "difference": difference, "low": None, "high": None, "verdict": "undecided", "note": None,
    } | more  # fmt: skip


def test_the_published_form_claims_no_interval() -> None:
    rows = [row("M0", 0.1), row("M1", -0.1), row("M2", 0.2)]
    said = published_form(rows, "metadata", "tfidf", "finetune")
    assert "above their parent's under 2 of 3 masks" in said
    assert "without an interval" in said
    assert "undecided" not in said


def test_our_form_weighs_masks_and_controls() -> None:
    rows = [row("M0", 0.1, verdict="first"), row("M4", 0.1, verdict="first", low=0.05, high=0.15)]
    said = sentence(rows, "metadata", "tfidf", "finetune")
    assert "under every mask (M0 to M4)" in said
    assert "(95 % +0.050 to +0.150)" in said
    said = sentence([*rows, row("M4", -0.2, verdict="second")], "metadata", "tfidf", "finetune")
    assert "nearer to their parent in 1, undecided in 0" in said

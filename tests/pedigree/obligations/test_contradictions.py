"""Cards and tags that disagree."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from heredity.checks.examples import model
from heredity.pedigree.obligations.contradictions import contradicted
from heredity.store import Store
from tests.tiny import study

__all__ = ["study"]


@pytest.mark.parametrize(
    ("license_", "tags", "card", "declared"),
    [
        (["mit"], ["license:mit"], {"license": "mit"}, None),
        (["mit"], ["license:mit"], {"license": "MIT"}, None),
        (["mit"], ["license:mit"], {"license": "cc-by-nc-4.0"}, "cc-by-nc-4.0"),
        (["mit"], ["license:mit"], {"license": ["mit"]}, None),
        (["mit", "gpl"], ["license:mit", "license:gpl"], {"license": ["gpl", "mit"]}, None),
        (["mit"], ["license:mit"], {"license": ["mit", "gpl-3.0"]}, "mit, gpl-3.0"),
        (["mit"], ["license:mit"], {"licence": "gpl-3.0"}, None),
        (["mit"], ["license:mit"], {"license": ""}, None),
        (["mit"], ["license:mit"], {"license": None}, None),
        (["other"], ["license:other"], {"license": "other", "license_name": "qwen"}, None),
        (["mit"], None, {"license": "gpl-3.0"}, None),
        (None, [], {"license": "gpl-3.0"}, None),
        (["mit"], ["license:mit"], None, None),
        (["mit"], ["license:mit"], ["license", "gpl"], None),
        (["a\"b"], ["license:a\"b"], {"license": "mit"}, "mit"),
    ],
)  # fmt: skip
def test_what_the_card_declares_instead(
    study: Callable[..., Store], license_: Any, tags: Any, card: Any, declared: str | None
) -> None:
    store = study({
        "models": [model("a/x", license=license_, tags=tags), model("b/y")],
        "edges": [],
        "cards": [{"model_id": "a/x", "metadata": json.dumps(card) if card else None}],
    })  # fmt: skip
    found = [(node, one.raw) for node, one in contradicted(store)]
    assert found == ([(0, declared)] if declared else [])


def test_a_study_without_cards(study: Callable[..., Store]) -> None:
    assert list(contradicted(study({"models": [model("a/x", license=["mit"])]}))) == []

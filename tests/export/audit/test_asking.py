from collections.abc import Callable

import pytest

from heredity.checks.examples import model
from heredity.core.errors import UnknownModel, UserError
from heredity.export.audit import asking
from heredity.export.audit.asking import GONE, SEVERAL, STUB, TWICE, models_of
from heredity.export.audit.listing import listing_of
from heredity.export.audit.wanted import Wanted
from heredity.store import Store


def found(store: Store, *models: str, owners: tuple[str, ...] = (), lines: str = "", **more: bool):
    listing = listing_of(lines.encode(), "ids.txt") if lines else None
    made = models_of(store, Wanted(models, owners, listing, **more))
    return made, [made.ids[node] for node in made.nodes.tolist()]


@pytest.fixture(params=[0, 2_000], autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", request.param)


def test_models_owners_and_lines_together(store: Store) -> None:
    made, ids = found(store, "ACME/x", owners=("acme",), lines="other/z\nacme/y\n")
    assert ids == ["acme/clean", "acme/x", "acme/y", "other/z"]
    assert made.line.tolist() == [0, 0, 0, 1]
    assert [(a.asked, a.models, a.status) for a in made.asked] == [
        ("ACME/x", 1, "found"), ("acme/*", 2, "found"), ("other/z", 1, "found"),
        ("acme/y", 0, TWICE),
    ]  # fmt: skip


def test_no_line_is_lost(store: Store) -> None:
    lines = "acme/x\nno/such\ngone/away\nhttps://hf.co/acme/x\nwhat is this\n"
    made, ids = found(store, lines=lines)
    assert ids == ["acme/x"]
    assert [(a.line, a.status) for a in made.asked] == [
        (1, "found"), (2, GONE), (3, STUB), (4, TWICE), (5, GONE),
    ]  # fmt: skip
    assert [a.missing for a in made.asked] == [False, True, True, False, True]


def test_a_text_that_fits_several_says_which(study: Callable[..., Store]) -> None:
    store = study({"models": [model("a/x"), model("b/x"), model("b/y")]})
    made, ids = found(store, lines="y\nx\n")
    assert ids == ["b/y"]
    assert made.asked[1].status == SEVERAL
    assert made.asked[1].near == ("a/x", "b/x")


def test_a_list_without_a_record(store: Store) -> None:
    with pytest.raises(UserError, match="None of the 1 models"):
        found(store, lines="gone/away")


@pytest.mark.parametrize(
    ("models", "says"),
    [
        (("acme/xx",), "No model 'acme/xx'"),
        (("acme/xx", "acme/x", "no/such"), "2 of 3 models are not in this study: acme/xx"),
        (("gone/away",), "only named as a parent"),
    ],
)
def test_models_by_name_must_be_there(store: Store, models: tuple[str, ...], says: str) -> None:
    with pytest.raises(UserError, match=says) as caught:
        found(store, *models)
    if isinstance(caught.value, UnknownModel):
        assert caught.value.near[0] == "acme/x"


def test_owners_in_any_case_or_a_near_one(store: Store) -> None:
    assert found(store, owners=("Acme",))[1] == ["acme/clean", "acme/x", "acme/y"]
    assert found(store, owners=("acme/*",))[1] == ["acme/clean", "acme/x", "acme/y"]
    with pytest.raises(UserError, match="owner 'acm'") as caught:
        found(store, owners=("acm",))
    assert "acme" in caught.value.hint
    with pytest.raises(UserError, match="owner ''"):
        found(store, owners=("",))
    with pytest.raises(UserError, match="has a record"):
        found(store, owners=("gone",))


def test_lists_without_any_model(store: Store) -> None:
    with pytest.raises(UserError, match="names no model"):
        found(store, lines="# nothing\n")
    with pytest.raises(UserError, match="line 2: no/such") as caught:
        found(store, lines="acme/x\nno/such\n", strict=True)
    assert "--strict" in caught.value.hint

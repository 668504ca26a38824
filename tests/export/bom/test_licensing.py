"""Licenses as bills of materials write them."""

import pytest

from heredity.export.bom.licensing import ids_of, references_of, text_of
from tests.export.bom.makers import licensing


@pytest.mark.parametrize(
    ("expression", "ids"),
    [
        ("MIT", ("MIT",)),
        ("MIT AND MIT", ("MIT",)),
        ("(MIT OR Apache-2.0) AND LicenseRef-HF-x", ("MIT", "Apache-2.0", "LicenseRef-HF-x")),
        ("GPL-2.0-only WITH classpath-exception-2.0 AND MIT",
         ("GPL-2.0-only WITH classpath-exception-2.0", "MIT")),
        ("NOASSERTION", ("NOASSERTION",)),
    ],
)  # fmt: skip
def test_the_licenses_of_an_expression(expression: str, ids: tuple[str, ...]) -> None:
    assert ids_of(expression) == ids


def test_names_that_spdx_does_not_list() -> None:
    assert references_of("MIT AND (LicenseRef-HF-gemma OR MIT)") == ("LicenseRef-HF-gemma",)
    name, address = text_of("LicenseRef-HF-gemma")
    assert name.startswith("Gemma")
    assert address == "https://ai.google.dev/gemma/terms"
    assert text_of("LicenseRef-HF-deepseek")[1] == ""  # its hosts tell letters' cases apart
    assert text_of("LicenseRef-nobody") == ("", "")


def test_what_is_declared_in_several_ways() -> None:
    assert licensing(["mit", "apache-2.0"]).names == ("Apache-2.0", "MIT")  # in the rows' order
    assert licensing(["mit", "apache-2.0"]).declared == "NOASSERTION"
    assert licensing(["other"], license_name="my own").names == ("my own",)
    assert licensing(["other"], license_name="qwen").names == ("LicenseRef-HF-qwen",)
    assert licensing(tags=["license:mit"]).names == ("MIT",)
    assert licensing(None, license_name="x\x00y").names == ("x y",)


def test_nothing_declared_and_nothing_asked_for_differ() -> None:
    assert licensing().declared == "NONE"
    assert licensing(asked=0).declared == "NOASSERTION"


@pytest.mark.parametrize(
    ("link", "address", "lost"),
    [
        ("https://a.org/x", "https://a.org/x", ""),
        ("LICENSE", "https://huggingface.co/a/x/blob/main/LICENSE", ""),
        ("./docs/LICENSE.md", "https://huggingface.co/a/x/blob/main/docs/LICENSE.md", ""),
        ("../../etc/passwd", "", "../../etc/passwd"),
        ("javascript:alert(1)", "", "javascript:alert(1)"),
        ("http://[broken", "", "http://[broken"),
        ("see the card", "", "see the card"),
        (None, "", ""),
    ],
)
def test_where_the_text_stands(link: str | None, address: str, lost: str) -> None:
    said = licensing(["other"], license_link=link)
    assert (said.address, said.unfit) == (address, lost)

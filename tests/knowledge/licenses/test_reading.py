"""Declarations as people write them."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.knowledge.licenses import ABSENT, Declared, Group, Leaf, normalize, read_card, verdict
from heredity.knowledge.licenses.spelling import near

MIT_TEXT = """
MIT License

Copyright (c) 2024 Somebody

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction
"""
BSD_TEXT = """Copyright (c) 2020, Somebody. All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted
provided that the following conditions are met:
1. Redistributions of source code must retain the above copyright notice.
{third}
"""
THIRD = "3. Neither the name of the copyright holder nor the names of its contributors may be used."
LGPL_TEXT = """                   GNU LESSER GENERAL PUBLIC LICENSE
                       Version 3, 29 June 2007

 This version of the GNU Lesser General Public License incorporates the terms and conditions of
 version 3 of the GNU General Public License, supplemented by the permissions listed below."""
LLAMA_TEXT = "LLAMA 3.1 COMMUNITY LICENSE AGREEMENT\nLlama 3.1 Version Release Date: July 23, 2024"


@pytest.mark.parametrize(
    ("declaration", "state", "ids", "expression"),
    [
        ("mit", "declared", ["mit"], "MIT"),
        (" MIT ", "declared", ["mit"], "MIT"),
        ('"mit"', "declared", ["mit"], "MIT"),
        ("\u200bmit\x00", "declared", ["mit"], "MIT"),
        ("The MIT License (MIT)", "declared", ["mit"], "MIT"),
        ("apache2", "declared", ["apache-2.0"], "Apache-2.0"),
        ("Apache 2.0", "declared", ["apache-2.0"], "Apache-2.0"),
        ("Apache License, Version 2.0", "declared", ["apache-2.0"], "Apache-2.0"),
        ("llama-3.1", "declared", ["llama3.1"], "LicenseRef-HF-llama3.1"),
        ("llama-3.1-license-2024", "declared", ["llama3.1"], "LicenseRef-HF-llama3.1"),
        ("gemma-tou-2025-03-24", "declared", ["gemma"], "LicenseRef-HF-gemma"),
        ("bigcode-open-rail-m-v1", "declared", ["bigcode-openrail-m"],
         "LicenseRef-HF-bigcode-openrail-m"),
        ("openrail++", "declared", ["openrail++"], "LicenseRef-HF-openrail-plus-plus"),
        ("GPL-3.0", "declared", ["gpl-3.0"], "GPL-3.0-only"),
        ("GPL-3.0-only", "declared", ["gpl-3.0"], "GPL-3.0-only"),
        ("GPL-2.0+", "declared", ["gpl-2.0"], "GPL-2.0-or-later"),
        ("LGPL-2.1-or-later", "declared", ["lgpl-2.1"], "LGPL-2.1-or-later"),
        ("apache-2.0+", "declared", ["apache-2.0"], "Apache-2.0"),
        ("OpenMDW-1.0", "declared", ["openmdw-1.0"], "OpenMDW-1.0"),
        ("license:mit", "declared", ["mit"], "MIT"),
        ("https://www.apache.org/licenses/LICENSE-2.0.txt", "declared", ["apache-2.0"],
         "Apache-2.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/4.0/", "declared", ["cc-by-nc-sa-4.0"],
         "CC-BY-NC-SA-4.0"),
        ("gpl", "family_only", ["gpl"], "LicenseRef-HF-gpl"),
        ("GPL-1.0-or-later", "family_only", ["gpl"], "LicenseRef-HF-gpl"),
        ("bsd", "family_only", ["bsd"], "LicenseRef-HF-bsd"),
        ("openrail", "family_only", ["openrail"], "LicenseRef-HF-openrail"),
        ("cc", "unresolved", ["cc"], "LicenseRef-HF-cc"),
        ("unknown", "unresolved", ["unknown"], "NOASSERTION"),
        ("other", "unresolved", ["other"], "NOASSERTION"),
        ("other:Qwen License", "named_other", ["qwen"], "LicenseRef-HF-qwen"),
        ("other:acme-eula", "unresolved", ["other"], "NOASSERTION"),
        ("aplache-2.0", "unresolved", ["other"], "NOASSERTION"),
        ("MIT OR Apache-2.0", "declared", ["apache-2.0", "mit"], "Apache-2.0 OR MIT"),
        ("(mit and apache-2.0) or gpl-3.0+", "declared", ["apache-2.0", "mit", "gpl-3.0"],
         "(Apache-2.0 AND MIT) OR GPL-3.0-or-later"),
        ("gpl OR mit", "declared", ["mit", "gpl"], "LicenseRef-HF-gpl OR MIT"),
        ("MIT OR MIT", "declared", ["mit"], "MIT"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "declared", ["gpl-2.0"],
         "GPL-2.0-only WITH classpath-exception-2.0"),
        ("MIT OR acme", "declared", ["mit", "other"], "NOASSERTION"),
        ("MIT OR", "unresolved", ["other"], "NOASSERTION"),
        ("MIT AND (GPL-3.0", "unresolved", ["other"], "NOASSERTION"),
        ("mit, apache-2.0", "declared", ["apache-2.0", "mit"], "NOASSERTION"),
        ("[mit, 'apache-2.0']", "declared", ["apache-2.0", "mit"], "NOASSERTION"),
        (["mit", "apache-2.0"], "declared", ["apache-2.0", "mit"], "NOASSERTION"),
        (["mit", "MIT License", ""], "declared", ["mit"], "MIT"),
        ([["mit"], None], "declared", ["mit"], "MIT"),
        ({"id": "mit", "name": "x"}, "declared", ["mit"], "MIT"),
        (3.0, "unresolved", ["other"], "NOASSERTION"),
        (MIT_TEXT, "declared", ["mit"], "MIT"),
        (BSD_TEXT.format(third=""), "declared", ["bsd-2-clause"], "BSD-2-Clause"),
        (BSD_TEXT.format(third=THIRD), "declared", ["bsd-3-clause"], "BSD-3-Clause"),
        (LGPL_TEXT, "declared", ["lgpl-3.0"], "LGPL-3.0-only"),
        (LLAMA_TEXT, "declared", ["llama3.1"], "LicenseRef-HF-llama3.1"),
        ("You may do this and that with it.\n" * 20, "unresolved", ["other"], "NOASSERTION"),
    ],
)  # fmt: skip
def test_what_a_declaration_says(
    declaration: object, state: str, ids: list[str], expression: str
) -> None:
    found = normalize(declaration)
    assert (found.state, list(found.ids), found.expression) == (state, ids, expression)


@pytest.mark.parametrize("silence", [None, "", "  ", "None", "n/a", "-", [], [""], False, "\x00"])
def test_nothing_is_declared(silence: object) -> None:
    assert normalize(silence) == ABSENT


@pytest.mark.parametrize(
    ("name", "link", "ids"),
    [
        ("qwen", None, ["qwen"]),
        ("Qwen_Research License", "LICENSE", ["qwen-research"]),
        ("stabilityai ai community", None, ["stabilityai-ai-community"]),
        ("llama3.1", None, ["llama3.1"]),
        (None, "https://ai.google.dev/gemma/terms", ["gemma"]),
        ("my terms", "https://ai.google.dev/gemma/terms#x", ["gemma"]),
        ("my terms", "LICENSE", ["other"]),
        (None, "https://acme.example/eula", ["other"]),
        (["qwen"], {}, ["qwen"]),
    ],
)
def test_other_is_its_name_else_its_link(name: object, link: object, ids: list[str]) -> None:
    found = normalize("other", name, link)
    assert list(found.ids) == ids
    assert (found.state == "named_other") == (ids != ["other"])
    assert normalize(None, name, link) == found


def test_a_name_beside_a_license_is_of_no_account() -> None:
    assert normalize("mit", "qwen") == normalize("mit")


def test_the_same_unknown_terms_on_both_sides_are_the_same_terms() -> None:
    acme = normalize("other", "ACME EULA", "https://acme.example/eula")
    assert verdict(acme, "finetune", acme).verdict == "ok"
    elsewhere = normalize("other", "acme-eula", "https://acme.example/other")
    assert verdict(acme, "finetune", elsewhere).code == "LIC054"
    file = normalize("other", None, "LICENSE")
    assert verdict(file, "finetune", file).code == "LIC054"
    bare = normalize("other")
    assert verdict(bare, "finetune", bare).code == "LIC054"
    typo = normalize("aplache-2.0")
    assert verdict(typo, "finetune", typo).code == "LIC054"


def test_cards_with_misspelled_keys_and_tags() -> None:
    assert read_card({"licence": "mit"}).ids == ("mit",)
    assert read_card({"license": "other", "licence_name": "qwen"}).ids == ("qwen",)
    assert read_card({"license": ["mit"]}, ["license:mit", "en"]).codes == ()
    assert read_card({}, ["license:mit"]).ids == ("mit",)
    assert read_card({}, ["region:us"]) == ABSENT
    differs = read_card({"license": "mit"}, ["license:gpl-3.0"])
    assert (differs.ids, differs.codes) == (("mit",), ("LIC057",))
    assert "gpl-3.0" in differs.note
    named = read_card({"license": "other", "license_name": "qwen"}, ["license:other"])
    assert (named.ids, named.codes) == (("qwen",), ())
    assert "LIC057" in verdict(differs, "finetune", "mit").notes


@pytest.mark.parametrize(
    ("up", "down", "code"),
    [
        ("MIT OR GPL-3.0-only", "mit", "LIC000"),
        ("MIT AND GPL-3.0-only", "mit", "LIC010"),
        ("MIT AND GPL-3.0-only", "GPL-3.0-only AND MIT", "LIC000"),
        ("gpl-3.0", "mit OR gpl-3.0", "LIC000"),
        ("gpl-3.0", "mit AND gpl-3.0", "LIC010"),
        ("GPL-2.0-only", "gpl-3.0", "LIC055"),
        ("GPL-2.0-or-later", "gpl-3.0", "LIC000"),
        ("gpl-3.0", "GPL-2.0-or-later", "LIC010"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "mit", "LIC055"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "gpl-2.0", "LIC000"),
        ("gpl-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", "LIC055"),
        ("GPL-2.0-only WITH Classpath-exception-2.0",
         "GPL-2.0-only WITH Classpath-exception-2.0", "LIC000"),
        ("mit", "GPL-2.0-only WITH Classpath-exception-2.0", "LIC000"),
        (["mit", "apache-2.0"], "bsd-2-clause", "LIC001"),
        (["mit", "apache-2.0"], "mit", "LIC056"),
        (["gpl-3.0", "agpl-3.0"], "mit", "LIC010"),
        ("mit", ["gpl-3.0", "cc-by-nc-4.0"], "LIC000"),
        ("cc-by-nd-4.0 OR mit", "mit", "LIC000"),
        ("MIT OR acme", "apache-2.0", "LIC001"),
        (["mit", "acme"], "apache-2.0", "LIC056"),
    ],
)  # fmt: skip
def test_expressions_take_the_best_or_the_worst_branch(up: object, down: object, code: str) -> None:
    assert verdict(normalize(up), "finetune", normalize(down)).code == code


def test_groups_are_the_same_in_whatever_order_they_are_written() -> None:
    first, second = normalize("MIT OR (Apache-2.0 OR ISC)"), normalize("isc or apache-2.0 or mit")
    assert first.node == second.node
    assert isinstance(first.node, Group)
    assert len(first.node.parts) == 3
    assert not first.simple
    assert normalize("gpl-2.0+").node == Leaf("gpl-2.0", later=True)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000,
        "(" * 500 + "mit" + ")" * 500,
        "mit AND " * 5_000,
        "mit OR " * 100 + "mit",
        "a" * 1_000_000,
        "\x00\x01\x02\ud800",
        "[" * 3_000,
        "and or with",
        "mit WITH",
        ")(",
        "other:" * 1_000,
        ["mit"] * 10_000 + ["acme"],
        [f"x{at}" for at in range(1_000)],
        "mit\n" * 10_000,
        {"id": {"id": {"id": {"id": "mit"}}}},
        [[[[[["mit"]]]]]],
        b"mit",
        object,
    ],
)
def test_hostile_declarations_are_read_within_bounds(text: object) -> None:
    found = normalize(text, text, text)
    assert isinstance(found, Declared)
    assert len(found.raw) <= 200
    assert len(found.name) <= 200
    assert verdict(found, "finetune", found).verdict


WORDS = st.sampled_from(
    ["mit", "gpl-2.0+", "AND", "or", "WITH", "(", ")", ",", "[", "]", "other", "\n", " ", "+"]
)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(WORDS).map(" ".join),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    ),
    st.none() | st.text(),
    st.none() | st.text(),
)
def test_anything_is_read(declaration: object, name: object, link: object) -> None:
    found = normalize(declaration, name, link)
    assert found.state in {"declared", "family_only", "named_other", "unresolved", "absent"}
    assert (found.state == "absent") == (found.node is None) == (found.ids == ())
    assert verdict(found, "merge", "mit").code.startswith("LIC")
    assert isinstance(read_card({"license": declaration, "license_name": name}), Declared)


def test_near_ids_are_offered() -> None:
    assert near("aplache-2.0")[0] == "apache-2.0"
    assert "cc-by-nc-4.0" in near("cc-by-nc-4")
    assert near("") == []


@pytest.mark.shared
def test_real_declarations_are_mostly_resolved(shared_data: Path) -> None:
    with gzip.open(shared_data / "hub/api_list_2024.json.gz") as file:
        models = json.load(file)
    found = [
        read_card(card if isinstance(card := model.get("cardData"), dict) else {}, model["tags"])
        for model in models
    ]
    stated = [one for one in found if one.state != "absent"]
    bare = [one for one in stated if one.raw.lower() in {"other", "unknown"} and not one.name]
    open_ = [one for one in stated if one.state == "unresolved"]
    assert len(stated) > 3_000
    assert len(open_) - len(bare) < len(stated) / 50

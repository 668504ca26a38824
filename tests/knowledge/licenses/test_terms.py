"""Rows of licenses: each well-formed, each different, each known by its spellings."""

import re

import pytest

from heredity.knowledge.licenses import (
    classes_of,
    license_classes,
    licenses,
    rules_version,
    vendors,
)
from heredity.knowledge.licenses.pairs import VERDICTS, codes, pairs, reasons
from heredity.knowledge.licenses.pairs import rows as pair_rows
from heredity.knowledge.licenses.spelling import by_address, by_text, fold, lookup, spellings
from heredity.knowledge.licenses.terms import LicenseTerms, rows

ROWS = list(licenses().values())
DUTIES = set("NTCDSXVUBKOA")
RELICENSE = {"any", "keep", "nc", "file", "same", "vendor", "none", "?"}
CLASSES = {row["name"] for row in rows()["class"]}
SPDX = re.compile(r"[A-Za-z0-9.-]+")


def by_id(terms: LicenseTerms) -> str:
    return terms.id


def test_the_hub_lists_83_licenses() -> None:
    assert sum(not terms.named for terms in ROWS) == 83
    assert len({terms.id for terms in ROWS}) == len(ROWS)
    assert len(rows()["license"]) + len(rows()["named"]) == len(ROWS)
    assert rules_version()


@pytest.mark.parametrize("terms", ROWS, ids=by_id)
def test_every_row_is_well_formed(terms: LicenseTerms) -> None:
    assert terms.id == fold(terms.id)
    assert SPDX.fullmatch(terms.spdx)
    assert terms.group in CLASSES
    assert terms.duties <= DUTIES
    assert terms.relicense in RELICENSE
    assert terms.text
    assert terms.unresolved == (not terms.duties and terms.group != "public-domain")
    assert ("V" in terms.duties) == (terms.relicense == "none") == (terms.group == "no-derivatives")
    assert terms.relicense != "same" or terms.group != "non-commercial" or "X" in terms.duties
    assert all(alias == fold(alias) for alias in terms.aliases)
    assert set(terms.later) <= set(licenses())


@pytest.mark.parametrize("terms", ROWS, ids=by_id)
def test_every_row_is_found_by_all_its_spellings(terms: LicenseTerms) -> None:
    names = {terms.id, terms.id.upper(), *terms.aliases} | (
        set() if terms.spdx == "NOASSERTION" else {terms.spdx, f"{terms.spdx} license"}
    )
    assert all(found and found.id == terms.id for found in map(lookup, names)), names
    for link in terms.links:
        for address in (f"https://{link}", f"http://www.{link}/", f"https://{link.upper()}"):
            found = by_address(address)
            assert found is not None
            assert found.id == terms.id
    for words in terms.fingerprints:
        found = by_text(words.replace(" ... ", " and so on ").upper())
        assert found is not None
        assert found.id == terms.id


def test_no_spelling_stands_for_two_rows() -> None:
    said = [name for terms in ROWS for name in {terms.id, terms.spdx.lower(), *terms.aliases}]
    twice = {name for name in said if said.count(name) > 1}
    assert twice <= {"noassertion"}
    assert set(said) - twice == set(spellings())


def test_pairs_name_rows_and_one_kind_each() -> None:
    assert all(up in licenses() and down in licenses() for up, down in pairs())
    assert {pair.kind for pair in pairs().values()} == {"not-fitting", "unsettled", "listed"}
    stated = [
        (up, down)
        for row in pair_rows()["pair"]
        for up in row["upstream"]
        for down in row["downstream"]
        if up != down
    ]
    assert len(stated) == len(set(stated)) == len(pairs())


def test_reasons_and_codes_fit() -> None:
    assert all(reason.code in codes() for reason in reasons().values())
    assert all(codes()[reason.code].verdict in VERDICTS for reason in reasons().values())
    assert all(code.severity in {"error", "warn", "info"} for code in codes().values())
    assert list(codes()) == sorted(codes())
    for reason in reasons().values():
        fine = codes()[reason.code].verdict == "ok"
        assert bool(reason.change) != fine, reason.key
        assert reason.why.format(up="u", down="d", pair="p")


def test_vendor_terms_name_rows_and_their_patterns_read_names() -> None:
    assert set(vendors()) <= set(licenses())
    for name, terms in vendors().items():
        if terms.name_prefix:
            assert re.match(terms.name_pattern, terms.name_prefix, re.IGNORECASE), name
            assert "B" in licenses()[name].duties
    llama3, later = vendors()["llama3"].name_pattern, vendors()["llama3.1"].name_pattern
    for name in ("Llama-3-8B-x", "meta-llama-3-x", "LLAMA3-x", "Meta_Llama 3"):
        assert re.match(llama3, name, re.IGNORECASE)
        assert re.match(later, name, re.IGNORECASE)
    assert re.match(later, "Llama-guard", re.IGNORECASE)
    for name in ("my-llama-3", "Llama-2-7b", "Hermes"):
        assert not re.match(llama3, name, re.IGNORECASE)


def test_words_are_signals_with_reasons() -> None:
    texts = [text for reason in reasons().values() for text in (reason.why, reason.change)]
    texts += [code.signal for code in codes().values()]
    texts += [pair.why for pair in pairs().values()]
    texts += [terms.note for terms in ROWS]
    for word in ("illegal", "violat", "infring", "unlawful", "breach"):
        assert not any(word in text.lower() for text in texts), word


def test_classes_follow_the_rows() -> None:
    for published in (False, True):
        known = license_classes(published)
        assert all(name in licenses() for name in known)
    assert len(set(license_classes().values())) == 11
    assert set(license_classes(published=True).values()) == {
        "commercial", "use-restricted", "copyleft", "permissive",
    }  # fmt: skip
    assert classes_of(["cc-by-4.0", "gpl-3.0"]) == ["attribution", "strong-copyleft"]
    assert classes_of(["cc-by-4.0", "gpl-3.0"], published=True) == ["copyleft"]
    assert classes_of(["cc", "my-terms", "mit"]) == ["permissive"]
    assert classes_of([]) == []

"""Each code that a pair can carry: one declaration that brings it, one that does not."""

from itertools import product

import pytest

from heredity.knowledge.licenses import Verdict, licenses, merge, verdict
from heredity.knowledge.licenses.pairs import codes
from heredity.knowledge.licenses.rules import RELATIONS

LINEAGE = {"LIC003", "LIC043", "LIC053", "LIC057", "LIC058", "LIC070", "LIC090"}
"""Codes that want more than a pair: files, names, snapshots, lineages, tags."""

NOTES = {"LIC032", "LIC062"}

CASES = {
    "LIC000": (("mit", "finetune", "mit"), ("mit", "finetune", "isc")),
    "LIC001": (("mit", "finetune", "apache-2.0"), ("mit", "finetune", "gpl-3.0")),
    "LIC002": (("mpl-2.0", "finetune", "gpl-3.0"), ("gpl-3.0", "finetune", "mpl-2.0")),
    "LIC010": (("gpl-3.0", "finetune", "mit"), ("gpl-3.0", "adapter", "mit")),
    "LIC011": (("agpl-3.0", "quantized", "gpl-3.0"), ("agpl-3.0", "quantized", "agpl-3.0")),
    "LIC012": (("cc-by-sa-4.0", "finetune", "mit"), ("cc-by-sa-4.0", "finetune", "gpl-3.0")),
    "LIC013": (("epl-2.0", "finetune", "mit"), ("epl-2.0", "adapter", "mit")),
    "LIC020": (("cc-by-nc-4.0", "merge", "mit"), ("cc-by-nc-4.0", "merge", "cc-by-nc-3.0")),
    "LIC021": (("cc-by-nd-4.0", "merge", "mit"), ("cc-by-4.0", "merge", "cc-by-nd-4.0")),
    "LIC022": (("cc-by-nd-4.0", "adapter", "mit"), ("cc-by-nd-4.0", "quantized", "mit")),
    "LIC023": (("llama3.1", "finetune", "gemma"), ("llama3.1", "finetune", "llama3.2")),
    "LIC030": (("afl-3.0", "finetune", "gpl"), ("afl-3.0", "finetune", "gfdl")),
    "LIC031": (("gpl-3.0 + gemma", "merge", "mit"), ("gpl-3.0 + isc", "merge", "gpl-3.0")),
    "LIC032": (("llama2 + mit", "merge", "llama2"), ("llama2 + llama3", "merge", "llama2")),
    "LIC040": (("gemma", "finetune", "mit"), ("gemma", "finetune", "gemma")),
    "LIC041": (("cc-by-4.0", "finetune", "cc0-1.0"), ("mit", "finetune", "cc0-1.0")),
    "LIC042": (("gpl-3.0", "adapter", "mit"), ("gemma", "adapter", "mit")),
    "LIC044": (("llama2", "finetune", "llama3"), ("llama2", "finetune", "gemma")),
    "LIC045": (("gemma", "finetune", "llama3"), ("gemma", "finetune", "qwen")),
    "LIC050": (("", "finetune", "mit"), ("", "finetune", "")),
    "LIC051": (("mit", "finetune", ""), ("mit", "references", "")),
    "LIC052": (("", "adapter", ""), ("", "references", "")),
    "LIC054": (("cc", "finetune", "mit"), ("cc0-1.0", "finetune", "cc")),
    "LIC055": (("gpl-2.0", "finetune", "gpl-3.0"), ("GPL-2.0+", "finetune", "gpl-3.0")),
    "LIC056": (("mit, gpl-3.0", "finetune", "isc"), ("mit, isc", "finetune", "gpl-3.0")),
    "LIC060": (("gemma", "references", "mit"), ("gpl-3.0", "references", "mit")),
    "LIC061": (("cc-by-nc-4.0", "commercial", ""), ("gemma", "commercial", "")),
    "LIC062": (("llama3", "finetune", "llama3"), ("gemma", "finetune", "gemma")),
}


def judged(upstream: str, relation: str, downstream: str) -> Verdict:
    if " + " in upstream:
        return merge(upstream.split(" + "), downstream)[0]
    if relation == "commercial":
        return verdict(upstream, "references", downstream, commercial=True)
    return verdict(upstream, relation, downstream)


def test_every_code_has_its_cases() -> None:
    assert set(CASES) | LINEAGE == set(codes())


@pytest.mark.parametrize("code", CASES)
def test_a_hit_and_a_pass(code: str) -> None:
    hit, miss = (judged(*case) for case in CASES[code])
    assert code in ({hit.code} if code not in NOTES else set(hit.notes)), hit
    assert code not in {miss.code, *miss.notes}, miss


def test_a_silent_child_of_sharp_terms_is_a_warning() -> None:
    assert verdict("mit", "finetune", None).severity == "info"
    for sharp in ("gpl-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "gemma", "qwen"):
        assert verdict(sharp, "finetune", None).severity == "warn"


def test_every_verdict_has_its_words() -> None:
    forbidden = ("illegal", "violat", "infring", "unlawful", "breach")
    for up, relation, down in product([*licenses(), ""], RELATIONS, [*licenses(), ""]):
        found = verdict(up, relation, down)
        assert found.why
        assert "{" not in found.why + found.change
        known = up and not licenses()[up].unresolved
        assert bool(found.clause) == bool(known)
        assert bool(found.change) == (found.verdict != "ok")
        assert not any(word in (found.why + found.change).lower() for word in forbidden)

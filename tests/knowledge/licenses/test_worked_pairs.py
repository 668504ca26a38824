"""Pairs worked out by hand: verdict and code of each."""

import pytest

from heredity.knowledge.licenses import Verdict, merge, normalize, verdict

PAIRS = """
cc0-1.0 | finetune | mit | ok | LIC000
unlicense | merge | other:acme-eula | ok | LIC000
mit | finetune | mit | ok | LIC000
bsd-2-clause | finetune | apache-2.0 | ok-if-notices-kept | LIC001
apache-2.0 | quantized | mit | ok-if-notices-kept | LIC001
mit | finetune | cc-by-nc-sa-4.0 | ok | LIC000
bsd-3-clause | finetune | gpl-3.0 | ok | LIC000
apache-2.0 | finetune | gpl-2.0 | conflict | LIC030
apache-2.0 | finetune | gpl | unknown | LIC055
apache-2.0 | finetune | other | ok-if-notices-kept | LIC001
mit | finetune | unknown | unknown | LIC054
apache-2.0 | finetune | - | undeclared | LIC051
apache-2.0 | finetune | openrail++ | ok | LIC000
mit | adapter | gpl-3.0 | ok | LIC000
cc-by-4.0 | finetune | mit | ok-if-notices-kept | LIC001
cc-by-4.0 | finetune | cc0-1.0 | obligation-dropped | LIC041
cc-by-4.0 | finetune | cc-by-sa-4.0 | ok | LIC000
odc-by | adapter | mit | ok | LIC000
mpl-2.0 | finetune | apache-2.0 | conflict | LIC013
mpl-2.0 | finetune | gpl-3.0 | ok-if-notices-kept | LIC002
lgpl-2.1 | quantized | mit | conflict | LIC013
lgpl-3.0 | adapter | apache-2.0 | ok | LIC000
epl-2.0 | finetune | gpl-3.0 | unknown | LIC055
gpl-3.0 | finetune | apache-2.0 | conflict | LIC010
gpl-3.0 | quantized | gpl-3.0 | ok | LIC000
gpl-3.0 | adapter | mit | obligation-dropped | LIC042
gpl-2.0 | finetune | gpl-3.0 | unknown | LIC055
gpl | finetune | apache-2.0 | conflict | LIC010
gpl-3.0 | finetune | cc-by-nc-4.0 | conflict | LIC010
agpl-3.0 | finetune | gpl-3.0 | conflict | LIC011
osl-3.0 | finetune | mit | conflict | LIC011
eupl-1.2 | finetune | agpl-3.0 | ok-if-notices-kept | LIC002
cc-by-sa-4.0 | finetune | apache-2.0 | conflict | LIC012
cc-by-sa-4.0 | finetune | gpl-3.0 | ok-if-notices-kept | LIC002
cc-by-sa-4.0 | finetune | cc-by-sa-3.0 | conflict | LIC012
cc-by-nc-4.0 | finetune | apache-2.0 | conflict | LIC020
cc-by-nc-4.0 | finetune | cc-by-nc-sa-4.0 | ok | LIC000
cc-by-nc-sa-4.0 | finetune | cc-by-nc-4.0 | conflict | LIC012
cc-by-nc-4.0 | adapter | mit | obligation-dropped | LIC042
cc-by-nc-4.0 | references | mit | ok-if-notices-kept | LIC060
cc-by-nd-4.0 | finetune | cc-by-nd-4.0 | conflict | LIC021
cc-by-nd-4.0 | quantized | cc-by-nd-4.0 | unknown | LIC022
fair-noncommercial-research-license | adapter | apache-2.0 | conflict | LIC020
creativeml-openrail-m | finetune | mit | obligation-dropped | LIC040
creativeml-openrail-m | finetune | openrail++ | ok-if-notices-kept | LIC002
bigscience-bloom-rail-1.0 | finetune | gpl-3.0 | conflict | LIC030
openrail | adapter | creativeml-openrail-m | ok-if-notices-kept | LIC002
gemma | finetune | apache-2.0 | obligation-dropped | LIC040
gemma | finetune | gemma | ok | LIC000
gemma | finetune | llama3.1 | unknown | LIC045
llama2 | finetune | llama2 | ok | LIC000
llama3 | finetune | apache-2.0 | conflict | LIC023
llama3.1 | finetune | llama3 | obligation-dropped | LIC044
llama3.2 | adapter | mit | conflict | LIC023
llama3 | references | apache-2.0 | ok-if-notices-kept | LIC060
- | finetune | mit | undeclared | LIC050
other:qwen | finetune | apache-2.0 | obligation-dropped | LIC040
other | finetune | apache-2.0 | unknown | LIC054
cc-by-sa-4.0 + cc-by-nc-4.0 | merge | cc-by-nc-sa-4.0 | conflict | LIC031
apache-2.0 + mit | merge | apache-2.0 | ok-if-notices-kept | LIC001
apache-2.0 + llama3.1 | merge | apache-2.0 | conflict | LIC023
gpl-3.0 + creativeml-openrail-m | merge | gpl-3.0 | conflict | LIC031
"""
"""Upstream (parents of a merge joined by +), relation, downstream, verdict, code; - is silence."""

ROWS = [tuple(cell.strip() for cell in line.split(" | ")) for line in PAIRS.strip().splitlines()]


def judged(upstream: str, relation: str, downstream: str) -> Verdict:
    parents = [normalize(one) for one in upstream.split(" + ")]
    child = normalize(downstream)
    if len(parents) > 1:
        return merge(parents, child)[0]
    return verdict(parents[0], relation, child)


def test_there_are_62_of_them() -> None:
    assert len(ROWS) == 62


@pytest.mark.parametrize(("upstream", "relation", "downstream", "expected", "code"), ROWS)
def test_worked_pair(
    upstream: str, relation: str, downstream: str, expected: str, code: str
) -> None:
    found = judged(upstream, relation, downstream)
    assert (found.verdict, found.code) == (expected, code), found.why

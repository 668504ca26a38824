"""Parameters reach the analyses that have them, and no others."""

import pytest

from heredity.analyses import analysis_stages, shared_out
from heredity.core.errors import UserError


def test_each_analysis_gets_its_own() -> None:
    shares = shared_out(analysis_stages(["mutation", "overview"]), {"k": 5, "edge_sets": ["all"]})
    assert {stage.name: share for stage, share in shares} == {
        "analyze mutation": {"k": 5, "edge_sets": ["all"]},
        "analyze overview": {"edge_sets": ["all"]},
    }


def test_a_parameter_that_none_knows_is_refused() -> None:
    with pytest.raises(UserError, match="parameter 'kk'") as caught:
        shared_out(analysis_stages(["mutation"]), {"kk": 5})
    assert "k, least, resamples" in caught.value.hint

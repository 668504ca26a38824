"""One studied hub for all tests of the report."""

import pytest

from heredity.export.trust import TrustReport, trust
from heredity.study import Study
from tests.export.trust.hub import studied_hub


@pytest.fixture(scope="session")
def studied() -> Study:
    """The hub, studied."""
    return studied_hub()


class Reports:
    """Reports by id, each made once."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.made: dict[str, TrustReport] = {}

    def __getitem__(self, model_id: str) -> TrustReport:
        if model_id not in self.made:
            self.made[model_id] = trust(self.study.store, model_id)
        return self.made[model_id]


@pytest.fixture(scope="session")
def reports(studied: Study) -> Reports:
    """Reports on its models."""
    return Reports(studied)

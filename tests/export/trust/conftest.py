"""One studied hub for all tests of the report."""

from collections.abc import Iterator

import pytest

from heredity.export.trust import TrustReport, trust
from heredity.study import Study
from tests.export.trust.hub import build


@pytest.fixture(scope="session")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """The hub, studied."""
    study = build(tmp_path_factory.mktemp("trust"))
    yield study
    study.store.close()


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

"""Fixtures and settings that every test shares."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# On CI the examples are the same in every run: a failure there can be repeated here.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the Spark tests in one process: one Java machine is enough for two cores."""
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real rows beside the repository, or $HEREDITY_SHARED_DATA."""
    named = os.environ.get("HEREDITY_SHARED_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the folder of shared data is missing: {folder} (or set HEREDITY_SHARED_DATA)")
    return folder

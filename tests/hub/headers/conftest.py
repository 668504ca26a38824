"""A machine without a hub's cache or token, and a hub beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.headers.serving import FakeHub, serve

VARIABLES = (
    *("HF_ENDPOINT", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN"),
    *("HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH", "HF_HUB_OFFLINE", "XDG_CACHE_HOME"),
    *("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HF_HUB_DISABLE_IMPLICIT_TOKEN"),
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty home of the hub's library."""
    home = tmp_path_factory.mktemp("home")
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(home))
    return home


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with serve() as served:
        monkeypatch.setenv("HF_ENDPOINT", served.address)
        yield served

"""The face of the house: what `import heredity` gives."""

import subprocess
import sys

import pytest

import heredity
from heredity.core.version import __version__
from heredity.study import Study


def test_it_has_the_study_and_no_more_than_it_says() -> None:
    assert heredity.Study is Study
    assert heredity.__version__ == __version__
    assert dir(heredity) == sorted(heredity.__all__)
    assert all(getattr(heredity, name) is not None for name in heredity.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        heredity.nonsense  # noqa: B018


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, heredity; print(*[m for m in ('duckdb', 'pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

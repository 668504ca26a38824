"""Run a program as a user would, and measure it from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One measured run.

    Attributes:
        seconds: Wall time of the whole process, start-up included.
        peak: Highest resident memory of the process, in bytes.
        processor: Processor time, all cores together: on a busy machine it says more.
    """

    seconds: float
    peak: int
    processor: float = 0.0


def measure(words: list[str]) -> Measured:
    """Run a command to its end.

    Raises:
        SystemExit: It failed; its own words are shown.
    """
    began = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, complaints = child.stdout, child.stderr
    assert output is not None
    assert complaints is not None
    with output, complaints:
        said, errors = output.read(), complaints.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(words)} failed:\n{said}{errors}")
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Measured(seconds, peak, usage.ru_utime + usage.ru_stime)


def heredity(*words: str) -> Measured:
    """Run one command of Heredity."""
    return measure([sys.executable, "-m", "heredity", *words])


def python(module: str, *words: str) -> Measured:
    """Run one of our own modules, such as a peer."""
    return measure([sys.executable, "-m", module, *words])

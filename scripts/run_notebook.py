"""Run the tutorial notebooks and keep what they print.

python scripts/run_notebook.py            run each and write its outputs into it
python scripts/run_notebook.py --check    run each and say where its outputs differ
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parent.parent / "docs" / "notebooks"
SECONDS = 600
"""Most that one cell may take."""


def executed(path: Path) -> Any:
    """A notebook with the outputs of a fresh run."""
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=SECONDS, kernel_name="python3", record_timing=False).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    book.metadata.get("language_info", {}).pop("version", None)
    return book


def shown(cell: Any) -> list[str]:
    """What a cell prints, as text; pictures count by their words."""
    found = []
    for output in cell.get("outputs", []):
        held = output.get("text") or output.get("data", {}).get("text/plain", "")
        found.append("".join(held))
    return found


def differences(path: Path) -> list[str]:
    """Cells of a notebook that print something else than what it holds."""
    before, after = nbformat.read(path, as_version=4), executed(path)
    return [
        f"{path.name}, {old['id']}: it holds {shown(old)!r}, a fresh run gives {shown(new)!r}"
        for old, new in zip(before.cells, after.cells, strict=True)
        if shown(old) != shown(new)
    ]


def main() -> None:
    """Run or check all notebooks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    check = parser.parse_args().check
    wrong: list[str] = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if check:
            wrong += differences(path)
        else:
            nbformat.write(executed(path), path)
    for line in wrong:
        print(line)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

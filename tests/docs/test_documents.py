"""The documents tell the truth: their commands run, and their reference is up to date."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.transcripts import play, steps

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("bom.md", "trust.md", "tutorial.md")
DOCUMENTS = [ROOT / "README.md", *(ROOT / "docs" / page for page in PAGES)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_its_commands_run(document: Path, tmp_path: Path) -> None:
    assert len(steps(document.read_text())) >= 5
    play(document, tmp_path)


def test_the_reference_is_up_to_date() -> None:
    words = [sys.executable, str(ROOT / "scripts" / "generate_reference.py"), "--check"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run make docs:\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.stem)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"

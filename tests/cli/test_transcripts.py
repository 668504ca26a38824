"""The command line does what its transcripts show."""

from pathlib import Path

import pytest

from tests.transcripts import play

FOLDER = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("document", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_transcript(document: Path, tmp_path: Path) -> None:
    play(document, tmp_path)

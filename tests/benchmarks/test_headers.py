"""The benchmark of headers runs."""

import pytest

from benchmarks.headers.__main__ import main


def test_it_measures_every_format(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["headers", "--files", "2"])
    main()
    said = capsys.readouterr().out
    assert all(f"\n{name} | 111 | 2 |" in said for name in ("safetensors", "gguf", "bin"))
    assert "8x7B, one file | 93.4 GB | 995 | 4 | 137,395 |" in said

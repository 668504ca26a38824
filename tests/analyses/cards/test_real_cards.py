"""Templates of real cards."""

from pathlib import Path

import pytest

from heredity.study import Study


@pytest.mark.shared
def test_the_trainers_template_is_found_among_real_cards(shared_data: Path, tmp_path: Path) -> None:
    study = Study(tmp_path / "study", create=True)
    study.import_([shared_data / "cards" / "cards_dev.parquet"])
    study.link()
    study.describe()
    study.analyze("cards", params={"resamples": 20})
    top = min(study.table("card_templates").to_pylist(), key=lambda row: row["rank"])
    assert "generated automatically according to the information the Trainer" in top["head"]
    assert top["generated"] > 0.95
    assert top["owners"] > top["cards"] / 2
    facts = study.table("card_facts").to_pylist()
    said = [row for row in facts if row["generated"]]
    followers = sum(row["template"] == top["template"] for row in said)
    assert followers > 0.5 * len(said)
    assert all(0 <= row["body_characters"] <= row["characters"] for row in facts)
    assert all(0 <= row["body_words"] <= row["words"] for row in facts)

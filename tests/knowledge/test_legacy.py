from pathlib import Path

import pyarrow.parquet as pq
import pytest

from heredity.core.ids import normalize_id
from heredity.knowledge.legacy import bare_names, present_ids


def test_names_are_bare_and_ids_are_not():
    for name, present in present_ids().items():
        assert "/" not in name
        assert present.split("/")[1] == name
        assert normalize_id(name).id == name
        assert normalize_id(present).id == present


def test_both_ways_round():
    assert present_ids()["gpt2"] == "openai-community/gpt2"
    assert bare_names()["google-bert/bert-base-uncased"] == "bert-base-uncased"
    assert len(bare_names()) == len(present_ids()) >= 65


@pytest.mark.shared
def test_present_ids_occur_among_real_models(shared_data: Path):
    """Every id of these owners that real rows name and that has an old name is spelled as ours."""
    edges = pq.read_table(shared_data / "hub" / "edges_dev.parquet", columns=["parent"])
    radar = pq.read_table(shared_data / "hub" / "radar_2026.parquet", columns=["id"])
    seen = set(edges["parent"].to_pylist()) | set(radar["id"].to_pylist())
    owners = {present.split("/")[0] for present in present_ids().values()} - {"Salesforce"}
    named = {model for model in seen if model.split("/")[0] in owners}
    known = named & set(present_ids().values())
    assert len(known) >= 25
    # A repository that had no owner once is known by its present id and by no other owner's.
    by_name = {model.split("/")[1]: model for model in named if "/" in model}
    assert all(by_name[name] == i for name, i in present_ids().items() if name in by_name)

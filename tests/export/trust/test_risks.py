from tests.export.trust.conftest import Reports


def found(reports: Reports, model_id: str) -> dict[str, str]:
    return {one.name: one.says for one in reports[model_id].risks if one.state == "found"}


def states(reports: Reports, model_id: str) -> dict[str, str]:
    return {one.name: one.state for one in reports[model_id].risks}


def test_a_risky_model(reports: Reports):
    risks = found(reports, "me/Tale-7B-chat")
    assert "acme/Tale-7B is gated" in risks["gated_upstream"]
    assert "pickle" in risks["pickled"]
    assert "auto_map" in risks["custom_code_needed"]
    assert "1 Python file" in risks["custom_code_needed"]
    assert "me/Tale-2" in risks["replaced"]


def test_results_that_contradict(reports: Reports):
    said = found(reports, "me/Tale-7B-chat")["contradicted_results"]
    assert said == "acc on mmlu/all/test: 61.5 (the author), 55 (Open LLM Leaderboard)"
    assert states(reports, "me/odd")["contradicted_results"] == "clear"
    assert states(reports, "gpt2")["contradicted_results"] == "not_checkable"


def test_two_labels(reports: Reports):
    assert "the card says apache-2.0, the tag mit" in found(reports, "two/labels")["two_labels"]
    report = reports["two/labels"]
    assert report.license.declared == "apache-2.0"
    declared = next(one for one in report.fields if one.name == "declared")
    assert (declared.value, "the card counts" in declared.evidence) == (["mit"], True)


def test_gated_and_known_by_another_id(reports: Reports):
    risks = found(reports, "acme/Tale-7B")
    assert risks == {
        "gated": "access must be asked for (manual)",
        "renamed": "others write it as ACME/tale-7b",
    }
    assert states(reports, "acme/Tale-7B")["pickled"] == "clear"


def test_stale_counts_to_the_day_of_the_snapshot(reports: Reports):
    assert "days before the snapshot" in found(reports, "me/silent")["stale"]
    assert states(reports, "acme/Tale-7B")["stale"] == "clear"


def test_dangling_parents_and_stubs(reports: Reports):
    assert "gone/away" in found(reports, "me/lora")["dangling"]
    stub = states(reports, "gone/away")
    assert stub["no_record"] == "found"
    assert {stub[name] for name in ("dangling", "gated", "stale", "look_alike_name")} == {
        "not_checkable"
    }


def test_circles(reports: Reports):
    said = {**found(reports, "a/round"), **found(reports, "b/round")}
    assert "closes a circle" in said["circle"]
    assert "itself" in found(reports, "me/itself")["circle"]


def test_what_no_snapshot_holds_is_never_clear(reports: Reports):
    assert states(reports, "acme/Tale-7B")["single_author"] == "not_checkable"

"""Cards: what they say is found, what they do not say is not made up."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from heredity.export.bom.cardtexts import MOST_METRICS, CardTexts, Metric, read_card_texts
from tests.export.bom.makers import CARD, FRONT

CARD_TEXT = """---
license: mit
---
# Tiny

[![badge](https://x)](https://y)

<p align="center">Logo</p>

Tiny is a small model for tests,
and it does nothing well.

## Intended uses & limitations

Tests.

### Out-of-Scope Use

[More Information Needed]

## Limitations

It is small.

```python
# Limitations
```

## Environmental Impact

- 3 kWh
"""


def read(front: Any = None, text: str | None = None) -> CardTexts:
    return read_card_texts(json.dumps(front) if front is not None else None, text)


def test_sections_and_the_first_paragraph() -> None:
    said = read(text=CARD_TEXT)
    assert said.description == "Tiny is a small model for tests, and it does nothing well."
    assert said.sections["uses"] == ("Tests.",)
    assert said.sections["limits"][0].startswith("It is small.")
    assert said.sections["environment"] == ("- 3 kWh",)
    assert "risks" not in said.sections


def test_hyper_parameters_as_training_programs_write_them() -> None:
    text = (
        "### Training hyperparameters\n\nThe following were used:\n- learning_rate: 2e-05\n"
        "- **optimizer:** Adam with betas=(0.9,0.999)\n- nothing\n- seed: \x00\n\n"
        "## Results\n- a: b\n"
    )
    assert read(text=text).settings == (
        ("learning_rate", "2e-05"),
        ("optimizer", "Adam with betas=(0.9,0.999)"),
    )


def test_rows_of_the_model_index() -> None:
    metric = {"type": "acc", "name": "accuracy", "value": 0.5, "verified": True}
    data = {"name": "GLUE", "type": "nyu/glue", "config": "mnli", "split": "test"}
    result = {"task": {"type": "text"}, "dataset": data, "metrics": [metric, {"value": 0}, 7]}
    said = read({"model-index": [{"name": "x", "results": [result, "odd"]}]})
    assert said.metrics == (
        Metric("accuracy", "0.5", "text / GLUE / mnli / test", "nyu/glue", True),
    )


def test_thousands_of_metrics_are_cut_and_counted() -> None:
    metrics = [{"type": f"m{at}", "value": at} for at in range(MOST_METRICS + 7)]
    said = read({"model-index": [{"results": [{"metrics": metrics}]}]})
    assert (len(said.metrics), said.metrics_left) == (MOST_METRICS, 7)
    assert said.metrics[0].value == "0"


def test_emissions_as_a_number_or_in_full() -> None:
    assert read({"co2_eq_emissions": 12.5}).emissions == (("emissions", "12.5 g CO2eq"),)
    full = {"emissions": 3, "source": "CodeCarbon", "hardware_used": None}
    assert read({"co2_eq_emissions": full}).emissions == (
        ("emissions", "3 g CO2eq"),
        ("source", "CodeCarbon"),
    )


def test_placeholders_say_nothing() -> None:
    said = read(text="# X\n\n[More Information Needed]\n\n## Limitations\n\nN/A\n")
    assert (said.description, dict(said.sections)) == ("", {})


@given(st.one_of(st.none(), FRONT, CARD), st.one_of(st.none(), CARD))
def test_no_card_makes_it_fail(front: Any, text: str | None) -> None:
    metadata = front if isinstance(front, str | None) else json.dumps(front)
    json.dumps([one.value for one in read_card_texts(metadata, text).metrics])


def test_deep_front_matter_is_no_card() -> None:
    assert read_card_texts("[" * 100_000, None) == CardTexts()

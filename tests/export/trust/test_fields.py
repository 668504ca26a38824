"""What single fields say of models that are known."""

import re

import pytest

from heredity.export.trust.fields.reproducibility import HARDWARE, PARAMETERS, PROCEDURE, VERSIONS
from heredity.export.trust.fields.serialization import formats_of
from tests.export.trust.conftest import Reports

KNOWN = [
    ("acme/Tale-7B", "commit", "present", "a" * 40),
    ("acme/Tale-7B", "weight_hashes", "present", ["model.safetensors " + "b" * 64]),
    ("acme/Tale-7B", "file_size", "present", "14.2 GiB"),
    ("acme/Tale-7B", "availability", "present", ["gated (manual)"]),
    ("acme/Tale-7B", "weight_formats", "present", ["safetensors (1)"]),
    ("acme/Tale-7B", "pickle", "present", "no"),
    ("acme/Tale-7B", "license_file", "present", ["LICENSE"]),
    ("acme/Tale-7B", "notice_file", "present", ["NOTICE"]),
    ("acme/Tale-7B", "training_data", "present", ["wikipedia"]),
    ("acme/Tale-7B", "paper", "present", ["2401.00001"]),
    ("acme/Tale-7B", "environment", "present", ["requirements.txt"]),
    ("acme/Tale-7B", "demo", "present", "1 example"),
    ("acme/Tale-7B", "architecture", "present", ["llama", "LlamaForCausalLM"]),
    ("acme/Tale-7B", "memory", "not_checkable", None),
    ("acme/Tale-7B", "descendants", "present", 5),
    ("acme/Tale-7B", "former_names", "present", ["ACME/tale-7b"]),
    ("me/Tale-7B-chat", "pickle", "present", "only"),
    ("me/Tale-7B-chat", "signature", "absent", None),
    ("me/Tale-7B-chat", "weight_hashes", "not_checkable", None),
    ("me/Tale-7B-chat", "commit", "not_checkable", None),
    ("me/Tale-7B-chat", "worst_verdict", "present", "conflict LIC023"),
    ("me/Tale-7B-chat", "open_duties", "present", ["llama3.1 of acme/Tale-7B"]),
    ("me/Tale-7B-chat", "complete_rows", "present", "2 of 2"),
    ("me/Tale-7B-chat", "measured_by", "present", ["Open LLM Leaderboard"]),
    ("me/Tale-7B-chat", "results_of_another", "present", ["Other-9B"]),
    ("me/Tale-7B-chat", "namesakes", "present", 1),
    ("you/Tale-7B-chat-13B-GGUF", "context_length", "present", 8192),
    ("me/itself", "refused_parents", "present",
     ["me/itself: the model names itself as its parent"]),
    ("gpt2", "owner", "absent", None),
    ("gpt2", "former_names", "present", ["openai-community/gpt2"]),
    ("me/silent", "declared", "absent", None),
    ("gone/away", "declared", "not_checkable", None),
    ("gone/away", "children", "present", 1),
    ("me/blend", "owner_reach", "present", 1),
]  # fmt: skip


@pytest.mark.parametrize(("model_id", "name", "status", "value"), KNOWN)
def test_a_field(reports: Reports, model_id: str, name: str, status: str, value: object):
    found = next(one for one in reports[model_id].fields if one.name == name)
    assert (found.status, found.value) == (status, value), found


def test_formats_by_names_of_files():
    names = ["a/model-00001-of-00002.safetensors", "pytorch_model.bin", "training_args.bin",
             "optimizer.pt", "x.Q4_K_M.gguf", "README.md", "tf_model.h5"]  # fmt: skip
    assert formats_of(names) == {"safetensors": 1, "gguf": 1, "pickle": 1, "keras": 1}


@pytest.mark.parametrize(
    ("pattern", "heading"),
    [
        (HARDWARE, "#### Hardware"),
        (HARDWARE, "### Compute Infrastructure"),
        (PARAMETERS, "### Training hyperparameters"),
        (PROCEDURE, "## Training procedure"),
        (VERSIONS, "### Framework versions"),
    ],
)
def test_sections_of_cards(pattern: re.Pattern[str], heading: str):
    assert pattern.search(f"# Title\n\nText.\n\n{heading}\n\nMore.")
    assert not pattern.search(heading.lstrip("# "))

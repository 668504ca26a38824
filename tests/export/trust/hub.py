"""A small hub with everything that a trust report must cope with."""

import atexit
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from heredity.hub.importers import IMPORTERS  # noqa: F401 - formats register themselves
from heredity.study import Study

HOSTILE = "\x1b[31m<script>alert(1)</script>\u202e"
"""Text that would color a terminal, run in a page, and turn what is written around it."""

RESULT = {
    "task": {"type": "text-generation"},
    "dataset": {"type": "mmlu", "name": "MMLU", "config": "all", "split": "test"},
    "metrics": [{"type": "acc", "value": 61.5}],
}
LEADERBOARD = RESULT | {
    "metrics": [{"type": "acc", "value": 55.0}],
    "source": {"name": "Open LLM Leaderboard", "url": "https://example.org/results"},
}


WEIGHTS = {
    "rfilename": "model.safetensors",
    "size": 15_200_000_000,
    "lfs": {"sha256": "b" * 64, "size": 15_200_000_000, "pointerSize": 136},
}


def row(model_id: str, *tags: str, **more: Any) -> dict[str, Any]:
    """A row of the hub's API."""
    born = {"createdAt": "2024-01-01T00:00:00.000Z", "lastModified": "2025-12-01T00:00:00.000Z"}
    return {"id": model_id, "tags": list(tags), "downloads": 5, "likes": 1} | born | more


ROWS = [
    row("acme/Tale-7B", "license:llama3.1", "en", "arxiv:2401.00001", "dataset:wikipedia",
        downloads=90_000, sha="a" * 40, gated="manual", private=False, disabled=False,
        pipeline_tag="text-generation", library_name="transformers",
        safetensors={"total": 7_600_000_000},
        config={"architectures": ["LlamaForCausalLM"], "model_type": "llama"},
        siblings=[WEIGHTS, *({"rfilename": name} for name in
                  ("LICENSE", "NOTICE", "requirements.txt", "README.md"))],
        cardData={"license": "llama3.1", "widget": [{"text": "Hello"}]}),
    row("me/Tale-7B-chat", "license:apache-2.0", "base_model:acme/Tale-7B",
        "base_model:finetune:acme/Tale-7B", pipeline_tag="text-generation",
        safetensors={"total": 7_600_000_000},
        siblings=[{"rfilename": "pytorch_model.bin"}, {"rfilename": "modeling_tale.py"}],
        config={"model_type": "tale", "auto_map": {"AutoModel": "modeling_tale.Tale"}},
        cardData={"license": "apache-2.0", "base_model": "acme/Tale-7B", "new_version": "me/Tale-2",
                  "model-index": [{"name": "Other-9B", "results": [RESULT, LEADERBOARD]}]}),
    row("you/Tale-7B-chat-13B-GGUF", "gguf", "license:apache-2.0", "base_model:me/Tale-7B-chat",
        "base_model:quantized:me/Tale-7B-chat", siblings=[{"rfilename": "tale.Q4_K_M.gguf"}],
        gguf={"total": 7_600_000_000, "architecture": "llama", "context_length": 8192}),
    row("you/Tale-7B-chat", "license:apache-2.0", "base_model:ACME/tale-7b"),
    row("me/lora", "license:mit", "base_model:gone/away", "base_model:adapter:gone/away"),
    row("me/silent", lastModified="2023-01-01T00:00:00.000Z"),
    row("a/round", "base_model:b/round"),
    row("b/round", "base_model:a/round"),
    row("me/itself", "base_model:me/itself"),
    row("me/odd", "license:mit", "base_model:acme/Tale-7B", pipeline_tag=HOSTILE,
        library_name=HOSTILE, cardData={"license": HOSTILE, "new_version": HOSTILE,
        "model-index": [{"name": HOSTILE, "results": [RESULT]}]}),
    row("gpt2", "license:mit"),
    row("two/labels", "license:mit", "base_model:finetune:acme/Tale-7B",
        cardData={"license": "apache-2.0"}),
    row("gpl/base", "license:gpl-3.0"),
    row("gpl/lora", "license:mit", "base_model:adapter:gpl/base"),
    row("gpl/lora-8bit", "license:mit", "base_model:quantized:gpl/lora"),
    row("nc/base", "license:cc-by-nc-4.0"),
    row("nc/silent", "base_model:finetune:nc/base"),
    row("nc/last", "license:mit", "base_model:finetune:nc/silent"),
    row("ll/base", "license:llama3.1"),
    row("ll/lost", "license:apache-2.0", "base_model:finetune:ll/base"),
    row("ll/restored", "license:llama3.1", "base_model:finetune:ll/lost"),
    row("me/blend", *[f"base_model:merge:many/m{n:03}" for n in range(100)],
        *[f"base_model:many/m{n:03}" for n in range(100)], "license:mit"),
    *(row(f"many/m{n:03}", f"license:{'mit' if n % 2 else 'cc-by-nc-4.0'}") for n in range(100)),
]  # fmt: skip


@cache
def studied_hub() -> Study:
    """The hub, imported, linked, described, its names read, checked; once for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="heredity-trust-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "rows.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in ROWS))
    study = Study(folder / "study", create=True)
    study.import_([file])
    study.link()
    study.describe()
    study.analyze("names")
    study.check()
    return study

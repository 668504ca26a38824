"""`heredity assess` does what its transcript shows, on small files of weights."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tests.hub.headers import making
from tests.knowledge.architectures import headers as h
from tests.transcripts import play

TRANSCRIPT = Path(__file__).with_name("assessing.md")


def _save(path: Path, tensors: Iterable[h.Tensor], config: dict[str, object] | None = None) -> None:
    path.parent.mkdir(exist_ok=True)
    making.sparse(path, {name: (dtype, shape) for name, shape, dtype in tensors})
    if config is not None:
        (path.parent / "config.json").write_text(json.dumps(config), "utf-8")


def _lora(tensors: Iterable[h.Tensor], *modules: str) -> list[h.Tensor]:
    """An adapter of some modules, as it is saved alone."""
    made: list[h.Tensor] = []
    for name, (out, into), dtype in (t for t in tensors if len(t[1]) == 2):
        module = name.removesuffix(".weight")
        if module.rpartition(".")[2] in modules:
            start = f"base_model.model.{module}"
            made += [(f"{start}.lora_A.weight", (8, into), dtype)]
            made += [(f"{start}.lora_B.weight", (out, 8), dtype)]
    return made


def test_transcript(tmp_path: Path) -> None:
    said = {"model_type": "bert", "architectures": ["BertForQuestionAnswering"]}
    questions = h.roberta_questions()
    _save(tmp_path / "bert-base-squad/model.safetensors", questions, said)
    right = {"model_type": "roberta", "architectures": ["RobertaForQuestionAnswering"]}
    _save(tmp_path / "roberta-squad/model.safetensors", questions, right)
    _save(tmp_path / "ours/model.safetensors", [("my.own.layer", (3, 3), "F32")], {})
    _save(tmp_path / "tuned/adapter_model.safetensors", _lora(h.gpt2(), "c_attn"))
    names = ["token_embd.weight", "blk.0.attn_q.weight", "blk.0.ffn_down.weight", "output.weight"]
    pairs = {"general.architecture": ("text", "llama")}
    whole = making.gguf(dict.fromkeys(names, ("F32", (4, 4))), pairs)
    (tmp_path / "tiny-llama.gguf").write_bytes(whole)
    (tmp_path / "cut.safetensors").write_bytes(b"\x10\x00\x00\x00\x00\x00\x00\x00{")
    play(TRANSCRIPT, tmp_path)

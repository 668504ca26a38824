"""Whatever a file holds, reading it ends soon, in bounded memory, with a header or our error."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heredity.core.errors import HeredityError
from heredity.hub.headers import read_header
from tests.hub.headers.making import Listing, archive, gguf, llama, pytorch, safetensors

SPEC = llama(layers=1, d=32, f=64, words=16, groups=32, experts=2, dtype="F32")
PAIRS = {
    "general.architecture": ("text", "llama"),
    "general.alignment": ("u32", 32),
    "llama.expert_used_count": ("u32", 2),
    "tokenizer.ggml.tokens": ("array", ("text", [f"word{at}" for at in range(40)])),
    "tokenizer.ggml.scores": ("array", ("f32", [0.5] * 40)),
    "nested": ("array", ("array", [("u8", [1, 2]), ("text", ["x"])])),
}
PACKED = {
    "l.q.qweight": ("I32", (64, 8)),
    "l.q.scales": ("F16", (4, 64)),
    "l.k.weight": ("U32", (8, 8)),
    "l.k.scales": ("F16", (8, 1)),
    "l.v.weight": ("U8", (8, 1)),
    "l.v.weight.absmax": ("U8", (1,)),
    "l.experts.0.codes": ("I16", (3,)),
    "l.experts.0.codebooks": ("F16", (3,)),
}
SEEDS = {
    "model.safetensors": [safetensors(SPEC, {"format": "pt"}), safetensors(PACKED)],
    "model.gguf": [
        gguf({name: ("F32", shape) for name, (_, shape) in SPEC.items()}, PAIRS),
        gguf({"token_embd.weight": ("Q4_K", (4, 256))}, PAIRS, order=">"),
    ],
    "pytorch_model.bin": [
        pytorch({"a.weight": ("F32", (3, 4)), "b.bias": ("F16", (3,)), "c": ("I64", ())}),
        archive(
            Listing().put(b"}(").text("w").tensor("F32", (3,), "0").put(b"u").end(),
            {"0": 12},
            packed=True,
        ),
    ],
}
INTERESTING = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**60, 2**63]
MOST_EXAMPLES = int(os.environ.get("HEREDITY_FUZZ", "20000"))


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A sound file with some places overwritten, cut out, doubled or cut off."""
    data = bytearray(draw(st.sampled_from(seeds)))
    # Most of a file is numbers; what is described stands at its ends.
    place = st.one_of(
        st.integers(0, min(len(data), 1500) - 1),
        st.integers(max(len(data) - 600, 0), len(data) - 1),
    )
    for _ in range(draw(st.integers(1, 6))):
        at = draw(place)
        kind = draw(st.sampled_from(["byte", "number", "cut", "double", "end", "insert"]))
        if kind == "byte":
            data[at : at + 1] = bytes([draw(st.integers(0, 255))])
        elif kind == "number":
            width = draw(st.sampled_from([1, 2, 4, 8]))
            order = draw(st.sampled_from(["little", "big"]))
            value = draw(st.sampled_from(INTERESTING)) % 256**width
            data[at : at + width] = value.to_bytes(width, order)
        elif kind == "cut":
            del data[at : at + draw(st.integers(1, 40))]
        elif kind == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 80))]
        elif kind == "insert":
            data[at:at] = draw(st.binary(min_size=1, max_size=12))
        else:
            del data[at:]
        if not data:
            break
    return bytes(data)


def read(folder: Path, name: str, data: bytes, config: bytes = b"") -> None:
    (folder / name).write_bytes(data)
    if config:
        (folder / "config.json").write_bytes(config)
    complaint, header = "", None
    try:
        header = read_header(folder)
    except HeredityError as error:
        complaint = error.what
    assert complaint.isprintable()
    assert len(complaint) < 600
    if header is None:
        return
    counts = header.counts
    assert counts.stored >= 0
    for value in (counts.logical, counts.unique, counts.active):
        assert value is None or value >= 0


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_mutations_end_with_a_header_or_our_error(
    place: Path, name: str, data: st.DataObject
) -> None:
    folder = place / name.partition(".")[2]
    folder.mkdir(exist_ok=True)
    read(folder, name, data.draw(mutated(SEEDS[name])))


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=MOST_EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_many_mutations_end_with_a_header_or_our_error(
    place: Path, name: str, data: st.DataObject
) -> None:
    folder = place / name.partition(".")[2]
    folder.mkdir(exist_ok=True)
    read(folder, name, data.draw(mutated(SEEDS[name])))


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
SIZES = (
    *("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size"),
    *("vocab_size", "num_experts_per_tok", "num_local_experts", "num_experts", "head_dim"),
    *("num_key_value_heads", "kv_lora_rank", "text_config", "quantization_config"),
    *("quantization", "tie_word_embeddings", "architectures", "id2label", "ffn_config"),
)
KINDS = ["llama", "mixtral", "bert", "gpt2", "t5", "falcon", "opt", "bloom", "gpt_neox", "gpt_oss"]


@settings(max_examples=200)
@given(
    config=st.dictionaries(st.sampled_from(SIZES), st.one_of(JSON, st.integers(0, 64))),
    kind=st.sampled_from(KINDS),
    seed=st.integers(0, 1),
)
def test_any_configuration_does_no_harm(
    place: Path, config: dict[str, object], kind: str, seed: int
) -> None:
    folder = place / "config"
    folder.mkdir(exist_ok=True)
    text = json.dumps({**config, "model_type": kind}).encode()
    read(folder, "model.safetensors", SEEDS["model.safetensors"][seed], text)


HOGS = {
    "objects.safetensors": lambda: b'{"a":' + b"[{}," * 2_000_000,
    "numbers.safetensors": lambda: b'{"a":[' + b"1234567," * 7_900_000 + b"1]}",
    "depth.safetensors": lambda: b'{"a":' * 10_000_000,
    "names.safetensors": lambda: b"{" + b",".join(b'"%d":0' % at for at in range(4_000_000)) + b"}",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOGS)
def test_headers_at_the_limit_stay_within_memory(tmp_path: Path, name: str) -> None:
    raw = HOGS[name]()
    (tmp_path / name).write_bytes(len(raw).to_bytes(8, "little") + raw)
    done = subprocess.run(
        [sys.executable, "-m", "heredity", "headers", str(tmp_path / name)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)),
    )
    assert done.returncode == 2, done.stderr
    assert "not a sound safetensors file" in done.stderr

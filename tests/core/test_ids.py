import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core import ids
from heredity.core.ids import normalize_id
from heredity.core.reasons import BLANK, LOCAL_PATH, NOT_AN_ID, OTHER_SITE, PARENT_REASONS

GOOD = {
    "gpt2": "gpt2",
    "owner/name": "owner/name",
    "Owner/Na.me_1-2": "Owner/Na.me_1-2",
    "  owner/name \n": "owner/name",
    "\u200bowner/name\ufeff": "owner/name",
    "'owner/name'": "owner/name",
    "`owner/name`": "owner/name",
    "\u201cowner/name\u201d": "owner/name",
    "<https://huggingface.co/owner/name>": "owner/name",
    "[name](https://huggingface.co/owner/name)": "owner/name",
    "https://huggingface.co/owner/name": "owner/name",
    "http://www.huggingface.co/owner/name/": "owner/name",
    "HTTPS://HuggingFace.co/Owner/Name": "Owner/Name",
    "huggingface.co/owner/name": "owner/name",
    "hf.co/owner/name:Q4_K_M": "owner/name",
    "https://huggingface.co/owner/name?library=transformers#usage": "owner/name",
    "https://huggingface.co/gpt2": "gpt2",
    "https://huggingface.co/gpt2/tree/main": "gpt2",
    "https://huggingface.co/api/models/owner/name": "owner/name",
    "https://huggingface.co/owner%2Fname": "owner/name",
    "hf://owner/name": "owner/name",
    "hf://models/owner/name": "owner/name",
    "hf://owner/name/config.json": "owner/name",
    "pkg:huggingface/owner/name": "owner/name",
    "owner/name:Q4_K_M": "owner/name",
    "models--owner--name": "owner/name",
    "models--gpt2": "gpt2",
    "owner/name/": "owner/name",
    "owner/name.git": "owner/name",
    "https://huggingface.co/owner/name.git": "owner/name",
    "mistralai/Mistral-7B-v0.1.": "mistralai/Mistral-7B-v0.1",
    "owner/" + "n" * 96: "owner/" + "n" * 96,
    "someone/foo-checkpoint-100": "someone/foo-checkpoint-100",
    "MachadoDeCastro/krull-7b.Q8_0.gguf": "MachadoDeCastro/krull-7b.Q8_0.gguf",
}

REVISIONS = {
    "owner/name@main": "main",
    "owner/name@refs/pr/1": "refs/pr/1",
    "gpt2@v1": "v1",
    "hf://owner/name@abc/config.json": "abc",
    "hf://models/owner/name@refs%2Fpr%2F1": "refs/pr/1",
    "https://huggingface.co/owner/name/tree/dev": "dev",
    "https://huggingface.co/owner/name/blob/abc/README.md": "abc",
    "https://huggingface.co/owner/name/discussions/7": None,
    "pkg:huggingface/owner/name@abc": "abc",
    "models--owner--name/snapshots/abc": "abc",
}

BAD = {
    "/cache/models/owner--name": LOCAL_PATH,
    "/workspace/output": LOCAL_PATH,
    "/root/autodl-tmp/Qwen3.5-4B-Thinking": LOCAL_PATH,
    "/kaggle/working/models--facebook--nllb/snapshots/f8d333": LOCAL_PATH,
    "./qwen3-4b-chess-final": LOCAL_PATH,
    "../model": LOCAL_PATH,
    "~/models/x": LOCAL_PATH,
    "C:\\Models\\Apriel-5B-Instruct": LOCAL_PATH,
    "D:/models/x": LOCAL_PATH,
    "\\\\server\\share": LOCAL_PATH,
    "models\\llama": LOCAL_PATH,
    "file:///home/me/model": LOCAL_PATH,
    "outputs/checkpoint-500": LOCAL_PATH,
    "someone/checkpoint-500": LOCAL_PATH,
    "results/my-model": LOCAL_PATH,
    "outputs/smolvla_libero90_100k/checkpoints/last/pretrained_model": LOCAL_PATH,
    "model.safetensors": ids.FILE,
    "model-Q4_K_M.GGUF": ids.FILE,
    "https://github.com/owner/name": OTHER_SITE,
    "s3://bucket/name": OTHER_SITE,
    "https://huggingface.co": ids.NO_MODEL,
    "https://huggingface.co/datasets/owner/name": ids.NO_MODEL,
    "https://huggingface.co/spaces/owner/name": ids.NO_MODEL,
    "hf://datasets/owner/name": ids.NO_MODEL,
    "datasets/name": ids.NO_MODEL,
    "a/b/c": ids.SLASHES,
    "adapter of owner/name": ids.SPACES,
    "Llama 3": ids.SPACES,
    "owner--name": ids.DOUBLED,
    "owner/na..me": ids.DOUBLED,
    "owner/näme": ids.CHARACTERS,
    "模型/名字": ids.CHARACTERS,
    "-owner/name": ids.CHARACTERS,
    "unknown:owner/name": ids.CHARACTERS,
    "owner/" + "n" * 97: ids.TOO_LONG,
    "": BLANK,
    "  ": BLANK,
    "None": BLANK,
    "nan": BLANK,
    "null": BLANK,
    "n/a": BLANK,
    "''": BLANK,
}


@pytest.mark.parametrize(("text", "model"), GOOD.items())
def test_ids_as_people_write_them(text: str, model: str):
    found = normalize_id(text)
    assert (found.id, found.reason) == (model, None)


@pytest.mark.parametrize(("text", "revision"), REVISIONS.items())
def test_revisions_are_kept_apart(text: str, revision: str | None):
    found = normalize_id(text)
    assert found.id in {"owner/name", "gpt2"}
    assert found.revision == revision


@pytest.mark.parametrize(("text", "reason"), BAD.items())
def test_what_is_no_id_has_its_reason(text: str, reason: str):
    found = normalize_id(text)
    assert (found.id, found.reason) == (None, reason)
    assert reason in PARENT_REASONS or reason.startswith(NOT_AN_ID)


@pytest.mark.parametrize("value", [None, float("nan"), 7, False, ["owner/name"], b"owner/name"])
def test_what_is_no_text_counts_as_blank(value: object):
    assert normalize_id(value).reason == BLANK


PIECES = st.sampled_from([
    "/", "@", ":", ".", "-", "--", "..", "hf://", "https://", "huggingface.co", "models", " ",
    ".git", "hf.co", "owner", "name", "%2F", "'", "(", ")", "[", "]", "C:", "\\", "~", "none",
    "datasets", "tree", "main", "?", "#", "checkpoint-1", "pkg:huggingface/", "é", "\u200b", ",",
    "models--", "api",
])  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=9).map("".join))


@given(TEXTS)
def test_never_raises_and_is_idempotent(text: str):
    found = normalize_id(text)
    assert (found.id is None) == (found.reason is not None)
    if found.id is not None:
        again = normalize_id(found.id)
        assert (again.id, again.revision) == (found.id, None)
        assert found.id.isascii()
        assert found.id.count("/") <= 1

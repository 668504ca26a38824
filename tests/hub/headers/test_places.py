"""Where models lie: files, folders, the hub's cache; which of their files are the weights."""

import json
from pathlib import Path

import pytest

from heredity.core.errors import InputError, OutsideError, UserError
from heredity.hub import home
from heredity.hub.headers import read_header
from tests.hub.headers.making import gguf, pytorch, safetensors

COMMIT = "89abcdef89abcdef89abcdef89abcdef89abcdef"
SMALL = {"w.weight": ("F32", (3,))}
OTHER = {"other.weight": ("F32", (5,))}


def cached(cache: Path, model_id: str, files: dict[str, bytes], ref: str | None = "main") -> Path:
    """A repository as the hub's library lays it out: links into blobs."""
    folder = cache / f"models--{model_id.replace('/', '--')}"
    for at, (name, data) in enumerate(files.items()):
        blob = folder / "blobs" / f"{at:040}"
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(data)
        link = folder / "snapshots" / COMMIT / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(Path("../../blobs") / blob.name)
    if ref:
        (folder / "refs").mkdir()
        (folder / "refs" / ref).write_text(COMMIT)
    return folder


@pytest.mark.parametrize("variable", ["HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"])
def test_an_id_is_found_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    inner = {"HF_HUB_CACHE": "", "HF_HOME": "hub", "XDG_CACHE_HOME": "huggingface/hub"}[variable]
    monkeypatch.delenv("HF_HOME")
    monkeypatch.setenv(variable, str(tmp_path))
    cached(tmp_path / inner, "me/model", {"model.safetensors": safetensors(SMALL)})
    header = read_header("me/model", offline=True)
    assert (header.counts.unique, header.commit) == (3, COMMIT)
    assert read_header("me/model", offline=True, revision=COMMIT).counts.unique == 3
    with pytest.raises(OutsideError, match="not in the cache"):
        read_header("me/model", offline=True, revision="v2")


def test_a_folder_of_the_cache_is_read(tmp_path: Path) -> None:
    folder = cached(tmp_path, "gpt2", {"model.safetensors": safetensors(SMALL)}, ref=None)
    assert read_header(folder).commit == COMMIT
    with pytest.raises(UserError, match="does not hold the revision v2"):
        read_header(folder, revision="v2")
    with pytest.raises(UserError, match="no name of a revision"):
        read_header(folder, revision="../../x")


def test_a_token_is_taken_from_the_environment_first(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.token() is None
    (bare / "token").write_text("hf_file\n")
    assert home.token() == "hf_file"
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    assert home.token() is None
    monkeypatch.setenv("HF_TOKEN", " hf_named ")
    assert home.token() == "hf_named"
    monkeypatch.setenv("HF_TOKEN", "two words\nX-Header: 1")
    assert home.token() is None


def indexed(folder: Path, weight_map: object, **files: dict) -> Path:
    for name, spec in files.items():
        (folder / f"{name}.safetensors").write_bytes(safetensors(spec))
    index = json.dumps({"weight_map": weight_map})
    (folder / "model.safetensors.index.json").write_text(index)
    return folder


def test_only_what_the_index_names_is_counted(tmp_path: Path) -> None:
    weight_map = {"w.weight": "a.safetensors"}
    header = read_header(indexed(tmp_path, weight_map, a=SMALL | OTHER, consolidated=OTHER))
    assert [one.name for one in header.tensors] == ["w.weight"]
    assert header.sidecars == ("consolidated.safetensors",)
    assert header.notes == ("1 tensors that the index does not name are left out",)


@pytest.mark.parametrize(
    "weight_map",
    [
        None,
        {},
        [],
        {"w.weight": "../a.safetensors"},
        {"w.weight": "/etc/passwd"},
        {"w.weight": 1},
        {"w.weight": "a\0"},
        {"w.weight": "..\\a.safetensors"},
        {"w.weight": "a.safetensors", "gone": "a.safetensors"},
    ],
)
def test_an_index_that_lies_is_refused(tmp_path: Path, weight_map: object) -> None:
    with pytest.raises(InputError, match="index"):
        read_header(indexed(tmp_path, weight_map, a=SMALL))


def test_an_index_of_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no file .*b\.safetensors"):
        read_header(indexed(tmp_path, {"w.weight": "b.safetensors"}, a=SMALL))


def test_pytorch_shards_have_an_index_too(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model-00001-of-00001.bin").write_bytes(pytorch(SMALL))
    weight_map = {"w.weight": "pytorch_model-00001-of-00001.bin"}
    (tmp_path / "pytorch_model.bin.index.json").write_text(json.dumps({"weight_map": weight_map}))
    header = read_header(tmp_path)
    assert (header.format, header.counts.unique) == ("pytorch", 3)


def test_adapters_come_with_their_configuration(tmp_path: Path) -> None:
    lora = {"q.lora_A.weight": ("F32", (2, 8)), "q.lora_B.weight": ("F32", (8, 2))}
    (tmp_path / "adapter_model.safetensors").write_bytes(safetensors(lora))
    (tmp_path / "adapter_config.json").write_text('{"r": 2, "base_model_name_or_path": "a/b"}')
    header = read_header(tmp_path)
    assert header.adapter == {"r": 2, "base_model_name_or_path": "a/b"}
    assert header.counts.unique == 32


def test_an_unsound_configuration_is_noted_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(safetensors(SMALL))
    (tmp_path / "config.json").write_text("[" * 100_000)
    header = read_header(tmp_path)
    assert header.config == {}
    assert "config.json" in header.notes[0]


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["model.safetensors", "pytorch_model.bin", "m.gguf"], "model.safetensors"),
        (["pytorch_model.bin", "training_args.bin", "optimizer.pt"], "pytorch_model.bin"),
        (["m-Q4_0.gguf", "m-Q8_0.gguf", "mmproj-m.gguf"], "m-Q4_0.gguf"),
        (["one.safetensors", "tokenizer.bin"], "one.safetensors"),
        (["weights.pth", "vae/model.safetensors"], "weights.pth"),
    ],
)
def test_the_main_file_is_found(tmp_path: Path, names: list[str], chosen: str) -> None:
    made = {"safetensors": safetensors, "gguf": gguf}
    tiny = {"w.weight": ("F32", (32,))}
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(made.get(name.rsplit(".")[-1], pytorch)(tiny))
    assert read_header(tmp_path).files == (chosen,)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "no weights"),
        (["README.md", "training_args.bin"], "no weights"),
        (["a.safetensors", "b.safetensors"], "several files"),
        (["unet/model.safetensors"], "lie in folders"),
    ],
)
def test_where_no_file_is_the_main_one_it_says_so(
    tmp_path: Path, names: list[str], words: str
) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(safetensors(SMALL))
    with pytest.raises(UserError, match=words):
        read_header(tmp_path)


def test_a_file_may_be_chosen(tmp_path: Path) -> None:
    for name in ("a.safetensors", "b.safetensors"):
        (tmp_path / name).write_bytes(safetensors(SMALL))
    assert read_header(tmp_path, file="b.safetensors").files == ("b.safetensors",)
    with pytest.raises(UserError, match="holds no file"):
        read_header(tmp_path, file="../b.safetensors")


def test_a_format_under_anothers_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(pytorch(SMALL))
    with pytest.raises(InputError, match="named for safetensors but is PyTorch"):
        read_header(tmp_path)


def test_a_tensor_in_two_parts_is_refused(tmp_path: Path) -> None:
    for at in (1, 2):
        data = safetensors(SMALL)
        (tmp_path / f"model-0000{at}-of-00002.safetensors").write_bytes(data)
    with pytest.raises(InputError, match="stands in"):
        read_header(tmp_path)

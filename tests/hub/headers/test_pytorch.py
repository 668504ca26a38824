"""PyTorch checkpoints: tensors are listed, nothing is run, broken and hostile ones are refused."""

import os
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from heredity.core.errors import InputError
from heredity.hub.headers import read_header
from heredity.hub.headers.listing import follow
from heredity.hub.headers.parts import Unfit
from heredity.hub.headers.pytorch import LEGACY
from tests.hub.headers.making import Listing, archive, pytorch

TWO = {"a.weight": ("F32", (4, 5)), "a.bias": ("F16", (4,)), "steps": ("I64", ())}


def written(folder: Path, data: bytes) -> Path:
    path = folder / "pytorch_model.bin"
    path.write_bytes(data)
    return path


def state(make: Callable[[Listing], Any], keys: dict[str, int] | None = None) -> bytes:
    listing = Listing().put(b"}(")
    make(listing)
    return archive(listing.put(b"u").end(), keys or {"0": 400})


def test_tensors_are_listed(tmp_path: Path) -> None:
    header = read_header(written(tmp_path, pytorch(TWO)))
    assert {t.name: (t.dtype, t.shape) for t in header.tensors} == TWO
    assert header.counts.unique == 24
    assert header.notes == ()


def test_listings_may_be_packed(tmp_path: Path) -> None:
    listing = Listing().put(b"}(").text("w").tensor("F32", (3,), "0").put(b"u").end()
    path = written(tmp_path, archive(listing, {"0": 12}, packed=True, root="other_name/"))
    assert read_header(path).counts.unique == 3


def test_shared_storages_are_counted_once(tmp_path: Path) -> None:
    spec = {"embed.weight": ("F32", (9, 4)), "lm_head.weight": ("F32", (9, 4))}
    counts = read_header(
        written(tmp_path, pytorch(spec, {"lm_head.weight": "embed.weight"}))
    ).counts
    assert (counts.logical, counts.unique) == (72, 36)


@pytest.mark.parametrize("protocol", range(2, 6))
def test_every_protocol_of_plain_values_is_followed(protocol: int) -> None:
    value = {"a": [1, 2.5, None, True, "x", (1, 2, 3, 4)], "b": {"c": 2**70, "d": -1}}
    assert follow(pickle.dumps(value, protocol)).root == value
    assert follow(pickle.dumps(OrderedDict(value), protocol)).root == value


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch /tmp/heredity-was-here; exit 1",)


@pytest.mark.parametrize("protocol", range(2, 6))
def test_nothing_is_run(protocol: int) -> None:
    told = follow(pickle.dumps({"w": Evil()}, protocol))
    assert told.asked == {f"{os.name}.system"}
    assert not Path("/tmp/heredity-was-here").exists()


def test_what_loading_would_call_is_said(tmp_path: Path) -> None:
    def make(listing: Listing) -> None:
        listing.text("w").tensor("F32", (3,), "0")
        listing.text("x").name("os", "system").put(b"(").text("true").put(b"tR")

    header = read_header(written(tmp_path, state(make)))
    assert header.counts.unique == 3
    assert header.notes == (
        "pytorch_model.bin: loading it would call os.system; nothing was called here",
    )


def test_a_whole_module_shows_its_parameters(tmp_path: Path) -> None:
    listing = Listing().name("models", "Net").put(b")\x81}(").text("_parameters").put(b"}(")
    listing.text("weight").tensor("F32", (2, 2), "0").put(b"u").text("_modules").put(b"}(")
    listing.text("head").name("models", "Head").put(b")\x81}(").text("_parameters").put(b"}(")
    listing.text("bias").tensor("F32", (2,), "1").put(b"uubuub")
    header = read_header(written(tmp_path, archive(listing.end(), {"0": 16, "1": 8})))
    assert [t.name for t in header.tensors] == ["weight", "head.bias"]
    assert "models.Net" in header.notes[0]


def test_trainers_states_are_left_out(tmp_path: Path) -> None:
    def make(listing: Listing) -> None:
        listing.text("state_dict").put(b"}(").text("w").tensor("F32", (3,), "0").put(b"u")
        listing.text("optimizer").put(b"}(").text("m").tensor("F32", (3,), "1").put(b"u")

    path = written(tmp_path, state(make, {"0": 12, "1": 12}))
    assert [t.name for t in read_header(path).tensors] == ["w"]


def tensor_with(**changes: Any) -> bytes:
    return state(
        lambda one: one.text("w").tensor(**{"dtype": "F32", "shape": (3,), "key": "0", **changes})
    )


def loop(listing: Listing) -> None:
    listing.text("w").tensor("F32", (3,), "0").text("l").put(b"]q\0h\0a")


def doubling(listing: Listing) -> None:
    listing.text("w").tensor("F32", (3,), "0").text("d").put(b"]" + b"q\0(h\0h\0l" * 60)


def entry_claims(size: int) -> bytes:
    raw = bytearray(pytorch(TWO))
    at = raw.find(b"PK\1\2")
    raw[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(raw)


def bomb() -> bytes:
    import io

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("archive/data.pkl", bytes(200_000_000))
    return made.getvalue()


BROKEN = {
    "empty": b"",
    "not a zip": b"nonsense" * 10,
    "before 1.6": LEGACY + b"rest",
    "a bare pickle": pickle.dumps({"a": 1}, 2),
    "no table of contents": pytorch(TWO)[:-60],
    "first bytes alone": b"PK\3\4",
    "claims 4 GB of listing": entry_claims(2**32 - 2),
    "claims less than it holds": entry_claims(5),
    "a bomb": bomb(),
    "no listing": archive(b"", {}, root="x/").replace(b"data.pkl", b"date.pkl"),
    "listing of nothing": archive(b"", {}),
    "listing cut off": archive(Listing().put(b"}(").raw, {}),
    "no tensors": archive(Listing().put(b"}").end(), {}),
    "empty stack": archive(b"\x80\x020000.", {}),
    "no mark": archive(b"\x80\x02}u.", {}),
    "unknown opcode": archive(b"\x80\x02\xff.", {}),
    "a text of 2^63": archive(b"\x80\x04\x8d" + struct.pack("<Q", 2**63) + b".", {}),
    "a number of 2^31 bytes": archive(b"\x80\x02\x8b" + struct.pack("<i", 2**31 - 1) + b".", {}),
    "a number of negative length": archive(b"\x80\x02\x8b" + struct.pack("<i", -5) + b".", {}),
    "digits without end": archive(b"\x80\x02I" + b"9" * 100_000 + b"\n.", {}),
    "extension registry": archive(b"\x80\x02\x82\x01.", {}),
    "storage missing": state(lambda one: one.text("w").tensor("F32", (3,), "9")),
    "storage too short": tensor_with(shape=(300,)),
    "negative size": tensor_with(shape=(-3,), count=10),
    "negative place": tensor_with(offset=-1, count=10),
    "beyond its storage": tensor_with(offset=90, count=92),
    "strides beyond its storage": tensor_with(strides=(2**40,), count=100),
    "storage of 2^70": tensor_with(count=2**70),
    "size of 2^70": tensor_with(shape=(2**70,), count=100, strides=(0,)),
    "a program": archive(Listing().put(b"}").end(), {"0": 4}).replace(
        b"archive/byteorder", b"archive/code/a.py"
    ),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_breaks_the_format_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match="pytorch_model"):
        read_header(written(tmp_path, data))


def test_listings_that_hold_themselves_end(tmp_path: Path) -> None:
    assert [t.name for t in read_header(written(tmp_path, state(loop))).tensors] == ["w"]


def test_listings_that_double_at_every_level_end(tmp_path: Path) -> None:
    assert [t.name for t in read_header(written(tmp_path, state(doubling))).tensors] == ["w"]


def test_listings_without_bottom_are_refused(tmp_path: Path) -> None:
    def make(listing: Listing) -> None:
        listing.text("w").put(b"(" * 90 + b"l" * 90)

    with pytest.raises(InputError, match="nested too deeply"):
        read_header(written(tmp_path, state(make)))


def test_keys_that_take_for_ever_to_hash_are_not_hashed() -> None:
    # ((…), (…)) sixty deep, each half the same: 2^60 steps for who hashes it.
    nested = b")" + b"2\x86" * 60
    assert isinstance(follow(b"\x80\x02}(" + nested + b"K\1u.").root, dict)


def test_steps_are_limited() -> None:
    with pytest.raises(Unfit, match="steps"):
        follow(b"\x80\x02" + b"N0" * 1_100_000 + b".")


DATA = Path(__file__).parent / "data"
"""Written by `torch.save` of PyTorch 2.15: an embedding tied to a head, a batch norm, a half
precision convolution (`state.bin` as dictionary, `whole.pt` as module, `legacy.bin` in the old
form), one tensor of each kind (`dtypes.pt`), and a scripted layer (`script.pt`)."""


@pytest.mark.parametrize("name", ["state.bin", "whole.pt"])
def test_what_the_library_writes_is_read_alike(name: str) -> None:
    header = read_header(DATA / name)
    assert {t.name: (t.dtype, t.shape) for t in header.tensors} == {
        "emb.weight": ("F32", (10, 4)),
        "bn.weight": ("F32", (4,)),
        "bn.bias": ("F32", (4,)),
        "bn.running_mean": ("F32", (4,)),
        "bn.running_var": ("F32", (4,)),
        "bn.num_batches_tracked": ("I64", ()),
        "lm_head.weight": ("F32", (10, 4)),
        "conv.weight": ("F16", (3, 2, 3, 3)),
        "conv.bias": ("F16", (3,)),
    }
    assert (header.counts.logical, header.counts.unique, header.counts.buffers) == (145, 105, 9)


def test_every_type_of_the_library_is_known() -> None:
    header = read_header(DATA / "dtypes.pt")
    assert [f"{t.name} {t.dtype} {list(t.shape)}" for t in header.tensors] == [
        *("bf BF16 [3]", "f8 F8_E4M3 [4, 4]", "u16 U16 [2]", "b BOOL [2]", "t F32 [6, 4]"),
        *("v F32 [3, 4]", "p F32 [2]", "s F32 []", "e F32 [0, 3]", "x F32 [5]"),
    ]


@pytest.mark.parametrize(
    ("name", "words"), [("legacy.bin", "before version 1.6"), ("script.pt", "TorchScript")]
)
def test_forms_that_would_have_to_run_are_refused(name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_header(DATA / name)

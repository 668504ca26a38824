"""Headers by range: few bytes, the token to the endpoint only, patience, clear refusals."""

import json
from pathlib import Path

import pytest

from heredity.core.errors import HeredityError, InputError, OutsideError, UserError
from heredity.hub.client import HubClient
from heredity.hub.headers import read_header
from tests.hub.headers.making import gguf, llama, pytorch, safetensors
from tests.hub.headers.serving import COMMIT, FakeHub

SMALL = llama(layers=2, d=64, f=128, words=256, groups=32)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits are written down, not waited."""
    waits: list[float] = []
    defaults = dict(HubClient.__init__.__kwdefaults__, wait=waits.append)
    monkeypatch.setattr(HubClient.__init__, "__kwdefaults__", defaults)
    return waits


def put(hub: FakeHub, **files: bytes) -> None:
    hub.models["me/model"] = {name.replace("__", "."): data for name, data in files.items()}


def test_a_model_on_a_hub_is_read_as_on_disk(hub: FakeHub, tmp_path: Path) -> None:
    data = safetensors(SMALL, {"format": "pt"})
    put(hub, model__safetensors=data, config__json=b'{"tie_word_embeddings": false}')
    (tmp_path / "model.safetensors").write_bytes(data)
    far, near = read_header("me/model"), read_header(tmp_path / "model.safetensors")
    assert far.tensors == near.tensors
    assert far.metadata == {"format": "pt"}
    assert far.config == {"tie_word_embeddings": False}
    assert far.commit == COMMIT
    assert far.source == f"{hub.address}/me/model"


def test_a_header_takes_one_range_and_no_more_than_it_needs(hub: FakeHub) -> None:
    big = dict(SMALL) | {"more.weight": ("F32", (4096, 1024))}
    put(hub, model__safetensors=safetensors(big))
    header = read_header("me/model")
    assert len(hub.paths("store")) == 1
    assert header.bytes_read <= 131_072
    assert hub.served < 140_000


def test_a_long_header_takes_two_ranges(hub: FakeHub) -> None:
    many = {f"layer.{at}.{'x' * 60}.weight": ("U8", (1,)) for at in range(3000)}
    put(hub, model__safetensors=safetensors(many))
    assert len(read_header("me/model").tensors) == 3000
    assert len(hub.paths("store")) == 2
    assert len([path for path in hub.paths("hub") if "/resolve/" in path]) == 1


def test_files_are_read_at_the_commit_that_was_listed(hub: FakeHub) -> None:
    put(hub, model__safetensors=safetensors(SMALL))
    read_header("me/model")
    assert f"/me/model/resolve/{COMMIT}/model.safetensors" in hub.paths("hub")


def test_gguf_grows_its_window_over_long_vocabularies(hub: FakeHub) -> None:
    words = [f"word{at:08}" for at in range(150_000)]
    pairs = {
        "general.architecture": ("text", "llama"),
        "tokenizer.ggml.tokens": ("array", ("text", words)),
        "llama.block_count": ("u32", 2),
    }
    put(hub, model__gguf=gguf({"token_embd.weight": ("Q4_K", (512, 4096))}, pairs))
    header = read_header("me/model")
    assert header.metadata["llama.block_count"] == 2
    assert header.metadata["tokenizer.ggml.tokens"]["length"] == 150_000
    assert header.counts.unique == 512 * 4096
    ranges = [one.headers["range"] for one in hub.seen if one.host == "store"]
    assert ranges[0] == "bytes=0-1048575"
    assert 2 <= len(ranges) <= 4


def test_pytorch_listings_are_read_by_range(hub: FakeHub) -> None:
    data = pytorch({"a.weight": ("F32", (700, 500)), "b.weight": ("F32", (30,))})
    put(hub, pytorch_model__bin=data)
    header = read_header("me/model")
    assert header.counts.unique == 350_030
    assert header.bytes_read < 200_000 < len(data)


def test_shards_are_read_side_by_side(hub: FakeHub) -> None:
    files = {
        f"model-{n:05}-of-00020.safetensors": {f"l.{n}.w": ("F32", (n,))} for n in range(1, 21)
    }
    weight_map = {next(iter(spec)): name for name, spec in files.items()}
    hub.models["me/model"] = {name: safetensors(spec) for name, spec in files.items()}
    index = json.dumps({"metadata": {}, "weight_map": weight_map}).encode()
    hub.models["me/model"]["model.safetensors.index.json"] = index
    header = read_header("me/model")
    assert header.counts.unique == 210
    assert [one.name for one in header.tensors] == list(weight_map)


def test_the_token_goes_to_the_endpoint_only(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", hub.token)
    put(hub, model__safetensors=safetensors(SMALL))
    hub.gated.add("me/model")
    read_header("me/model")
    sent = {one.host: one.headers.get("authorization") for one in hub.seen}
    assert sent == {"hub": f"Bearer {hub.token}", "store": None}


def test_the_token_does_not_go_to_an_address_that_is_not_the_endpoint(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", hub.token)
    monkeypatch.setenv("HF_ENDPOINT", "https://other.invalid")
    put(hub, model__safetensors=safetensors(SMALL))
    read_header(f"{hub.address}/me/model")
    assert all("authorization" not in one.headers for one in hub.seen)


def test_an_address_names_model_revision_and_file(hub: FakeHub) -> None:
    put(hub, model__safetensors=safetensors(SMALL), other__safetensors=safetensors({}))
    header = read_header(f"{hub.address}/me/model/blob/main/other.safetensors?download=true")
    assert header.files == ("other.safetensors",)


def test_a_token_that_the_login_wrote_is_used(hub: FakeHub, bare: Path) -> None:
    (bare / "token").write_text(f"{hub.token}\n")
    put(hub, model__safetensors=safetensors(SMALL))
    hub.gated.add("me/model")
    assert read_header("me/model").counts.stored


def test_signed_addresses_and_tokens_are_never_shown(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", hub.token)
    put(hub, model__safetensors=safetensors(SMALL))
    hub.store_answers = [(500, {})] * 9
    with pytest.raises(OutsideError) as caught:
        read_header("me/model")
    assert "secret" not in str(caught.value)
    assert "Signature" not in str(caught.value)


def test_a_signed_address_that_ran_out_is_asked_for_again(hub: FakeHub) -> None:
    many = {f"layer.{at}.{'x' * 60}.weight": ("U8", (1,)) for at in range(3000)}
    put(hub, model__safetensors=safetensors(many))
    client = HubClient()
    address = client.file_address("me/model", "main", "model.safetensors")
    client.fetch(address, 0, 10)
    hub.valid = 2
    assert client.fetch(address, 5, 10).data == hub.models["me/model"]["model.safetensors"][5:15]
    client.close()


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"RateLimit": '"resolvers";r=0;t=55', "RateLimit-Policy": '"fixed window";q=3000'}, 55.0),
    ],
)
def test_a_limited_rate_is_waited_for_as_long_as_the_hub_says(
    hub: FakeHub, quick: list[float], headers: dict[str, str], wait: float
) -> None:
    put(hub, model__safetensors=safetensors(SMALL))
    hub.answers = [(429, headers)]
    said: list[str] = []
    read_header("me/model", say=said.append)
    assert quick == [wait]
    assert "429" in said[0]


def test_a_wait_beyond_reason_is_refused(hub: FakeHub, quick: list[float]) -> None:
    put(hub)
    hub.answers = [(429, {"Retry-After": "86400"})]
    with pytest.raises(OutsideError, match="429"):
        read_header("me/model")
    assert quick == []


def test_passing_failures_are_tried_again_more_and_more_slowly(
    hub: FakeHub, quick: list[float]
) -> None:
    put(hub, model__safetensors=safetensors(SMALL))
    hub.store_answers = [(503, {}), (502, {}), (500, {})]
    read_header("me/model")
    assert len(quick) == 3
    assert quick == sorted(quick)


def test_a_hub_that_stays_broken_is_given_up(hub: FakeHub, quick: list[float]) -> None:
    hub.answers = [(503, {})] * 9
    with pytest.raises(OutsideError, match="503") as caught:
        read_header("me/model")
    assert caught.value.exit_code == 3
    assert len(quick) == 4


def test_no_connection_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutsideError, match="no connection"):
        read_header("me/model", endpoint="http://127.0.0.1:9")


def test_a_gated_model_says_what_to_do(hub: FakeHub) -> None:
    put(hub)
    hub.gated.add("me/model")
    with pytest.raises(UserError, match="gated") as caught:
        read_header("me/model")
    assert "HF_TOKEN" in caught.value.hint


def test_unknown_models_revisions_and_files_are_the_users_mistake(hub: FakeHub) -> None:
    put(hub, model__safetensors=safetensors(SMALL))
    with pytest.raises(UserError, match="may not be read, or does not exist"):
        read_header("me/other")
    with pytest.raises(UserError, match="no such revision"):
        read_header("me/model", revision="v9")
    with pytest.raises(UserError, match="no file"):
        read_header("me/model", file="x.safetensors")


def test_offline_asks_nobody(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    put(hub, model__safetensors=safetensors(SMALL))
    with pytest.raises(OutsideError, match="not in the cache"):
        read_header("me/model", offline=True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(OutsideError, match="offline"):
        read_header(f"{hub.address}/me/model")
    assert hub.seen == []


def test_a_server_without_ranges_is_read_no_further_than_needed(hub: FakeHub) -> None:
    hub.ranges = False
    put(hub, model__safetensors=safetensors({"a": ("F32", (9_000_000,))}))
    header = read_header("me/model")
    assert header.counts.unique == 9_000_000
    assert header.bytes_read <= 131_072


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://host/x", "", "http://"])
def test_redirects_lead_to_the_network_only(hub: FakeHub, location: str) -> None:
    put(hub, model__safetensors=safetensors(SMALL))
    hub.location = location
    with pytest.raises(OutsideError, match="redirect"):
        read_header("me/model")


def test_a_listing_that_is_not_json_is_refused(hub: FakeHub) -> None:
    hub.answers = [(200, {})]
    with pytest.raises(InputError, match="not sound"):
        read_header("me/model")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b/c", "", "x" * 300, "a\nb", "ü/ü"])
def test_what_is_no_model_is_not_asked_for(hub: FakeHub, name: str) -> None:
    with pytest.raises(HeredityError):
        read_header(name)
    assert hub.seen == []

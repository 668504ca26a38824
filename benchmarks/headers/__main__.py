"""Measure the reading of headers.

    python -m benchmarks.headers [--files N]

First a folder of small files of each format, read one after the other: headers a second. Then
files as long as real ones (their data are holes) read by range from a server on this machine that
redirects as a hub does: requests, bytes and time of each.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

from heredity.hub.headers import read_header
from tests.hub.headers import making

SMALL = making.llama(layers=12, d=64, f=128, words=64, groups=64)
MAKERS: dict[str, Callable[[], bytes]] = {
    "safetensors": lambda: making.safetensors(SMALL, {"format": "pt"}),
    "gguf": lambda: making.gguf(SMALL, _pairs(2_000)),
    "bin": lambda: making.pytorch(
        {name: ("F32", shape) for name, (_, shape) in SMALL.items()},
    ),
}


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="benchmarks.headers", description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="small files of each format")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print("format | tensors a file | files | seconds | on the processor | headers a second")
        for ending in MAKERS:
            print(_near(Path(folder), ending, given.files), flush=True)
        print("model over the network | file | tensors | requests | bytes read | seconds")
        for row in _far(Path(folder)):
            print(row, flush=True)


def _near(folder: Path, ending: str, files: int) -> str:
    data = MAKERS[ending]()
    place = folder / ending
    place.mkdir()
    paths = [place / f"{at}.{ending}" for at in range(files)]
    for path in paths:
        path.write_bytes(data)
    tensors = len(read_header(paths[0]).tensors)
    began, busy = time.perf_counter(), time.process_time()
    for path in paths:
        read_header(path)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    return f"{ending} | {tensors} | {files} | {seconds:.2f} | {busy:.2f} | {files / seconds:.0f}"


def _far(folder: Path) -> Iterator[str]:
    big = making.llama()
    mixture = making.llama(f=14_336, groups=1024, experts=8)
    vocabulary = making.gguf(
        {name: ("Q4_0", shape) for name, (_, shape) in big.items()}, _pairs(128_256), data=False
    )
    models: dict[str, Callable[[Path], object]] = {
        "7B, one file": lambda p: making.sparse(p / "model.safetensors", big),
        "8x7B, one file": lambda p: making.sparse(p / "model.safetensors", mixture),
        "7B, GGUF, 128,256 words": lambda p: _hollow(p / "model.gguf", vocabulary, 4 << 30),
    }
    for at, (title, make) in enumerate(models.items()):
        place = folder / f"far{at}"
        place.mkdir()
        make(place)
        with _serving(place) as (address, served), patch.dict(os.environ, {"HF_HOME": str(place)}):
            began = time.perf_counter()
            header = read_header("me/model", endpoint=address)
            seconds = time.perf_counter() - began
        size = sum(path.stat().st_size for path in place.iterdir())
        yield (
            f"{title} | {size / 1e9:.1f} GB | {len(header.tensors)} | {served[0]} | "
            f"{header.bytes_read:,} | {seconds:.2f}"
        )


def _hollow(path: Path, header: bytes, length: int) -> None:
    with path.open("wb") as file:
        file.write(header)
        file.truncate(len(header) + length)


def _pairs(words: int) -> dict[str, tuple[str, Any]]:
    tokens = [f"\N{LATIN CAPITAL LETTER G WITH DOT ABOVE}word{at}" for at in range(words)]
    merges = [f"w{at} ord{at}" for at in range(words)]
    return {
        "general.architecture": ("text", "llama"),
        "llama.block_count": ("u32", 12),
        "tokenizer.ggml.tokens": ("array", ("text", tokens)),
        "tokenizer.ggml.token_type": ("array", ("i32", [1] * words)),
        "tokenizer.ggml.merges": ("array", ("text", merges)),
        "tokenizer.chat_template": ("text", "{{ messages }}" * 300),
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that has enough hangs up."""


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """A server of one folder; the list counts its requests."""
    served = [0]
    server = _Server(("127.0.0.1", 0), functools.partial(_Handler, folder, served))
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", served
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, served: list[int], *more: Any) -> None:
        self.folder, self.counted = folder, served
        super().__init__(*more)

    def log_message(self, *words: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.counted[0] += 1
        path = unquote(urlsplit(self.path).path)
        if path.startswith("/api/"):
            names = ",".join(f'{{"rfilename":"{one.name}"}}' for one in self.folder.iterdir())
            self._answer(200, {}, f'{{"sha":"{"0" * 40}","siblings":[{names}]}}'.encode())
        elif "/resolve/" in path:
            self._answer(302, {"Location": f"/store/{path.rsplit('/', 1)[1]}?Signature=1"}, b"")
        else:
            self._range(self.folder / Path(path).name)

    def _range(self, path: Path) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"])
        assert asked is not None
        size = path.stat().st_size
        start, stop = int(asked[1]), min(int(asked[2]) + 1, size)
        with path.open("rb") as file:
            file.seek(start)
            data = file.read(stop - start)
        self._answer(206, {"Content-Range": f"bytes {start}-{stop - 1}/{size}"}, data)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    main()

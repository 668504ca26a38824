"""A hub on this machine: it lists, resolves, redirects to a signed address on another host (here
another port) and serves ranges as the real one does. For tests only."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
RANGE = re.compile(r"bytes=(\d+)-(\d*)")
Headers = dict[str, str]


@dataclass
class Seen:
    """One request."""

    host: str
    path: str
    headers: Headers


@dataclass
class FakeHub:
    """What the servers hold, and what was asked of them.

    Attributes:
        models: Files by model and name.
        answers: Answers (status, headers) given before anything else, first to last.
        gated: Models that want `token`.
        ranges: Whether the store honors ranges.
        seen: Requests in order.
        served: Bytes of bodies.
        valid: The signature that the store accepts just now.
    """

    models: dict[str, dict[str, bytes]] = field(default_factory=dict)
    answers: list[tuple[int, Headers]] = field(default_factory=list)
    store_answers: list[tuple[int, Headers]] = field(default_factory=list)
    gated: set[str] = field(default_factory=set)
    token: str = "hf_secret"
    ranges: bool = True
    seen: list[Seen] = field(default_factory=list)
    served: int = 0
    valid: int = 1
    address: str = ""
    store: str = ""
    location: str | None = None

    def paths(self, host: str) -> list[str]:
        return [one.path for one in self.seen if one.host == host]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FakeHub
    role: str

    def log_message(self, *words: object) -> None:
        pass

    def do_GET(self) -> None:
        hub = self.hub
        path = urlsplit(self.path).path
        told = {name.lower(): value for name, value in self.headers.items()}
        hub.seen.append(Seen(self.role, self.path, told))
        planned = hub.answers if self.role == "hub" else hub.store_answers
        if planned:
            self._send(*planned.pop(0))
        elif self.role == "store":
            self._store(unquote(path))
        elif found := re.fullmatch(r"/api/models/(.+)/revision/(.+)", unquote(path)):
            self._list(found[1], found[2])
        elif found := re.fullmatch(r"/(.+?)/resolve/([^/]+)/(.+)", unquote(path)):
            self._resolve(*found.groups())
        else:
            self._send(404, {})

    def _allowed(self, model: str) -> bool:
        if model in self.hub.gated and self.headers.get("Authorization") != (
            f"Bearer {self.hub.token}"
        ):
            self._send(
                401, {"X-Error-Code": "GatedRepo", "X-Error-Message": "Access is restricted"}
            )
            return False
        if model not in self.hub.models:
            self._send(401, {"X-Error-Code": "RepoNotFound"})
            return False
        return True

    def _list(self, model: str, revision: str) -> None:
        if not self._allowed(model):
            return
        if revision not in {"main", COMMIT}:
            self._send(404, {"X-Error-Code": "RevisionNotFound"})
            return
        siblings = [{"rfilename": name} for name in self.hub.models[model]]
        body = json.dumps({"id": model, "sha": COMMIT, "siblings": siblings}).encode()
        self._send(200, {"Content-Type": "application/json"}, body)

    def _resolve(self, model: str, revision: str, file: str) -> None:
        if not self._allowed(model):
            return
        data = self.hub.models[model].get(file)
        if data is None:
            self._send(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
            return
        headers = {"X-Repo-Commit": COMMIT, "ETag": '"0a1b"'}
        if file.endswith(".json"):
            self._ranged(data, headers)
            return
        headers |= {"X-Linked-Size": str(len(data)), "X-Linked-ETag": '"2c3d"'}
        signed = f"{self.hub.store}/{model}/{file}?Signature={self.hub.valid}&Policy=secret"
        headers["Location"] = signed if self.hub.location is None else self.hub.location
        self._send(302, headers, b"Found. Redirecting")

    def _store(self, path: str) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if query.get("Signature") != [str(self.hub.valid)]:
            self._send(403, {}, b"<Error>AccessDenied</Error>")
            return
        model, _, file = path.strip("/").rpartition("/")
        self._ranged(self.hub.models[model][file], {"ETag": '"2c3d"'})

    def _ranged(self, data: bytes, headers: Headers) -> None:
        asked = RANGE.fullmatch(self.headers.get("Range", ""))
        if not asked or not self.hub.ranges:
            self._send(200, headers, data)
            return
        start = int(asked[1])
        stop = min(int(asked[2]) + 1 if asked[2] else len(data), len(data))
        if start >= len(data):
            self._send(416, headers | {"Content-Range": f"bytes */{len(data)}"})
            return
        headers |= {"Content-Range": f"bytes {start}-{stop - 1}/{len(data)}"}
        self._send(206, headers | {"Accept-Ranges": "bytes"}, data[start:stop])

    def _send(self, status: int, headers: Headers, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
            self.hub.served += len(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # a reader that has enough hangs up


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that has enough hangs up; that is no error."""


@contextmanager
def serve() -> Iterator[FakeHub]:
    """Both servers, on ports of their own."""
    hub = FakeHub()
    servers = []
    for role in ("hub", "store"):
        handler = type("Handler", (_Handler,), {"hub": hub, "role": role})
        server = _Server(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
    hub.address, hub.store = (f"http://127.0.0.1:{one.server_address[1]}" for one in servers)
    try:
        yield hub
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()

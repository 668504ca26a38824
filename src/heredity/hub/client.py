"""The one door to the network: ranges of a hub's files, and the list of a model's files.

Redirects are followed by hand, as a hub answers `resolve` with the signed address of another
host: the token goes to the endpoint only, and addresses are shown without their query.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, NoReturn
from urllib.parse import quote

import httpx2

from heredity.core.errors import OutsideError, UserError
from heredity.core.version import __version__
from heredity.hub import home

TRIES: Final = 5
LONGEST_WAIT: Final = 330.0
"""Seconds; a hub counts requests over windows of five minutes."""

MOST_REDIRECTS: Final = 5
MOST_LISTING: Final = 64_000_000
_REDIRECTS: Final = {301, 302, 303, 307, 308}
_PASSING: Final = {408, 425, 500, 502, 503, 504}
_RESET: Final = re.compile(r"\bt=(\d+)")
_CONTENT_RANGE: Final = re.compile(r"bytes (?:(\d{1,19})-(\d{1,19})|\*)/(\d{1,19})")
_LENGTH: Final = re.compile(r"\d{1,19}")
_LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A part of a file.

    Attributes:
        data: Its bytes; fewer than asked for only where the file ends.
        size: Length of the whole file.
        commit: Revision that was served, where the hub says so.
    """

    data: bytes
    size: int
    commit: str | None


@dataclass(frozen=True, slots=True)
class _Got:
    status: int
    headers: Mapping[str, str]
    data: bytes


class HubClient:
    """Reads from one hub. Connections are kept; several threads may share a client.

    Args:
        endpoint: Address of the hub; `HF_ENDPOINT` or the public one unless given.
        with_token: Whether the endpoint is one that the user's token is meant for.
        wait: Sleeps; tests pass their own.
        say: Hears why it waits, for longer pauses.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        *,
        with_token: bool = True,
        wait: Callable[[float], None] = time.sleep,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.endpoint = (endpoint or home.endpoint()).rstrip("/")
        self._base = _address(self.endpoint)
        self._wait = wait
        self._say = say
        self._moved: dict[str, httpx2.URL] = {}
        self._token = home.token() if with_token and _may_carry_token(self._base) else None
        self._http = httpx2.Client(
            timeout=httpx2.Timeout(30.0, connect=10.0),
            headers={"User-Agent": f"heredity/{__version__}", "Accept-Encoding": "identity"},
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def file_address(self, model_id: str, revision: str, file: str) -> str:
        """Where a hub resolves a file of a model."""
        return f"{self.endpoint}/{quote(model_id)}/resolve/{quote(revision, safe='')}/{quote(file)}"

    def model_info(self, model_id: str, revision: str) -> bytes:
        """What the hub says of a model: JSON with its commit and its files.

        Raises:
            UserError: No such model or revision, or no access to it.
            OutsideError: The network or the hub failed.
        """
        address = (
            f"{self.endpoint}/api/models/{quote(model_id)}/revision/{quote(revision, safe='')}"
        )
        got = self._get(address, {}, MOST_LISTING)
        if len(got.data) >= MOST_LISTING:
            raise OutsideError(f"The list of files of {model_id} is longer than any real one.")
        return got.data

    def fetch(self, address: str, start: int, length: int) -> Answer:
        """A range of a file.

        Raises:
            UserError: No such file, or no access to it.
            OutsideError: The network or the hub failed.
        """
        got = self._get(address, {"Range": f"bytes={start}-{start + length - 1}"}, length)
        named = _CONTENT_RANGE.fullmatch(got.headers.get("content-range", ""))
        commit = got.headers.get("x-repo-commit")
        if got.status == 416:
            size = int(named[3]) if named else 0
            return Answer(b"", size, commit)
        if got.status == 206 and named and named[1] and int(named[1]) == start:
            return Answer(got.data, int(named[3]), commit)
        if got.status == 200 and start == 0:
            # A server without ranges sends the whole file; reading stopped where we had enough.
            told = _LENGTH.fullmatch(got.headers.get("content-length", ""))
            if told or len(got.data) < length:
                return Answer(got.data, int(told[0]) if told else len(got.data), commit)
        raise OutsideError(
            f"{shown(address)} was not served in ranges.", "Download the file and read it here."
        )

    def _get(self, address: str, headers: dict[str, str], most: int) -> _Got:
        why = ""
        for attempt in range(1, TRIES + 1):
            try:
                got = self._follow(address, headers, most)
            except httpx2.HTTPError as error:
                why = f"{shown(address)} could not be reached: {_reason(error)}"
                pause = _backoff(attempt)
            else:
                if got.status < 400 or got.status == 416:
                    return got
                if got.status != 429 and got.status not in _PASSING:
                    _refused(address, got, bool(self._token))
                why = f"{shown(address)} answered {got.status}"
                pause = _pause(got.headers, attempt)
            if attempt == TRIES or pause > LONGEST_WAIT:
                break
            if pause > 2:
                self._say(f"{why}; waiting {pause:.0f} s.")
            self._wait(pause)
        raise OutsideError(f"{why}.", "Try again later.")

    def _follow(self, address: str, headers: dict[str, str], most: int) -> _Got:
        """One request with its redirects; where it led is remembered for the next range."""
        target = self._moved.get(address) or _address(address)
        commit: str | None = None
        for _ in range(MOST_REDIRECTS + 1):
            got = self._ask(target, headers, most)
            commit = commit or got.headers.get("x-repo-commit")
            if got.status not in _REDIRECTS:
                break
            target = _next(target, got.headers.get("location", ""))
        else:
            raise OutsideError(f"{shown(address)} redirects too often.")
        if self._moved.pop(address, None) is not None and got.status in {401, 403, 404, 410}:
            return self._follow(address, headers, most)  # a signed address has run out
        if got.status < 300:
            self._moved[address] = target
        if commit and "x-repo-commit" not in got.headers:
            return _Got(got.status, {**got.headers, "x-repo-commit": commit}, got.data)
        return got

    def _ask(self, target: httpx2.URL, headers: dict[str, str], most: int) -> _Got:
        mine = dict(headers)
        if self._token and _origin(target) == _origin(self._base):
            mine["Authorization"] = f"Bearer {self._token}"
        with self._http.stream("GET", target, headers=mine) as answer:
            data = b""
            if answer.status_code < 300:
                data = _body(answer, most)
            return _Got(answer.status_code, dict(answer.headers), data)


def shown(address: str | httpx2.URL) -> str:
    """An address as people may see it: without query, fragment and credentials."""
    url = httpx2.URL(address) if isinstance(address, str) else address
    return str(url.copy_with(query=None, fragment=None, userinfo=b""))


def _body(answer: httpx2.Response, most: int) -> bytes:
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise OutsideError(f"{shown(answer.url)} is served packed, though that was not asked for.")
    data = bytearray()
    for part in answer.iter_raw():
        data += part
        if len(data) >= most:
            break
    return bytes(data[:most])


def _address(text: str) -> httpx2.URL:
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise UserError("The address of the hub is no address.", "Look at --endpoint.") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise UserError(f"'{shown(url)}' is no address of a hub.", "It begins with https://.")
    return url


def _next(target: httpx2.URL, location: str) -> httpx2.URL:
    try:
        url = target.join(location)
    except httpx2.InvalidURL as error:
        raise OutsideError(f"{shown(target)} redirects to something that is no address.") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise OutsideError(f"{shown(target)} redirects to something that is no address.")
    if target.scheme == "https" and url.scheme == "http":
        raise OutsideError(f"{shown(target)} redirects to an address that is not encrypted.")
    return url


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _may_carry_token(url: httpx2.URL) -> bool:
    return url.scheme == "https" or url.host in _LOOPBACK


def _reason(error: httpx2.HTTPError) -> str:
    # The library's own words may repeat a signed address.
    kinds = {
        httpx2.TimeoutException: "no answer in time",
        httpx2.ConnectError: "no connection",
        httpx2.ProxyError: "the proxy refused",
    }
    found = next((words for kind, words in kinds.items() if isinstance(error, kind)), None)
    return found or type(error).__name__


def _backoff(attempt: int) -> float:
    return float(2 ** (attempt - 1)) * random.uniform(0.75, 1.25)


def _pause(headers: Mapping[str, str], attempt: int) -> float:
    after = headers.get("retry-after", "")
    if after.isdigit():
        return float(after[:9])
    if after:
        try:
            return max((parsedate_to_datetime(after) - datetime.now(UTC)).total_seconds(), 0.0)
        except (ValueError, TypeError):
            pass
    reset = _RESET.search(headers.get("ratelimit", ""))
    return float(reset[1][:9]) if reset else _backoff(attempt)


def _refused(address: str, got: _Got, with_token: bool) -> NoReturn:
    place, code = shown(address), got.headers.get("x-error-code", "")
    if code == "GatedRepo":
        raise UserError(
            f"{place} is gated: its owner asks for an agreement.",
            "Accept it on the model's page, then set HF_TOKEN to a token of yours that may read.",
        )
    if code in {"EntryNotFound", "RevisionNotFound"} or got.status in {404, 410}:
        what = {"EntryNotFound": "file", "RevisionNotFound": "revision"}.get(code, "model or file")
        raise UserError(f"There is no such {what}: {place}.", "Look at the spelling.")
    if got.status in {401, 403}:
        raise UserError(
            f"{place} may not be read, or does not exist (the hub answered {got.status}).",
            "The token may not read it."
            if with_token
            else "Look at the spelling; if it is private, set HF_TOKEN.",
        )
    raise OutsideError(f"{place} answered {got.status}.", "Try again later.")

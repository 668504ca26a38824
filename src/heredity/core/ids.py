"""Identifiers as people write them, brought to the one form of the hub: `owner/name`.

Source of the grammar: `validate_repo_id` of huggingface_hub (each part at most 96 characters of
`A-Z a-z 0-9 _ . -`, no `-` or `.` at an end, no `--`, no `..`, no final `.git`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from heredity.core.reasons import BLANK, LOCAL_PATH, NOT_AN_ID, OTHER_SITE

FILE = f"{NOT_AN_ID}: a file"
NO_MODEL = f"{NOT_AN_ID}: an address of something else than a model"
SLASHES = f"{NOT_AN_ID}: more than one slash"
SPACES = f"{NOT_AN_ID}: white space inside"
CHARACTERS = f"{NOT_AN_ID}: characters that no id has"
DOUBLED = f"{NOT_AN_ID}: '--' or '..' inside"
TOO_LONG = f"{NOT_AN_ID}: a part of more than 96 characters"

LONGEST = 96

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x1f\x7f]")
_WRAPPING = "\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb<>()[]{}"
_TRAILING = ".,;"
_NOTHING = frozenset({"none", "null", "nan", "na", "n/a", "nil", "undefined", "unknown", "-", "?"})
_MARKDOWN = re.compile(r"\[[^\[\]]*\]\(([^()]*)\)")
_HUB = re.compile(r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)(?=/|$)", re.IGNORECASE)
_HUB_HOSTS = frozenset({"huggingface.co", "hf.co", "www.huggingface.co", "www.hf.co"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_OUR_SCHEME = re.compile(r"hf://", re.IGNORECASE)
_PACKAGE = re.compile(r"pkg:huggingface/", re.IGNORECASE)
_CACHE = re.compile(r"models--([^/]+?)(?:--([^/]+))?(?:/snapshots/([^/]+)(?:/.*)?)?/*")
_PATH = re.compile(r"(?:[/~\\]|\.{1,2}(?:[/\\]|$)|[A-Za-z]:[\\/]|file:)", re.IGNORECASE)
_QUANT = re.compile(r"([^/:]+/[^/:]+):[\w.-]+", re.ASCII)
_PART = re.compile(r"\w(?:[\w.-]*\w)?", re.ASCII)
_CHECKPOINT = re.compile(r"(?:checkpoint|ckpt|step|epoch)[-_]?\d+", re.IGNORECASE)
_WEIGHTS = re.compile(
    r"\.(?:safetensors|bin|gguf|ggml|pt|pth|ckpt|onnx|h5|msgpack|tflite|pkl|npz|nemo)$",
    re.IGNORECASE,
)
_FOLDERS = frozenset({
    "cache", "checkpoint", "checkpoints", "ckpt", "ckpts", "content", "data", "home", "kaggle",
    "log", "logs", "mnt", "model", "models", "opt", "output", "outputs", "result", "results",
    "root", "runs", "saves", "scratch", "tmp", "temp", "usr", "var", "weights", "workspace",
})  # fmt: skip
_NOT_MODELS = frozenset({
    "api", "blog", "chat", "collections", "datasets", "docs", "join", "learn", "login",
    "organizations", "papers", "posts", "pricing", "settings", "spaces", "tasks",
})  # fmt: skip
_VIEWS = frozenset({"tree", "blob", "resolve", "raw", "commit", "commits", "discussions", "edit"})
_DATED_VIEWS = frozenset({"tree", "blob", "resolve", "raw", "commit", "commits"})


@dataclass(frozen=True, slots=True)
class Normalized:
    """What a text says about a model.

    Attributes:
        id: The identifier, in its own case; None where the text is none.
        reason: Why it is none; None where it is one.
        revision: Branch, tag or commit that the text names; None where it names none.
    """

    id: str | None
    reason: str | None = None
    revision: str | None = None


def normalize_id(text: object) -> Normalized:
    """Bring a model identifier, as somebody wrote it, to its form on the hub.

    Takes plain ids with or without owner, with `@revision` or `:quant` behind, addresses of the
    hub's pages, `hf://` and `pkg:huggingface/` addresses, and folder names of the hub's cache,
    each also within quotes, brackets or a Markdown link. Letters keep their case. Never raises.

    Args:
        text: What was written; anything but a text counts as empty.

    Returns:
        The identifier, or the reason why the text is none.
    """
    if not isinstance(text, str):
        return Normalized(None, BLANK)
    text = _unwrap(text)
    if text.lower() in _NOTHING or not text:
        return Normalized(None, BLANK)
    cached = _CACHE.fullmatch(text)
    if cached:
        owner, name, revision = cached.groups()
        return _finish([owner, name] if name else [owner], revision)
    if _PATH.match(text):
        return Normalized(None, LOCAL_PATH)
    if hub := _HUB.match(text):
        return _page(text[hub.end() :])
    if ours := _OUR_SCHEME.match(text):
        return _address(text[ours.end() :])
    if _SCHEME.match(text):
        return Normalized(None, OTHER_SITE)
    if package := _PACKAGE.match(text):
        text = text[package.end() :]
    return _plain(text)


def _unwrap(text: str) -> str:
    """Take off white space, invisible characters, quotes, brackets and closing punctuation."""
    text = _INVISIBLE.sub(" ", text).strip()
    if link := _MARKDOWN.fullmatch(text):
        text = link[1]
    before = None
    while text != before:
        before = text
        text = text.strip().strip(_WRAPPING).rstrip(_TRAILING)
    return text


def _page(path: str) -> Normalized:
    """The model of a page of the hub."""
    parts = _split(unquote(re.split(r"[?#]", path, maxsplit=1)[0]))
    if parts[:2] == ["api", "models"]:
        parts = parts[2:]
    if not parts or parts[0].lower() in _NOT_MODELS | {"models"}:
        return Normalized(None, NO_MODEL)
    size = 1 if len(parts) == 1 or parts[1] in _VIEWS else 2
    view, revision = parts[size : size + 1], parts[size + 1 : size + 2]
    named = revision[0] if revision and view[0] in _DATED_VIEWS else None
    if len(parts[:size]) == 2 and ":" in parts[1]:
        parts[1] = parts[1].split(":", 1)[0]
    return _finish(parts[:size], named)


def _address(path: str) -> Normalized:
    """The model of an `hf://` address: `[models/]owner/name[@revision][/path]`."""
    parts = _split(path)
    if parts and parts[0] == "models":
        parts = parts[1:]
    if not parts or parts[0] in _NOT_MODELS:
        return Normalized(None, NO_MODEL)
    at = next((i for i, part in enumerate(parts[:2]) if "@" in part), None)
    if at is None:
        return _finish(parts[:2], None)
    last, _, revision = parts[at].partition("@")
    return _finish([*parts[:at], last], unquote(revision) or None)


def _plain(text: str) -> Normalized:
    text, _, revision = text.partition("@")
    text = text.strip().rstrip("/")
    if quant := _QUANT.fullmatch(text):
        text = quant[1]
    if re.search(r"\s", text):
        return Normalized(None, SPACES)
    if "\\" in text:
        return Normalized(None, LOCAL_PATH)
    return _finish(text.split("/"), revision.strip() or None)


def _finish(parts: list[str], revision: str | None) -> Normalized:
    """Judge the parts of an id."""
    while parts[-1].lower().endswith(".git"):
        parts = [*parts[:-1], parts[-1][:-4]]
    reason = _fault(parts)
    return Normalized(None, reason) if reason else Normalized("/".join(parts), None, revision)


def _fault(parts: list[str]) -> str | None:
    """Why the parts make no id: the first fault that holds."""
    text = "/".join(parts)
    faults = (
        (not text or text.lower() in _NOTHING, BLANK),
        (_is_path(parts), LOCAL_PATH),
        (len(parts) > 2, SLASHES),
        (parts[0].lower() in _HUB_HOSTS, NO_MODEL),
        (len(parts) == 2 and parts[0].lower() in _NOT_MODELS, NO_MODEL),
        (re.search(r"\s", text), SPACES),
        ("--" in text or ".." in text, DOUBLED),
        (not all(_PART.fullmatch(part) for part in parts), CHARACTERS),
        (any(len(part) > LONGEST for part in parts), TOO_LONG),
        # With an owner it may be a model: some repositories are called like their one file.
        (len(parts) == 1 and _WEIGHTS.search(text), FILE),
    )
    return next((reason for holds, reason in faults if holds), None)


def _is_path(parts: list[str]) -> bool:
    """Whether the parts look like folders on somebody's disk."""
    folders = [part.lower() in _FOLDERS for part in parts]
    if len(parts) > 1 and (not parts[0] or folders[0]):
        return True
    if len(parts) > 2 and any(folders):
        return True
    return any(_CHECKPOINT.fullmatch(part) for part in parts[1:])


def _split(path: str) -> list[str]:
    return [part for part in path.split("/") if part]

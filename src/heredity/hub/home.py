"""Where this machine keeps what belongs to a hub: its address, the cache, the token.

The environment variables are those of the hub's own library: `HF_ENDPOINT`, `HF_HOME`,
`HF_HUB_CACHE`, `HF_TOKEN`, `HF_TOKEN_PATH`, `HF_HUB_OFFLINE`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

PUBLIC: Final = "https://huggingface.co"
_TRUE: Final = {"1", "on", "true", "yes"}
_LONGEST_TOKEN: Final = 4_096


def endpoint() -> str:
    """Address of the hub, without a slash at the end."""
    return (os.environ.get("HF_ENDPOINT") or PUBLIC).rstrip("/")


def home() -> Path:
    """Folder of the hub's own library."""
    named = os.environ.get("HF_HOME")
    if named:
        return Path(named).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache).expanduser() if cache else Path.home() / ".cache") / "huggingface"


def cache() -> Path:
    """Folder of downloaded repositories."""
    named = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    return Path(named).expanduser() if named else home() / "hub"


def offline() -> bool:
    """Whether the network must not be used."""
    return os.environ.get("HF_HUB_OFFLINE", "").lower() in _TRUE


def token() -> str | None:
    """The user's token: the environment's, else the one that the hub's login wrote."""
    named = os.environ.get("HF_TOKEN") or os.environ.get("HUGGING_FACE_HUB_TOKEN")
    if named is None and os.environ.get("HF_HUB_DISABLE_IMPLICIT_TOKEN", "").lower() not in _TRUE:
        place = os.environ.get("HF_TOKEN_PATH")
        path = Path(place).expanduser() if place else home() / "token"
        try:
            with path.open(encoding="ascii") as file:
                named = file.read(_LONGEST_TOKEN)
        except (OSError, UnicodeDecodeError):
            named = None
    found = (named or "").strip()
    # Anything else could not stand in a header, and would be repeated by the error about it.
    sound = found.isascii() and found.isprintable() and " " not in found
    return found if found and sound else None

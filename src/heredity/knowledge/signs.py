"""Words that betray how a model was made, and the files that hold weights.

The words are rows of `signs.toml`; a new one is one row there.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

BEFORE = r"(?:^|[^a-z0-9])"
AFTER = r"(?:[^a-z0-9]|$)"

WEIGHTS_BUT_GGUF = (
    r"\.(?:safetensors|bin|pt|pth|ckpt|h5|keras|msgpack|onnx|pb|tflite|npz|nemo|mlmodel|pkl)"
    r"(?:\n|$)"
)
"""Pattern of names of weight files in other formats than GGUF, in a list of names by line."""

GGUF_FILE = r"\.gguf(?:\n|$)"
"""Pattern of names of GGUF files, in a list of names by line."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that stand in the name, tags, library or files of models of one relation.

    Attributes:
        relation: The relation that they betray.
        pattern: Regular expression of the words, in the common subset of RE2, Java and Python.
        example: A text that must hit.
        passes: A text that must not; empty if none is worth naming.
    """

    relation: str
    pattern: str
    example: str
    passes: str = ""

    @property
    def regex(self) -> str:
        """The pattern between the borders of a word, for text in lower case."""
        return f"{BEFORE}(?:{self.pattern}){AFTER}"


@cache
def signs() -> tuple[Sign, ...]:
    """All signs, in the order of the file."""
    text = files("heredity.knowledge").joinpath("signs.toml").read_text("utf-8")
    return tuple(
        Sign(row["relation"], row["pattern"], row["example"], row.get("pass", ""))
        for row in tomllib.loads(text)["sign"]
    )


def sign_regex(relation: str) -> str:
    """One regular expression that hits any sign of a relation in a text in lower case."""
    words = "|".join(sign.pattern for sign in signs() if sign.relation == relation)
    return f"{BEFORE}(?:{words}){AFTER}"

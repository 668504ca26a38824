"""What a word of letters and digits is by its shape alone: counts, versions, dates, bits.

A shape is the name of a kind, such as `countb` for `7b`; the rules of context decide on codes.
"""

from __future__ import annotations

import re
from typing import Final


def set_of(words: str) -> frozenset[str]:
    """The words between the spaces of a text."""
    return frozenset(words.split())


_NUMBER = r"[0-9]+(?:\.[0-9]+)?"

_ROWS: Final = (
    ("gguftype", r"(?:i?q|tq)[1-9](?:[_-][a-z0-9_-]+)?|iq[1-4][a-z]*"),
    (
        "bits",
        rf"{_NUMBER}-?(?:bits?|bpw)|b(?:its?|pw){_NUMBER}|(?:u?int|fp|nf|bf|mxfp|nvfp)[0-9]+(?:a[0-9]+)?",
    ),
    (
        "bits",
        r"w[0-9]+a[0-9]+\w{0,4}|q[0-9]+f[0-9]+|mxint[0-9]|o?q[0-9]+(?:\.[0-9]+)?|float[0-9]+|e[2-5]m[0-7]\w{0,3}",
    ),
    ("qgroup", r"(?:g|gs|gr|grp|group)(?:16|32|64|128|256)|(?:32|64|128)g"),
    ("countx", rf"[0-9]+x{_NUMBER}[bm]"),
    ("active", rf"a{_NUMBER}[bm]"),
    ("effective", r"e[0-9](?:\.[0-9]+)?b"),
    ("tokens", rf"{_NUMBER}[kmbt]?(?:tok|toks|tokens|token|pt)|{_NUMBER}[bmt]t|[0-9]{{2,}}t"),
    ("hash", r"[0-9]{5,}[bm]"),
    ("countb", rf"r?{_NUMBER}b|[0-9]+b[0-9]{{1,2}}|{_NUMBER}bn|[0-9]{{1,2}}p[0-9]{{1,2}}b"),
    ("smallm", r"(?:1|2|4|5|8|10)m"),
    ("countm", rf"{_NUMBER}m"),
    ("kpower", r"(?:[248]|16|32|64|96|128|131|160|192|200|256|262|400|512|1000|1024)k"),
    ("thousand", rf"{_NUMBER}k"),
    ("countt", rf"{_NUMBER}t"),
    ("hours", r"[0-9]+(?:\.[0-9]+)?(?:h|hr|hrs|hours?|hz|khz)"),
    ("bytes", rf"{_NUMBER}(?:g|gb|gib|mb|tb)"),
    ("vshort", r"v[0-9]"),
    ("version", r"v(?:er)?[0-9]+(?:\.[0-9]+)*(?:[a-z]|(?:rc|alpha|beta|pre)[0-9]*)?"),
    ("step", r"[0-9]+k?(?:steps?|iters?|iterations?)|gen[0-9]+"),
    ("step", r"(?:steps?|ckpt|checkpoint|cp|iter|seed|run|fold|rev|trial|exp|s)[0-9]+k?"),
    ("training", rf"{_NUMBER}(?:e|ep|eps|epochs?)|(?:e|ep|epochs?|bs|bsz|lr|ga|wd)[0-9]+\w*"),
    ("training", r"r[0-9]{2,3}|(?:rank|warmup|stage|phase)[0-9]+|[0-9]+e[0-9]+"),
    ("layers", r"l[0-9]{1,2}|[0-9]{1,2}l|[0-9]+layers?"),
    ("hidden", r"h[0-9]{2,4}|d[0-9]{2,4}|[0-9]+d|dim[0-9]+"),
    ("patch", r"(?:patch|p|window|win|ws)[0-9]+|[0-9]+px|[0-9]{3,4}p|[0-9]+fps"),
    ("scale", r"x[0-9]|[0-9]x"),
    ("shot", r"[0-9]+shots?"),
    ("letnum", r"[a-z][0-9]{1,2}|[a-z][0-9](?:\.[0-9]+)+"),
    ("lettercount", r"[a-z][0-9]+(?:\.[0-9]+)*"),
)
_SHAPES: Final = re.compile("|".join(f"(?P<g{at}>{row[1]})" for at, row in enumerate(_ROWS)))
_KINDS: Final = {f"g{at}": row[0] for at, row in enumerate(_ROWS)}
_METHOD: Final = re.compile(r"[a-z]{1,4}(?:dpo|rpo|kto|ppo)")
_INPUTS: Final = (
    "text", "txt", "img", "image", "video", "speech", "audio", "code", "doc", "table", "graph",
    "prompt",
)  # fmt: skip
_JOB: Final = re.compile(rf"(?:{'|'.join(_INPUTS)})(?:2|to)[a-z]+")
_DECIMAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)+[a-z]?")
_RATIO: Final = re.compile(r"0\.[0-9]{3,}")
_HASHED: Final = 6
"""Fewest characters of a hash."""

_HASH: Final = re.compile(r"(?=.*[0-9])(?=.*[a-z])(?:[0-9a-f]{8,}|(?:[a-z]+[0-9]+){3,}[a-z]*)")

_SIDES: Final = set_of(
    "112 144 160 192 224 240 256 280 288 299 300 320 336 352 364 378 380 384 392 400 416 420 432 "
    "448 456 476 480 490 504 512 513 518 528 560 576 600 640 672 720 768 800 896 1024 1080 1152 "
    "1280 1333 1344 1536 2048 4096 8192"
)
"""Lengths of the sides of pictures, and of inputs."""


def shape_of(word: str) -> str | None:
    """The kind of a word in lower case by its shape; None for plain words."""
    if word.isalpha():
        return _letters(word)
    if word.isdecimal() and word.isascii():
        return _integer(word)
    if found := _SHAPES.fullmatch(word):
        return _KINDS[str(found.lastgroup)]
    if "." in word and _DECIMAL.fullmatch(word):
        return "ratio" if _RATIO.fullmatch(word) else "decimal"
    if len(word) >= _HASHED and _HASH.fullmatch(word):
        return "hash"
    return "task" if word.startswith(_INPUTS) and _JOB.fullmatch(word) else None


def _letters(word: str) -> str | None:
    if word.endswith(("po", "kto")) and _METHOD.fullmatch(word):
        return "method"
    return "task" if word.startswith(_INPUTS) and _JOB.fullmatch(word) else None


def _integer(word: str) -> str:
    """The kind of a whole number: by its length, and by what lengths, years and dates look like."""
    size = len(word)
    if size <= 2:
        return _small(word)
    if word in _SIDES:
        return "side"
    if size == 4:
        return _four(word)
    if size in {6, 8} and _is_date(word):
        return "date"
    return "hundred" if size == 3 else "counter"


def _small(word: str) -> str:
    if word[0] == "0":
        return "zero" if word == "0" else "leading"
    return "digit" if len(word) == 1 else "int"


def _four(word: str) -> str:
    """`2507` and `0731` are dates, `2024` is a year."""
    high, low = int(word[:2]), int(word[2:])
    if 2015 <= int(word) <= 2031:
        return "year"
    if 1 <= low <= 12 and 21 <= high <= 31:
        return "date"
    return "date" if 1 <= high <= 12 and 1 <= low <= 31 else "counter"


def _is_date(word: str) -> bool:
    """Whether digits are a year, a month and a day, with or without the century."""
    year, month, day = word[:-4], int(word[-4:-2]), int(word[-2:])
    return 1 <= month <= 12 and 1 <= day <= 31 and 15 <= int(year[-2:]) <= 31

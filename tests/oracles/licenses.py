"""Rules for pairs of licenses, written down a second time from their prose, slowly and literally.

It shares nothing with the package but the rows: class, duties, relicense value, confidence.
"""

# ruff: noqa: C901, PLR0911, PLR0912 - one branch for each sentence of the prose

from __future__ import annotations

import tomllib
from importlib.resources import files

RAIL = {
    "openrail", "bigscience-openrail-m", "creativeml-openrail-m", "bigscience-bloom-rail-1.0",
    "bigcode-openrail-m", "openrail++",
}  # fmt: skip
LLAMA = {"llama2", "llama3", "llama3.1", "llama3.2", "llama3.3", "llama4"}
DATA = {
    "odbl", "odc-by", "pddl", "c-uda", "cdla-permissive-1.0", "cdla-permissive-2.0",
    "cdla-sharing-1.0",
}  # fmt: skip
GPLS = {"gpl-2.0", "gpl-3.0", "agpl-3.0"}
GNU = GPLS | {"gpl", "lgpl", "lgpl-2.1", "lgpl-3.0"}
RESEARCH = {
    "apple-amlr", "intel-research", "h-research", "fair-noncommercial-research-license",
    "deepfloyd-if-license", "qwen-research", "exaone",
}  # fmt: skip
UNRESOLVED = {"cc", "other", "unknown"}
ORDER = ["conflict", "obligation-dropped", "undeclared", "unknown", "ok-if-notices-kept", "ok"]
STEPS = {"low": 0, "medium": 1, "high": 2}


def _load() -> dict[str, dict]:
    text = files("heredity.knowledge").joinpath("licenses.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return {row["id"]: row for row in data["license"] + data["named"]}


ROWS = _load()


def not_fitting(u: str, d: str) -> bool:
    if u in {"apache-2.0", "ecl-2.0"} and d in {"gpl-2.0", "lgpl-2.1"}:
        return True
    return u == "afl-3.0" and d in {"gpl", "gpl-2.0", "gpl-3.0", "agpl-3.0"}


def unsettled(u: str, d: str) -> bool:
    if u == "gpl-2.0" and d in {"gpl-3.0", "agpl-3.0"}:
        return True
    if u == "gpl-3.0" and d == "agpl-3.0":
        return True
    if u == "lgpl-2.1" and d == "lgpl-3.0":
        return True
    if u == "epl-2.0" and d in {"gpl-2.0", "gpl-3.0", "agpl-3.0"}:
        return True
    if u == "gpl" and d in GPLS:
        return True
    if u == "lgpl" and d in GNU - {"lgpl"}:
        return True
    if u in GPLS and d == "gpl":
        return True
    several = {
        "apache-2.0", "ecl-2.0", "mpl-2.0", "lgpl-2.1", "lgpl-3.0", "eupl-1.1", "eupl-1.2",
        "cc-by-sa-4.0",
    }  # fmt: skip
    return u in several and d in {"gpl", "lgpl"}


def on_list(u: str, d: str) -> bool:
    if u == "lgpl-2.1":
        return d in {"gpl-2.0", "gpl-3.0", "agpl-3.0"}
    if u == "lgpl-3.0":
        return d in {"gpl-3.0", "agpl-3.0"}
    if u == "mpl-2.0":
        return d in {"gpl-2.0", "gpl-3.0", "lgpl-2.1", "lgpl-3.0", "agpl-3.0"}
    if u == "eupl-1.1":
        return d in {"gpl-2.0", "osl-3.0", "epl-1.0", "eupl-1.2"}
    if u == "eupl-1.2":
        return d in {
            "gpl-2.0", "gpl-3.0", "agpl-3.0", "osl-3.0", "epl-1.0", "mpl-2.0", "lgpl-2.1",
            "lgpl-3.0", "cc-by-sa-3.0",
        }  # fmt: skip
    if u == "cc-by-sa-3.0":
        return d == "cc-by-sa-4.0"
    if u == "cc-by-sa-4.0":
        return d == "gpl-3.0"
    if u == "cc-by-nc-sa-2.0":
        return d in {"cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0"}
    if u == "cc-by-nc-sa-3.0":
        return d == "cc-by-nc-sa-4.0"
    return False


def references(u: str, commercial: bool, hosted: bool) -> tuple[str, str]:
    if not u:
        return "undeclared", "LIC050"
    if u in UNRESOLVED:
        return "unknown", "LIC054"
    duties = ROWS[u]["duties"]
    if commercial and "X" in duties:
        return "conflict", "LIC061"
    if "X" in duties or "U" in duties or "K" in duties:
        return "ok-if-notices-kept", "LIC060"
    if hosted and (ROWS[u]["class"] == "network-copyleft" or u == "gemma" or u in RAIL):
        return "ok-if-notices-kept", "LIC060"
    return "ok", "LIC000"


def pair(
    u: str, relation: str, d: str, commercial: bool = False, hosted: bool = False
) -> tuple[str, str]:
    """Verdict and code of one pair; an empty id is silence."""
    if relation == "references":
        return references(u, commercial, hosted)
    if relation == "unspecified":
        relation = "finetune"
    if not u and not d:
        return "undeclared", "LIC052"
    if not u:
        return "undeclared", "LIC050"
    if not d:
        return "undeclared", "LIC051"
    if ROWS[u]["class"] == "public-domain":
        return "ok", "LIC000"
    if u in UNRESOLVED:
        return "unknown", "LIC054"
    has_v = "V" in ROWS[u]["duties"]
    if u == d:
        if not has_v:
            return "ok", "LIC000"
        if relation in {"finetune", "merge"}:
            return "conflict", "LIC021"
        return "unknown", "LIC022"
    if has_v:
        if relation == "adapter":
            return "unknown", "LIC022"
        return "conflict", "LIC021"
    if relation == "adapter" and "A" not in ROWS[u]["duties"]:
        if d == "unknown":
            return "unknown", "LIC054"
        if ROWS[u]["relicense"] in {"any", "file"}:
            return "ok", "LIC000"
        if d in UNRESOLVED:
            return "unknown", "LIC054"
        verdict, code = rules_8_to_10(u, d)
        if verdict in {"ok", "ok-if-notices-kept"}:
            return "ok", "LIC000"
        if verdict == "unknown":
            return verdict, code
        return "obligation-dropped", "LIC042"
    return rules_8_to_10(u, d)


def rules_8_to_10(u: str, d: str) -> tuple[str, str]:
    if d in UNRESOLVED:
        if ROWS[u]["relicense"] == "any" and d != "unknown":
            return "ok-if-notices-kept", "LIC001"
        return "unknown", "LIC054"
    if not_fitting(u, d):
        return "conflict", "LIC030"
    if unsettled(u, d):
        return "unknown", "LIC055"
    return rule_10(u, d)


def rule_10(u: str, d: str) -> tuple[str, str]:
    up, down = ROWS[u], ROWS[d]
    mine, theirs = set(up["duties"]), set(down["duties"])
    value = up["relicense"]
    if value == "any":
        if up["class"] == "attribution" and down["class"] == "public-domain":
            return "obligation-dropped", "LIC041"
        if theirs & {"S", "X", "V", "U", "K"} or down["class"] == "weak-copyleft":
            return "ok", "LIC000"
        return "ok-if-notices-kept", "LIC001"
    if value == "keep":
        if "U" in mine and down["class"] in {"strong-copyleft", "network-copyleft"}:
            return "conflict", "LIC030"
        if u in RAIL and d in RAIL:
            return "ok-if-notices-kept", "LIC002"
        if "U" in mine and "U" in theirs:
            return "unknown", "LIC045"
        return "obligation-dropped", "LIC040"
    if value == "nc":
        if "X" not in theirs:
            return "conflict", "LIC020"
        if "U" in mine and "U" not in theirs:
            return "obligation-dropped", "LIC040"
        if ("S" in theirs and "S" not in mine) or ("V" in theirs and "V" not in mine):
            return "ok", "LIC000"
        return "ok-if-notices-kept", "LIC002"
    if on_list(u, d):
        return "ok-if-notices-kept", "LIC002"
    if value == "file":
        return "conflict", "LIC013"
    if value == "same":
        if "X" in mine and "X" not in theirs:
            return "conflict", "LIC020"
        if u in RESEARCH:
            return "conflict", "LIC023"
        codes = {
            "strong-copyleft": "LIC010",
            "network-copyleft": "LIC011",
            "share-alike": "LIC012",
            "non-commercial": "LIC012",
        }
        return "conflict", codes[up["class"]]
    if value == "vendor":
        if u in LLAMA and d in LLAMA:
            return "obligation-dropped", "LIC044"
        return "conflict", "LIC023"
    raise AssertionError(f"no rule for {u} to {d}")


def confidence(u: str, relation: str, d: str) -> str:
    """Confidence of a pair; that of `references` leaves the child aside."""

    def own(name: str) -> int:
        if not name:
            return 2
        level = STEPS[ROWS[name]["confidence"]]
        return min(level, 1) if name in DATA else level

    if relation == "references":
        return {0: "low", 1: "medium", 2: "high"}[own(u)]
    level = min(own(u), own(d))
    if relation == "unspecified":
        level -= 1
    if relation == "adapter" and u and "A" in ROWS[u]["duties"]:
        level -= 1
    _, code = pair(u, relation, d)
    if code == "LIC013":
        level -= 1
    dropped = relation == "adapter" and code == "LIC042"
    # Rule 8 says l; under rule 7 an adapter never comes to it.
    if dropped or (code == "LIC001" and d in UNRESOLVED):
        level = 0
    return {0: "low", 1: "medium", 2: "high"}[max(level, 0)]


def clash(one: str, other: str) -> bool:
    """Whether two parents of a merge exclude each other."""
    if not one or not other or one == other or one in UNRESOLVED or other in UNRESOLVED:
        return False
    if not_fitting(one, other) or not_fitting(other, one):
        return True
    for a, b in ((one, other), (other, one)):
        if ROWS[a]["relicense"] == "same" and ROWS[b]["relicense"] not in {"any", "file"}:
            if on_list(a, b) or on_list(b, a):
                continue
            if unsettled(a, b) or unsettled(b, a):
                continue
            if "X" in ROWS[a]["duties"] and ROWS[b]["relicense"] == "nc":
                continue
            return True
    return False


def merged(parents: list[str], d: str) -> str:
    """Verdict of a model merged of several parents."""
    verdicts = [pair(u, "merge", d)[0] for u in parents]
    for i in range(len(parents)):
        for j in range(i + 1, len(parents)):
            if clash(parents[i], parents[j]):
                verdicts.append("conflict")
    return min(verdicts, key=ORDER.index)

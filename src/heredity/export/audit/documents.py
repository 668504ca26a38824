"""An audit for programs: JSON, SARIF, and one line a finding."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, BinaryIO, Final

from heredity.core.version import __version__
from heredity.export.audit.auditing import Audit, codes_of
from heredity.export.audit.registry import writer
from heredity.export.audit.rows import ORDER
from heredity.export.escaping import sarif as escaped
from heredity.export.sarif import FINGERPRINT, location, write_log
from heredity.knowledge.suppressions import Suppression
from heredity.store.expr import (
    StringValue,
    Table,
    Value,
    asc,
    cases,
    coalesce,
    desc,
    ifelse,
    literal,
)
from heredity.store.give import write_lines
from heredity.store.render import json_object, listed, struct

FORMAT: Final = "heredity-audit/1"
MEMBERS: Final = (
    "code", "title", "severity", "confidence", "model_id", "parent_id", "message", "stage",
    "origin", "subject", "line", "generations", "relations", "path", "concerns", "such_as", "whose",
    "fingerprint",
)  # fmt: skip
BEST_FIRST: Final = (asc("rank"), desc("confidence"), *ORDER)


@writer("json", extension=".json")
def write_json(audit: Audit, sink: BinaryIO) -> int:
    """Everything, as one JSON document: what was asked for, every finding, numbers and notes.

    The findings stand one a line, so that a document of a whole hub can be read line by line. It
    serves a later audit as `--new-since`.
    """
    head = _text({
        "format": FORMAT,
        "software": f"heredity {__version__}",
        "study": str(audit.store.folder),
        "asked": audit.wanted.told(),
        "models": [asdict(one) for one in audit.scope.asked],
        "scope": {"models": audit.scope.models, "ancestors": audit.scope.ancestors},
    })  # fmt: skip
    sink.write(f'{head[:-1]}, "findings": [\n'.encode())
    rows = audit.listed()
    lines = rows.mutate(line=_json(rows, audit.suppressions)).order_by(list(BEST_FIRST))
    count = write_lines(audit.store, lines.select("line"), sink, between=",\n")
    tail = {
        "summary": summary(audit),
        "suppressions": [
            {**_suppression(one.suppression), "state": one.state, "findings": one.findings}
            for one in audit.silencings
        ],
        "notes": audit.notes,
    }
    sink.write(f"], {_text(tail)[1:]}\n".encode())
    return count


def summary(audit: Audit) -> dict[str, Any]:
    """The numbers of an audit."""
    tally = audit.tally
    return {
        "findings": tally.listed,
        **{str(level): n for level, n in tally.severities.items()},
        "own": tally.own,
        "inherited": tally.inherited,
        "suppressed": tally.silenced,
        "known": tally.old,
        "elsewhere": tally.elsewhere,
        "filtered": tally.filtered,
        "missing": sum(one.missing for one in audit.scope.asked),
        "codes": [
            {"code": code, "severity": severity, "findings": n}
            for code, severity, n in codes_of(tally)
        ],
    }


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _suppression(one: Suppression) -> dict[str, Any]:
    return {
        "number": one.number,
        "pattern": one.pattern,
        "checks": sorted(one.checks),
        "reason": one.reason,
        "expires": one.expires.isoformat() if one.expires else None,
    }


def _json(rows: Table, suppressions: tuple[Suppression, ...]) -> StringValue:
    """Each finding as JSON text; its evidence is JSON already and goes in as it is."""
    members = json_object(**{name: rows[name] for name in MEMBERS})
    known = [(rows.silenced == one.number, _text(_suppression(one))) for one in suppressions]
    silenced = cases(*known, else_="null") if known else literal("null")
    parts = literal(',"suppressed":') + silenced + ',"evidence":'
    return members.left(members.length() - 1) + parts + coalesce(rows.evidence, "{}") + "}"


@writer("sarif", extension=".sarif")
def write_sarif(audit: Audit, sink: BinaryIO) -> int:
    """A SARIF 2.1.0 log, for code scanning services and editors.

    With a list of models each finding stands at the line that names its model.
    """
    rows = audit.listed()
    said = rows.message + " (" + rows.whose + ")"
    more: dict[str, Value] = {
        "message": struct(text=escaped(said)),
        **_places(audit, rows),
        "partialFingerprints": struct(
            **{FINGERPRINT: rows.fingerprint, "heredityFinding/v1": rows.fingerprint}
        ),
    }
    if audit.wanted.show_suppressed and audit.suppressions:
        more["suppressions"] = _suppressed(rows, audit.suppressions)
    names = ("origin", "subject", "generations", "relations", "path", "concerns", "such_as")
    properties = {name: rows[name] for name in names}
    return write_log(audit.store, rows, sink, BEST_FIRST, more, properties)


def _places(audit: Audit, rows: Table) -> dict[str, Value]:
    """Where findings stand: at the line of the list that names the model or its descendant.

    Services refuse a log in which any place is in no file.
    """
    listing = audit.wanted.listing
    if listing is None or listing.name == "-":
        return {}
    file = struct(uri=literal(listing.uri))
    line = cases((rows.line > 0, rows.line), else_=1)
    physical = struct(artifactLocation=file, region=struct(startLine=line))
    parent = listed(location(rows.parent_id, physicalLocation=physical))
    return {
        "locations": listed(location(rows.model_id, physicalLocation=physical)),
        "relatedLocations": ifelse(rows.parent_id.notnull(), parent, parent[:0]),
    }


def _suppressed(rows: Table, suppressions: tuple[Suppression, ...]) -> Value:
    reason = cases(*((rows.silenced == s.number, s.reason) for s in suppressions), else_="")
    entry = struct(kind=literal("external"), status=literal("accepted"), justification=reason)
    one = listed(entry)
    return cases((rows.silenced.notnull(), one), else_=one[:0])


@writer("quiet", extension=".txt")
def write_lines_of_text(audit: Audit, sink: BinaryIO) -> int:
    """One line a finding, `MODEL: SEVERITY: CODE: MESSAGE (WHOSE)`, and nothing else."""
    rows = audit.listed()
    line = rows.model_id + ": " + rows.severity + ": " + rows.code + ": " + rows.message
    line = line + " (" + rows.whose + ")"
    visible = line.re_replace(r"[\x00-\x1f\x7f-\x9f\x{202a}-\x{202e}\x{2066}-\x{2069}]", "\ufffd")
    lines = rows.mutate(line=visible).order_by(list(BEST_FIRST))
    return write_lines(audit.store, lines.select("line"), sink)

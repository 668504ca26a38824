"""Commands on licenses alone, without a study: license."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import click

from heredity.cli.options import format_option
from heredity.cli.output import hint, print_json
from heredity.cli.questions import read_rows
from heredity.core.errors import UserError
from heredity.core.findings import Severity

if TYPE_CHECKING:
    from heredity.knowledge.licenses import Declared, Verdict

RELATIONS: Final = ("finetune", "adapter", "quantized", "merge", "unspecified", "references")
COLUMNS: Final = ("upstream", "relation", "downstream")
ANSWER: Final = ("verdict", "code", "clause", "why", "confidence")
STANDARD_INPUT: Final = "-"
_PLUS: Final = re.compile(r"(?:^|\s)\+(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, read, with its answer.

    Attributes:
        parents: Upstream declarations; several for a merge.
        relation: Relation.
        child: Downstream declaration.
        verdict: The answer.
        each: The answer for each parent.
    """

    parents: tuple[Declared, ...]
    relation: str
    child: Declared
    verdict: Verdict
    each: tuple[Verdict, ...]

    def answer(self) -> dict[str, str]:
        """The answer for programs."""
        return {key: getattr(self.verdict, key) for key in ANSWER}


@click.command(
    "license",
    epilog="""\b
Examples:
  heredity license cc-by-sa-4.0 finetune apache-2.0
  heredity license "" finetune mit                              nothing declared upstream
  heredity license other:qwen finetune apache-2.0               license other, license_name qwen
  heredity license "apache-2.0 + llama3.1" merge apache-2.0     several parents
  heredity license "MIT OR GPL-3.0-only" finetune mit           an SPDX expression
  heredity license cc-by-nc-4.0 references mit --use commercial
  heredity license - --format json < pairs.csv                  upstream,relation,downstream
""",
)
@click.argument("upstream")
@click.argument("relation", required=False)
@click.argument("downstream", required=False)
@click.option(
    "--use",
    type=click.Choice(["commercial"]),
    help="What code that refers to the model declares; for references.",
)
@click.option("--hosted", is_flag=True, help="The code serves the model to others; for references.")
@click.option(
    "--fail-on",
    type=click.Choice([*(level.value for level in Severity), "never"]),
    default="never",
    show_default=True,
    help="Leave with exit code 1 if an answer is at least this severe and not ok.",
)
@format_option("csv")
@click.pass_context
def license_(
    context: click.Context,
    upstream: str,
    relation: str | None,
    downstream: str | None,
    use: str | None,
    hosted: bool,
    fail_on: str,
    form: str,
) -> None:
    """May a model under DOWNSTREAM descend from one under UPSTREAM?

    RELATION is finetune, adapter, quantized, merge, unspecified, or references (code that names the
    model and ships no weights). A license is an id of the hub, an SPDX expression, a list, or the
    text of a license; an empty one is nothing declared. UPSTREAM - reads many questions as CSV from
    standard input and answers each in its order: one line of JSON, or of CSV.

    The answer is a signal with its reason: a verdict, a code, the clause, and the smallest change
    that resolves it. No study is needed.
    """
    commercial = use == "commercial"
    if upstream == STANDARD_INPUT:
        if relation is not None:
            raise click.UsageError("With '-' the questions come from standard input alone.")
        context.exit(_many(sys.stdin.buffer, form, commercial, hosted, fail_on))
    if relation is None or downstream is None:
        raise click.UsageError("UPSTREAM, RELATION and DOWNSTREAM are needed, or '-' alone.")
    asked = ask(upstream, relation, downstream, commercial, hosted)
    if (commercial or hosted) and relation != "references":
        hint("--use and --hosted are of no account here: they speak of code, relation references.")
    for advice in _advice(asked) if form != "quiet" else ():
        hint(advice)
    if form == "json":
        print_json(asked.answer())
    elif form == "csv":
        _write([COLUMNS + ANSWER, (upstream, relation, downstream, *asked.answer().values())])
    elif form == "quiet":
        click.echo(f"{asked.verdict.verdict} {asked.verdict.code}")
    else:
        click.echo(_screen(asked))
    context.exit(int(_fails(asked.verdict, fail_on)))


@lru_cache(maxsize=100_000)
def ask(upstream: str, relation: str, downstream: str, commercial: bool, hosted: bool) -> Asked:
    """Answer one question.

    Raises:
        UserError: There is no such relation, or several upstreams where there can be one.
    """
    from heredity.knowledge.licenses import merge, normalize, verdict

    relation = relation.strip().lower()
    if relation not in RELATIONS:
        raise UserError(
            f"There is no relation '{relation[:40]}'.", f"Known: {', '.join(RELATIONS)}."
        )
    child = normalize(downstream)
    parents = tuple(_parents(upstream))
    if len(parents) > 1 and relation != "merge":
        raise UserError(
            f"{len(parents)} upstreams joined by '+', and the relation {relation}.",
            "Several upstreams make a merge; ask for the relation merge, or for each by itself.",
        )
    if len(parents) > 1:
        told, each = merge(parents, child)
    else:
        told = verdict(parents[0], relation, child, commercial=commercial, hosted=hosted)
        each = (told,)
    return Asked(parents, relation, child, told, each)


def _parents(text: str) -> list[Declared]:
    """Upstream declarations: one, or several joined by `+`; some ids end in `+` themselves."""
    from heredity.knowledge.licenses import normalize

    parts = _PLUS.split(text)
    whole = normalize(text)
    if len(parts) > 1:
        return [normalize(part) for part in parts]
    apart = [normalize(part) for part in text.split("+") if part.strip()]
    if whole.state == "unresolved" and len(apart) > 1:
        return apart if all(one.state != "unresolved" for one in apart) else [whole]
    return [whole]


def _advice(asked: Asked) -> Iterator[str]:
    """What to do about declarations that could not be resolved."""
    from heredity.knowledge.licenses.spelling import near

    for one in dict.fromkeys((*asked.parents, asked.child)):
        if one.state != "unresolved" or (asked.relation == "references" and one is asked.child):
            continue
        close = [] if one.raw.lower() in {"other", "unknown", "cc"} else near(one.name or one.raw)
        yield f"{_shown(one.raw)}: {one.note or 'says nothing of its terms'}." + (
            f" Did you mean {', '.join(close)}?" if close else ""
        )


def _fails(told: Verdict, fail_on: str) -> bool:
    if fail_on == "never" or told.verdict == "ok":
        return False
    return Severity(told.severity).reaches(Severity(fail_on))


def _screen(asked: Asked) -> str:
    """The answer for people, on one small screen."""
    from heredity.knowledge.licenses import rules_version

    told = asked.verdict
    lines = [f"{told.verdict}  {told.code}  (confidence {told.confidence})", ""]
    for at, one in enumerate(asked.parents):
        lines.append(_line("Upstream" if at == 0 else "", _described(one)))
        if len(asked.parents) > 1 and at < 8:
            lines.append(_line("", f"  {asked.each[at].verdict} {asked.each[at].code}"))
    lines.append(_line("Relation", asked.relation))
    if asked.relation != "references":
        lines.append(_line("Child", _described(asked.child)))
    lines += ["", _line("Why", told.why + ".")]
    lines += [_line("Clause", told.clause)] if told.clause else []
    lines += [_line("Change", told.change + ".")] if told.change else []
    lines += [_line("Note" if at == 0 else "", text) for at, text in enumerate(_notes(asked))]
    lines += ["", f"Rules {rules_version()}. A signal with its reason; not legal advice."]
    return "\n".join(_shortened(lines))


def _shortened(lines: list[str]) -> list[str]:
    """At most 40 lines: of a hundred parents the first ones stand for all."""
    if len(lines) <= 40:
        return lines
    return [*lines[:24], f"  … {len(lines) - 36} lines …", *lines[-12:]]


def _line(label: str, text: str) -> str:
    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    filled = textwrap.fill(f"{label:<10}{text}", max(40, width), subsequent_indent=" " * 10)
    return filled.rstrip()


def _described(one: Declared) -> str:
    """A declaration as it was read."""
    from heredity.knowledge.licenses import licenses

    if one.state == "absent":
        return "(nothing declared)"
    rows = [licenses()[name] for name in one.ids]
    if one.state == "unresolved":
        return f"{_shown(one.raw)} (cannot be resolved)"
    if not one.simple:
        return f"{_shown(one.raw)}: " + ", ".join(f"{row.id} ({row.group})" for row in rows)
    return f"{rows[0].id}, {rows[0].group}; {rows[0].spdx}"


def _shown(raw: str) -> str:
    """What was declared, on one line."""
    line = " ".join(raw.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _notes(asked: Asked) -> Iterator[str]:
    """Notes beside the verdict: how declarations were read, limits, rules on outputs."""
    from heredity.knowledge.licenses import vendors
    from heredity.knowledge.licenses.pairs import codes
    from heredity.knowledge.licenses.verdicts import limits_of

    read = (*asked.parents, asked.child) if asked.relation != "references" else asked.parents
    for one in dict.fromkeys(read):
        if one.note and one.state != "unresolved":
            yield f"{_shown(one.raw)}: {one.note}."
    bound = dict.fromkeys(name for one in asked.parents for name in one.ids)
    for code in asked.verdict.notes:
        said = [text for name in bound for text in limits_of(name)] if code == "LIC062" else []
        if code == "LIC032":
            said = [vendors()[name].outputs for name in bound if name in vendors()]
        more = "; ".join(filter(None, said))
        signal = codes()[code].signal
        yield f"{code} {signal.rstrip('.')}: {more}." if more else f"{code} {signal}"


def _many(stream: Iterable[bytes], form: str, commercial: bool, hosted: bool, fail_on: str) -> int:
    """Answer questions from CSV, each in its order.

    Returns:
        Exit code: 2 if a row could not be read, 1 if an answer reaches `fail_on`, else 0.
    """
    code = 0
    if form in {"human", "csv"}:
        _write([COLUMNS + ANSWER])
    for row in read_rows(stream, COLUMNS):
        try:
            if row.fault:
                raise UserError(row.fault)
            upstream, relation, downstream = row.cells[:3]
            asked = ask(upstream, relation, downstream, commercial, hosted)
        except UserError as error:
            hint(f"line {row.line}: {error.what}{' ' + error.hint if error.hint else ''}")
            answer: dict[str, str | None] = dict.fromkeys(ANSWER)
            answer["why"] = f"line {row.line}: {error.what}"
            code = 2
        else:
            answer = {**asked.answer()}
            code = max(code, int(_fails(asked.verdict, fail_on)))
        _print(row.cells, answer, form)
    return code


def _print(row: list[str], answer: dict[str, str | None], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif form == "quiet":
        click.echo(f"{answer['verdict'] or 'bad-row'} {answer['code'] or '-'}")
    else:
        _write([[*(row + [""] * 3)[:3], *(value or "" for value in answer.values())]])


def _write(rows: Iterable[Iterable[str]]) -> None:
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)

"""The facts of which bills of materials are made: the models asked for, and all their ancestors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from heredity.export.bom import plain
from heredity.export.bom.cardtexts import CardTexts, read_card_texts
from heredity.export.bom.licensing import UNKNOWN, Licensing, read_licensing
from heredity.export.bom.lineage import Parents, ancestors, ancestry, copies, find_models
from heredity.knowledge.artifacts import artifacts
from heredity.store import Store
from heredity.store.lookup import Lookup, looking
from heredity.store.stage import still_holds

BACKFILLED: Final = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)
"""Creation of everything that is older than the hub's own records of it: no date."""

MOST_LISTED: Final = 200
"""Datasets, papers and weight files of one model that are written."""

PAPER: Final = "arxiv:"
_ARXIV: Final = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?|[A-Za-z.-]{2,20}/\d{7}(?:v\d+)?", re.ASCII)
_RECORD: Final = (
    "model_id", "owner", "name", "task", "library", "license", "license_name", "license_link",
    "datasets", "tags", "created_at", "parameters", "sha", "disabled", "gated", "files", "config",
    "gguf", "asked", "snapshot", "hashes",
)  # fmt: skip
_JUDGED: Final = ("check licenses", ("models", "nodes", "edges"))
"""The stage that writes `concluded`, and what it rests on."""

_CONCLUDED: Final = (
    "model_id", "concluded", "complete", "verdict", "code", "first_change", "obligations",
)  # fmt: skip
_WEIGHTS: Final = (
    ".safetensors", ".gguf", ".bin", ".pt", ".pth", ".ckpt", ".onnx", ".h5", ".msgpack", ".tflite",
    ".ggml", ".pkl", ".npz", ".nemo",
)  # fmt: skip


class Weight(msgspec.Struct, frozen=True):
    """One file of weights.

    Attributes:
        name: Its path in the repository.
        sha256: Its SHA-256; empty where the snapshot does not tell.
        size: Bytes; None where the snapshot does not tell.
    """

    name: str
    sha256: str = ""
    size: int | None = None


class Model(msgspec.Struct, frozen=True):
    """One model.

    Attributes:
        model_id: Its id.
        known: False where no record describes it.
        owner: Account that owns it; empty for a legacy bare name.
        name: Id without owner.
        revision: Commit that the record describes; empty where it is not known.
        created: Creation of the repository; None where it is not known or backfilled.
        task: Pipeline tag; empty where it is not known.
        library: Library; likewise.
        family: `model_type` of its configuration, or the architecture of its GGUF files.
        shown: Whether the family was read off the headers of its weights instead.
        architectures: Classes of its configuration.
        parameters: Number of parameters.
        gated: Whether the hub asks for consent before a download.
        disabled: Whether the hub disabled it.
        datasets: Datasets that its card names.
        papers: Papers on arXiv that its tags name, without those that programs write by themselves.
        weights: Files of weights.
        licensing: Declared and concluded licenses.
        card: What its card says; read for the models asked for alone.
        snapshot: Day that the record describes.
        dropped: Values that could not be kept, by field.
    """

    model_id: str
    known: bool
    owner: str
    name: str
    revision: str = ""
    created: datetime | None = None
    task: str = ""
    library: str = ""
    family: str = ""
    shown: bool = False
    architectures: tuple[str, ...] = ()
    parameters: int | None = None
    gated: bool = False
    disabled: bool = False
    datasets: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    weights: tuple[Weight, ...] = ()
    licensing: Licensing = UNKNOWN
    card: CardTexts = CardTexts()
    snapshot: date | None = None
    dropped: tuple[tuple[str, str], ...] = ()

    @property
    def page(self) -> str:
        """Its page on the hub; empty if its id cannot stand in an address."""
        shown = plain.repository(self.model_id)
        return f"https://huggingface.co/{shown}" if shown else ""

    @property
    def purl(self) -> str:
        """Its package URL, with the commit where that is known; empty if its id allows none."""
        shown = plain.repository(self.model_id)
        version = f"@{self.revision}" if self.revision else ""
        return f"pkg:huggingface/{shown}{version}" if shown else ""


class Gathered(msgspec.Struct, frozen=True):
    """All that a bill of materials needs.

    Attributes:
        asked: Ids of the models asked for, in their order.
        models: They, their ancestors, and copies of theirs, by id.
        parents: Parents of each model that has any, primary first.
        copies: Quantized copies of each model asked for, where they were wanted.
        judged: Whether the study's licenses were checked.
        older: Whether that was before its models or links changed.
    """

    asked: tuple[str, ...]
    models: Mapping[str, Model]
    parents: Parents
    copies: Mapping[str, Sequence[str]]
    judged: bool
    older: bool = False

    @property
    def checked(self) -> str:
        """Whether licenses were checked, as one word or a few."""
        return ("before the study changed" if self.older else "true") if self.judged else "false"

    @property
    def newest(self) -> date | None:
        """The newest day that one of the records describes."""
        return max((m.snapshot for m in self.models.values() if m.snapshot), default=None)


def gather(store: Store, texts: Sequence[str], *, variants: bool = False) -> Gathered:
    """Gather the facts about some models and all their ancestors.

    Args:
        store: A study that has been linked.
        texts: What the models are called; see `resolve_model`.
        variants: Whether to gather their quantized copies, too.

    Raises:
        UnknownModel: A text is no model of the study.
        StudyError: The study has no models, or has not been linked.
    """
    for table in ("models", "nodes", "edges"):
        store.need(table)
    with looking(store) as lookup:
        nodes = find_models(store, lookup, texts)
        parents = ancestry(store, lookup, list(nodes.values()))
        siblings = {one: copies(lookup, node) for one, node in nodes.items()} if variants else {}
        above = ancestors(list(nodes), parents)
        cut = [p.model_id for edges in parents.values() for p in edges if p.cut]
        copied = [one for ones in siblings.values() for one in ones]
        wanted = list(dict.fromkeys([*nodes, *above, *cut, *copied]))
        return Gathered(
            asked=tuple(nodes),
            models=_models(lookup, wanted, list(nodes)),
            parents=parents,
            copies=siblings,
            judged=store.has("concluded"),
            older=store.has("concluded") and not still_holds(store, "concluded", *_JUDGED),
        )


def _models(lookup: Lookup, wanted: Sequence[str], asked: Sequence[str]) -> dict[str, Model]:
    records = _by_id(lookup.rows("models", "model_id", wanted, _RECORD))
    concluded = _by_id(lookup.rows("concluded", "model_id", wanted, _CONCLUDED))
    assessed = _assessed(lookup, asked)
    columns = ("model_id", "metadata", "text")
    cards = _by_id(lookup.rows("cards", "model_id", asked, columns))
    found: dict[str, Model] = {}
    for one in wanted:
        card = cards.get(one, {})
        texts = read_card_texts(card.get("metadata"), card.get("text")) if card else CardTexts()
        record = records.get(one)
        found[one] = _model(record, concluded.get(one), texts) if record else _stub(one)
        if one in assessed and not found[one].family:
            found[one] = msgspec.structs.replace(found[one], family=assessed[one], shown=True)
    return found


def _assessed(lookup: Lookup, asked: Sequence[str]) -> dict[str, str]:
    """The one architecture that the weights of a model were found to have, if there is one."""
    columns = ("model_id", "assessed_at", "method", "model_types")
    rows = lookup.rows("assessments", "model_id", asked, columns)
    last = {row["model_id"]: row for row in sorted(rows, key=lambda row: row["assessed_at"])}
    return {
        name: row["model_types"][0]
        for name, row in last.items()
        if row["method"] in {"exact", "gguf"} and len(row["model_types"] or ()) == 1
    }


def _by_id(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {row["model_id"]: row for row in rows}


def _stub(model_id: str) -> Model:
    owner, _, name = model_id.rpartition("/")
    return Model(model_id, False, owner, name or model_id)


def _model(
    record: Mapping[str, Any], concluded: Mapping[str, Any] | None, card: CardTexts
) -> Model:
    config, gguf = _object(record["config"]), _object(record["gguf"])
    licensing = read_licensing(record, concluded)
    revision = plain.commit(record["sha"])
    papers, odd = _papers(record["tags"] or ())
    lost = {
        "revision": plain.unsaid(record["sha"], revision),
        "papers": plain.line(odd),
        "license_link": licensing.unfit,
    }
    created = record["created_at"]
    return Model(
        model_id=record["model_id"],
        known=True,
        owner=record["owner"] or "",
        name=record["name"] or record["model_id"],
        revision=revision,
        created=None if created is None or created == BACKFILLED else created,
        task=plain.line(record["task"]),
        library=plain.line(record["library"]),
        family=plain.line(config.get("model_type")) or plain.line(gguf.get("architecture")),
        architectures=_listed(config.get("architectures")),
        parameters=record["parameters"] or _total(gguf),
        gated=record["gated"] in {"auto", "manual"},
        disabled=bool(record["disabled"]),
        datasets=_listed(record["datasets"]),
        papers=papers,
        weights=_weights(record),
        licensing=licensing,
        card=card,
        snapshot=record["snapshot"],
        dropped=tuple((field, value) for field, value in lost.items() if value),
    )


def _object(text: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _total(gguf: Mapping[str, Any]) -> int | None:
    total = gguf.get("total")
    return total if isinstance(total, int) and not isinstance(total, bool) and total > 0 else None


def _listed(values: Any) -> tuple[str, ...]:
    given = values if isinstance(values, list) else [values]
    shown = [plain.line(one) for one in given if isinstance(one, str)]
    return tuple(dict.fromkeys(filter(None, shown)))[:MOST_LISTED]


def _papers(tags: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Papers that have the form of an id, and the others as one text."""
    named = (tag[len(PAPER) :].strip() for tag in tags if tag.lower().startswith(PAPER))
    own = [one for one in dict.fromkeys(named) if ("papers", one.lower()) not in artifacts()]
    odd = [one for one in own if one and not _ARXIV.fullmatch(one)]
    return tuple(one for one in own if one and one not in odd)[:MOST_LISTED], ", ".join(odd)


def _weights(record: Mapping[str, Any]) -> tuple[Weight, ...]:
    told = {one["file"]: one for one in record.get("hashes") or () if one["file"]}
    named = dict.fromkeys([*(record["files"] or ()), *told])
    files = [one for one in named if one and one.lower().endswith(_WEIGHTS)]
    shown = (_weight(one, told.get(one, {})) for one in files)
    return tuple(one for one in shown if one.name)[:MOST_LISTED]


def _weight(file: str, told: Mapping[str, Any]) -> Weight:
    return Weight(plain.line(file), plain.sha256(told.get("sha256")), told.get("bytes"))

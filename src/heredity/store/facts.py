"""The tables of facts as they came in: models, history, cards, links, and what was refused."""

from __future__ import annotations

from heredity.store.schema import Column, TableSpec, table

ASKED: dict[str, int] = {
    "tags": 1,
    "task": 2,
    "library": 4,
    "downloads": 8,
    "likes": 16,
    "created_at": 32,
    "last_modified": 64,
    "sha": 128,
    "card_data": 256,
    "base_models": 512,
    "parameters": 1024,
    "files": 2048,
    "config": 4096,
    "card": 8192,
    "gated": 16384,
    "languages": 32768,
    "license": 65536,
    "datasets": 131072,
}
"""Bit of each field in the column `asked`: set where the source was asked for the field, so that a
missing value means that the model has none. A field whose bit is not set is unknown, not absent."""

_MODEL_COLUMNS = (
    Column("model_id", "string", "Identifier on the hub, `owner/name` or a legacy bare name."),
    Column("owner", "string", "Account that owns the repository.", null="legacy bare name"),
    Column("name", "string", "Identifier without its owner."),
    Column("task", "string", "Pipeline tag.", null="absent or not asked for"),
    Column("library", "string", "Library name.", null="absent or not asked for"),
    Column("license", "list<string>", "License ids as declared.", null="absent or not asked for"),
    Column("license_name", "string", "Name that the card gives to license `other`.", null="absent"),
    Column("license_link", "string", "Link that the card gives to it.", null="absent"),
    Column("languages", "list<string>", "Languages as declared.", null="absent or not asked for"),
    Column("datasets", "list<string>", "Datasets as declared.", null="absent or not asked for"),
    Column("tags", "list<string>", "All tags as served.", null="not asked for"),
    Column("downloads", "int64", "Downloads of the last 30 days.", null="not asked for"),
    Column("downloads_all_time", "int64", "Downloads since creation.", null="not asked for"),
    Column("likes", "int64", "Likes.", null="not asked for"),
    Column("trending_score", "float64", "Trending score as served.", null="not asked for"),
    Column(
        "created_at",
        "timestamp",
        "Creation; 2022-03-02T23:29:04Z stands for anything older.",
        null="not asked for",
        unit="UTC",
    ),
    Column("last_modified", "timestamp", "Last commit.", null="not asked for", unit="UTC"),
    Column(
        "parameters",
        "int64",
        "Parameter count that the hub read from the weights' headers.",
        null="no such weights, or not asked for",
        unit="parameters",
    ),
    Column("sha", "string", "Commit of the default branch.", null="not asked for"),
    Column("hub_id", "string", "The hub's own record id.", null="not served"),
    Column("private", "bool", "Whether the repository is private.", null="not asked for"),
    Column("disabled", "bool", "Whether the hub disabled it.", null="not asked for"),
    Column("gated", "string", "`auto`, `manual` or `false`.", null="not asked for"),
    Column(
        "base_models",
        "list<struct<relation: string, model_id: string>>",
        "Parents that the hub resolved.",
        null="none, or not asked for",
    ),
    Column(
        "card_base_models",
        "list<string>",
        "Parents in the card's front matter, as written.",
        null="none, or no card data",
    ),
    Column("card_relation", "string", "`base_model_relation` of the front matter.", null="absent"),
    Column("files", "list<string>", "File names of the repository.", null="not asked for"),
    Column("config", "string", "Configuration stub as JSON text.", null="none, or not asked for"),
    Column(
        "gguf", "string", "Summary of GGUF weights as JSON text.", null="none, or not asked for"
    ),
    Column("asked", "int64", "Bits of the fields that the source was asked for (see `ASKED`)."),
    Column("source", "string", "File that the record came from."),
    Column("row", "int64", "Row of that file, from 1."),
    Column("snapshot", "date", "Day that the record describes.", unit="UTC"),
    Column(
        "hashes",
        "list<struct<file: string, sha256: string, bytes: int64>>",
        "Large files of the repository, weights above all, with the hub's SHA-256 of each.",
        null="none, or not asked for (the API tells them with ?blobs=true)",
        since=2,
    ),
)

MODELS = table(
    TableSpec(
        "models",
        "One model, as its newest record describes it.",
        _MODEL_COLUMNS,
        key=("model_id",),
        version=2,
    )
)

HISTORY = table(
    TableSpec(
        "history",
        "An older record of a model that a newer one replaced.",
        _MODEL_COLUMNS,
        key=("model_id", "snapshot"),
        version=2,
    )
)

CARDS = table(
    TableSpec(
        "cards",
        "One model card: its front matter, its text, or both.",
        (
            Column("model_id", "string", "The model."),
            Column("metadata", "string", "Front matter as JSON text.", null="none, or unreadable"),
            Column("text", "string", "The whole card.", null="not imported"),
            Column(
                "characters",
                "int64",
                "Length with front matter.",
                null="text not imported",
                unit="characters",
            ),
            Column(
                "words",
                "int64",
                "Words between white space, with front matter.",
                null="text not imported",
                unit="words",
            ),
            Column("source", "string", "File that the card came from."),
            Column("row", "int64", "Row of that file, from 1."),
            Column("snapshot", "date", "Day that the card describes.", unit="UTC"),
        ),
        key=("model_id",),
    )
)

LINKS = table(
    TableSpec(
        "links",
        "A parent link from a list that somebody curated, outside the models' own records.",
        (
            Column("child", "string", "Child as written."),
            Column("parent", "string", "Parent as written."),
            Column("relation", "string", "Relation as written.", null="the list does not say"),
            Column("source", "string", "List that says so."),
            Column("row", "int64", "Row of that list, from 1."),
            Column("snapshot", "date", "Day of the list.", unit="UTC"),
        ),
        key=("child", "parent", "source", "row"),
    )
)

REJECTS = table(
    TableSpec(
        "rejects",
        "A row, or a value of a row, that could not be used.",
        (
            Column("source", "string", "File or table that it came from."),
            Column("row", "int64", "Row there, from 1.", null="not a row of a file"),
            Column("model_id", "string", "The model it speaks of.", null="not known"),
            Column(
                "field",
                "string",
                "Field that was refused; the rest of the row was kept.",
                null="the whole row was refused",
            ),
            Column("value", "string", "The refused text, cut to 200 characters.", null="none"),
            Column("reason", "string", "Why."),
            Column("stage", "string", "Stage that refused it."),
        ),
        key=("stage", "source", "row", "model_id", "field", "value"),
        shared=True,
    )
)

"""The tables that the check of licenses writes beside its findings."""

from __future__ import annotations

from heredity.store.schema import Column, TableSpec, table

LICENSE_VERDICT = table(
    TableSpec(
        "license_verdict",
        "What one model's label is to the license of one of its ancestors. There is a row for "
        "every edge; for the ancestor further up whose verdict is worst, where it is worse than "
        "those of all parents; for every ancestor further up whose terms this model is the first "
        "to conflict with or to drop; for a merge whose parents exclude each other; once for every "
        "circle; and one for every note on a model.",
        (
            Column("child", "string", "The model that is judged."),
            Column("ancestor", "string", "Whose license asks.", null="a note on the model itself"),
            Column(
                "generations",
                "int64",
                "Edges between them on the lineage.",
                null="a circle, or a note on the model itself",
            ),
            Column(
                "relation",
                "string",
                "Strictest relation of the edge (merge, finetune, quantized, adapter, "
                "unspecified); further up the one under which the model is judged.",
                null="a circle or a note",
            ),
            Column("upstream_raw", "string", "License of the ancestor as declared.", null="none"),
            Column(
                "upstream_id", "string", "Row of licenses that decided.", null="nothing declared"
            ),
            Column("downstream_raw", "string", "License of the model as declared.", null="none"),
            Column("downstream_id", "string", "Row that it was read as.", null="nothing declared"),
            Column(
                "verdict",
                "string",
                "`ok`, `ok-if-notices-kept`, `unknown`, `undeclared`, `obligation-dropped`, "
                "`conflict`.",
                null="a note, which says nothing about the label",
            ),
            Column(
                "code",
                "string",
                "Code of the signal; LIC090 where it was caused higher up.",
            ),
            Column("cause", "string", "Code of the rule that decided, LIC090 or not."),
            Column("severity", "string", "`error`, `warn` or `info`."),
            Column("confidence", "string", "`high`, `medium` or `low`."),
            Column(
                "clause", "string", "Text and section that decides.", null="nothing is declared"
            ),
            Column("why", "string", "The reason in one sentence."),
            Column("change", "string", "Smallest change that resolves it.", null="none is needed"),
            Column(
                "lineage",
                "list<string>",
                "Models from the ancestor to the model, both included; the nearest hundred.",
                null="a parent, a circle or a note",
            ),
            Column(
                "first_change",
                "bool",
                "True where the model is the first on the lineage whose label is not ok against "
                "the ancestor's license.",
            ),
            Column(
                "inherited_from",
                "string",
                "The first model on the lineage whose label was not ok.",
                null="not caused higher up",
            ),
            Column(
                "gap",
                "string",
                "Code that says why the ancestor's terms cannot be seen: LIC050 silent, LIC053 "
                "not in the snapshot, LIC054 not resolved.",
                null="they can be seen",
            ),
            Column("notes", "list<string>", "Codes of notes beside the verdict, such as LIC062."),
            Column("rules_version", "string", "Version of the rows and rules."),
        ),
        key=("child", "generations", "ancestor", "code"),
    )
)

OBLIGATIONS = (
    "list<struct<license: string, spdx: string, origin: string, at_use: bool, generations: int64>>"
)

CONCLUDED = table(
    TableSpec(
        "concluded",
        "What one model declares, and what can be concluded from it and all its ancestors.",
        (
            Column("model_id", "string", "The model."),
            Column("declared", "string", "Its license as declared.", null="it declares none"),
            Column(
                "declared_spdx",
                "string",
                "The same as an SPDX expression; `NOASSERTION` where nobody can say, `NONE` where "
                "nothing is declared.",
            ),
            Column(
                "concluded",
                "string",
                "SPDX conjunction of the declaration, unless it conflicts, and of all licenses "
                "inherited, the oldest first; `NOASSERTION` where nothing is known.",
            ),
            Column(
                "obligations",
                OBLIGATIONS,
                "Licenses inherited, the oldest first, public domain left out: with the nearest "
                "ancestor that declares each, and whether it binds only whoever loads the base "
                "beside an adapter.",
            ),
            Column(
                "complete",
                "bool",
                "False where the model or an ancestor declares nothing, or nothing that can be "
                "resolved, or is not in the snapshot.",
            ),
            Column(
                "verdict",
                "string",
                "Worst verdict against any ancestor.",
                null="no parent is declared",
            ),
            Column(
                "code", "string", "Its code, as in `license_verdict`.", null="no parent is declared"
            ),
            Column(
                "first_change",
                "string",
                "The model whose label began it, this one or one above.",
                null="nobody's label is not ok",
            ),
            Column(
                "path",
                "list<string>",
                "Models from the ancestor that the verdict speaks of down to this one.",
                null="nothing to show",
            ),
            Column(
                "descendants",
                "int64",
                "Descendants whose labels are not ok for what began at this model.",
            ),
            Column("rules_version", "string", "Version of the rows and rules."),
        ),
        key=("model_id",),
    )
)

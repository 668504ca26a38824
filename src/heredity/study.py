"""The one facade: a study and its verbs, named as on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from heredity.analyses import Said, analysis_stages, chosen, shared_out
from heredity.checks import check_stages, fails, findings, findings_by_code, short_names
from heredity.core.edgesets import parse_edge_set
from heredity.core.progress import Progress, Silent
from heredity.export import ExportResult, export, trust
from heredity.export.audit import Audit, House, Wanted
from heredity.export.bom import BomDifference, BomResult, bom, bom_diff
from heredity.export.differing import Difference, diff
from heredity.export.report import Picture, ReportResult, pictures, render
from heredity.hub.ingest import ImportResult, import_files
from heredity.pedigree import queries
from heredity.pedigree.infer.stage import INFER
from heredity.pedigree.link import DEFAULT_EDGE_SETS, LINK
from heredity.store import Context, Stage, StageResult, Store
from heredity.store.arrow import RecordBatchReader, Table
from heredity.store.frames import frame
from heredity.store.schema import TABLES
from heredity.store.sql import query
from heredity.store.stage import run_stage
from heredity.traits.describe import DESCRIBE

SAMPLE = Path(__file__).parent / "data" / "sample"


def sample_files() -> list[Path]:
    """The files of the sample of real models that comes with the package."""
    return [SAMPLE / "models.parquet", SAMPLE / "links.parquet"]


class Study:
    """A folder of tables, and everything that Heredity can do with it.

    Args:
        folder: The study's folder.
        create: Make it if it is new.
        engine: `duckdb` or `spark`.
        seed: Seed of all random numbers.
        progress: Where to report progress.

    Raises:
        StudyError: The folder is no study.
    """

    def __init__(
        self,
        folder: Path | str = "study",
        *,
        create: bool = False,
        engine: str = "duckdb",
        seed: int = 0,
        progress: Progress | None = None,
    ) -> None:
        self.store = Store(Path(folder), engine=engine, create=create)
        self.seed = seed
        self.progress = progress or Silent()

    def _run(self, stage: Stage, params: Mapping[str, Any], force: bool) -> StageResult:
        context = Context(self.store, params, self.seed, self.progress)
        self.progress.start(stage.name, unit="")
        try:
            return run_stage(self.store, stage, context, force)
        finally:
            self.progress.finish()

    def import_(
        self,
        paths: Sequence[Path],
        *,
        format: str | None = None,  # noqa: A002 - as on the command line
        mapping: Mapping[str, str] | None = None,
        snapshot: date | None = None,
        force: bool = False,
    ) -> ImportResult:
        """Import files; see `heredity import`."""
        return import_files(
            self.store,
            list(paths),
            format=format,
            mapping=dict(mapping or {}),
            snapshot=snapshot,
            progress=self.progress,
            force=force,
        )

    def link(self, *, edge_sets: Sequence[str] = (), force: bool = False) -> StageResult:
        """Link models to their parents; see `heredity link`."""
        wanted = [parse_edge_set(name).name for name in (*DEFAULT_EDGE_SETS, *edge_sets)]
        return self._run(LINK, {"edge_sets": list(dict.fromkeys(wanted))}, force)

    def infer(self, *, confident: float | None = None, force: bool = False) -> StageResult:
        """Infer parents that nobody declared; see `heredity link --infer`."""
        params = {} if confident is None else {"confident": confident}
        return self._run(INFER, params, force)

    def describe(self, *, force: bool = False) -> StageResult:
        """Give each model its traits' states; see `heredity describe`."""
        return self._run(DESCRIBE, {}, force)

    def analyze(
        self,
        *names: str,
        edge_sets: Sequence[str] = (),
        params: Mapping[str, Any] | None = None,
        force: bool = False,
    ) -> list[StageResult]:
        """Run all routine analyses, or those named; see `heredity analyze`."""
        given = dict(params or {})
        if edge_sets:
            given["edge_sets"] = [parse_edge_set(name).name for name in edge_sets]
        shares = shared_out(analysis_stages(names), given)
        return [self._run(stage, share, force) for stage, share in shares]

    def said(self, *names: str, compat: bool = False) -> dict[str, list[Said]]:
        """What all routine analyses say, or those named, by stage; see `heredity analyze`."""
        return {
            f"analyze {one.name}": list(one.answer(self.store, compat)) for one in chosen(names)
        }

    def check(self, *, force: bool = False) -> list[StageResult]:
        """Look for findings; see `heredity check`."""
        return [self._run(stage, {}, force) for stage in check_stages()]

    def run(self, *, force: bool = False) -> list[StageResult]:
        """Link, describe, analyze, check; see `heredity run`."""
        results = [self.link(force=force), self.describe(force=force)]
        results += self.analyze(force=force)
        return results + self.check(force=force)

    @contextmanager
    def sql(self, statement: str) -> Iterator[RecordBatchReader]:
        """Stream the rows of one read-only statement; see `heredity sql`."""
        with query(self.store, statement) as reader:
            yield reader

    def select(self, statement: str) -> list[dict[str, Any]]:
        """The rows of one read-only statement as dictionaries."""
        with self.sql(statement) as reader:
            rows: list[dict[str, Any]] = reader.read_all().to_pylist()
            return rows

    def table(self, name: str) -> Table:
        """A whole table as Arrow."""
        return self.store.arrow(name)

    def frame(self, source: str, kind: str = "pandas") -> Any:
        """A table, or the rows of one SELECT, as a frame of `pandas`, `polars` or `arrow`."""
        if source in TABLES:
            return frame(self.store.arrow(source), kind)
        with self.sql(source) as reader:
            return frame(reader.read_all(), kind)

    def pictures(self) -> dict[str, Picture]:
        """The pictures of the report by their names; notebooks draw them."""
        return pictures(self.store)

    def tables(self, name: str | None = None) -> list[dict[str, Any]]:
        """The study's tables with their rows, or the columns of one."""
        if name is None:
            return [
                {"table": t, "rows": self.store.rows(t), "a row is": TABLES.get(t).doc}
                for t in self.store.tables()
            ]
        return [
            {
                "column": c.name,
                "type": c.type,
                "unit": c.unit,
                "null": c.null or "never",
                "says": c.doc,
            }
            for c in TABLES.get(name).columns
        ]

    def export(
        self,
        name: str,
        out: Path | None,
        *,
        table: str | None = None,
        edges: str = "all",
        model: str | None = None,
    ) -> ExportResult:
        """Write tables, graphs or findings; see `heredity export`."""
        return export(
            self.store,
            name,
            out,
            table=table,
            edge_set=parse_edge_set(edges),
            model=queries.resolve_model(self.store, model) if model else None,
        )

    def report(self, out: Path) -> ReportResult:
        """Write the page of pictures; see `heredity report`."""
        return render(self.store, out)

    def findings(self, limit: int | None = None) -> list[dict[str, Any]]:
        """Findings, the worst and surest first."""
        return findings(self.store, limit)

    def findings_by_code(self) -> list[dict[str, Any]]:
        """Number of findings of each rule."""
        return findings_by_code(self.store)

    def fails(self, fail_on: str) -> bool:
        """Whether there are findings as bad as `fail_on` or worse."""
        return fails(self.store, fail_on)

    def audit(self, *models: str, **wanted: Any) -> Audit:
        """Findings of models and their ancestors; `Wanted` says what else can be asked for."""
        house = House(tuple(stage.name for stage in check_stages()), short_names())
        return Audit(self.store, Wanted(models, **wanted), house)

    def mutation(
        self, *, compat: bool = False, relation: str | None = None
    ) -> list[dict[str, Any]]:
        """Rows of the table `mutation`, in our form or in the published one."""
        rows = self.store.table("mutation").filter(lambda row: row.compat == compat)
        if relation is not None:
            rows = rows.filter(lambda row: row.relation == relation)
        order = ["edge_set", "trait", "relation"]
        found: list[dict[str, Any]] = self.store.run(rows.order_by(order)).to_pylist()
        return found

    def headlines(self) -> dict[str, int]:
        """The first numbers that anybody asks for: of models, edges, families, findings."""
        rows = self.select(
            "SELECT item, value FROM overview "
            "WHERE section = 'structure' AND edge_set = 'all' AND trait IS NULL ORDER BY rank"
        )
        counts = {row["item"]: int(row["value"]) for row in rows}
        return {
            "models": self.store.rows("models"),
            **counts,
            "findings": self.store.rows("findings"),
        }

    def show(self, model: str) -> dict[str, Any]:
        """The trust report of a model, as one document; see `heredity show`."""
        return trust.plain(trust.trust(self.store, queries.resolve_model(self.store, model)))

    def compare(self, first: str, second: str) -> trust.Comparison:
        """Two models side by side; see `heredity compare`."""
        names = [queries.resolve_model(self.store, model) for model in (first, second)]
        return trust.compare(self.store, *names)

    def lineage(
        self, model: str, *, edges: str = "all", down: bool = False, depth: int | None = None
    ) -> queries.LineageView:
        """Ancestors or descendants of a model; see `heredity lineage`."""
        name = queries.resolve_model(self.store, model)
        return queries.lineage(self.store, name, edges, down=down, depth=depth)

    def family(self, model: str, *, edges: str = "all") -> queries.FamilyView:
        """The family of a model; see `heredity family`."""
        return queries.family(self.store, queries.resolve_model(self.store, model), edges)

    def diff(
        self, first: str, second: str, *, what: str = "both", out: Path | None = None
    ) -> tuple[list[Difference], list[str]]:
        """Two models' records and cards, character by character; see `heredity diff`."""
        names = [queries.resolve_model(self.store, model) for model in (first, second)]
        return diff(self.store, names[0], names[1], what, out)

    def bom(self, *models: str, **options: Any) -> BomResult:
        """Make a bill of materials of some models; see `heredity bom` for the options."""
        return bom(self.store, models, **options)

    def bom_diff(self, first: str, second: str) -> BomDifference:
        """Compare two bills of materials, files or models; see `heredity bom diff`."""
        return bom_diff(self.store, first, second)

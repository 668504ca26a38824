"""Studies to report on."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from heredity import checks
from heredity.analyses.registry import ANALYSES
from heredity.core.reasons import LOCAL_PATH
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import edge, fabricate, model, write

HOSTILE = (
    "evil/<script>alert(1)</script>",
    'evil/"quotes"\'&amp;`$(rm)`',
    "evil/\u202etxet-desrever",
    "x/" + "w" * 96,
    "evil/שלום-مرحبا",
    "evil/\x01\x1b[31m",
    "evil/]]>--><!--",
    "evil/{{ 7 * 7 }}{% raw %}",
)

RULES = [
    {"code": f"LIN00{n}", "title": HOSTILE[n], "severity": "warn", "doc": HOSTILE[n],
     "confidence": "`high`", "reason": HOSTILE[0], "stage": "check lineage"}
    for n in range(4)
]  # fmt: skip


def small_study(folder: Path) -> Store:
    """A study whose names are hostile, with every table that the report reads."""
    assert "rules" in checks.registry.TABLES
    founder = HOSTILE[0]
    names = [*HOSTILE, *(f"o/m{n}" for n in range(30))]
    models = [
        model(
            name, license=[HOSTILE[at % 3]], languages=["en", "fr"][: 1 + at % 2],
            task="text-generation" if at % 2 else HOSTILE[4], library="peft",
            datasets=[HOSTILE[5]], source=HOSTILE[1], downloads=at, likes=0,
            created_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=9 * at),
        )
        for at, name in enumerate(names)
    ]  # fmt: skip
    edges = [
        edge(name, founder if at < 25 else names[2], [("finetune", "adapter", "merge")[at % 3]])
        for at, name in enumerate(names[1:], start=1)
        if name != names[2] or at < 25
    ]
    edges.append(edge("o/m3", "gone/" + HOSTILE[3][:40], ["quantized"]))
    rejects = [
        {"source": HOSTILE[1], "row": n, "model_id": HOSTILE[n % 8], "field": "base_model",
         "value": HOSTILE[n % 8], "reason": LOCAL_PATH if n % 2 else HOSTILE[0], "stage": "link"}
        for n in range(9)
    ]  # fmt: skip
    store = fabricate(folder, models, edges, rejects)
    for analysis in ANALYSES.members():
        params = {"draws": 9} if "draws" in analysis.params else {}
        run_stage(store, analysis.stage, Context(store, params))
    write(store, "check lineage", rules=RULES, findings=[
        {"code": f"LIN00{n % 3}", "severity": ("error", "warn", "info")[n % 3], "confidence": 0.9,
         "model_id": HOSTILE[n % 8], "parent_id": HOSTILE[(n + 1) % 8] if n % 2 else None,
         "message": HOSTILE[0], "evidence": json.dumps({"as": HOSTILE[n % 8]}),
         "stage": "check lineage"}
        for n in range(40)
    ])  # fmt: skip
    return store


@pytest.fixture(scope="session")
def full_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a study with every table."""
    folder = tmp_path_factory.mktemp("studies") / "full"
    small_study(folder).close()
    return folder

"""Where a model can run."""

from __future__ import annotations

from typing import Any, Final

from heredity.export.trust.dossier import Dossier
from heredity.export.trust.registry import Answer, absent, field, present, stated, unchecked

POSITIONS: Final = ("max_position_embeddings", "n_positions", "n_ctx")
DTYPES: Final = {"float32": 32, "float16": 16, "bfloat16": 16, "float8_e4m3fn": 8, "int8": 8}


@field("portability", "models.task", asked=("task",), wanted=True)
def task(dossier: Dossier) -> Answer:
    """Task that it is tagged with."""
    return stated(dossier.of("task"), "pipeline tag", "no pipeline tag")


@field("portability", "models.library", asked=("library",), wanted=True)
def library(dossier: Dossier) -> Answer:
    """Library that loads it."""
    return stated(dossier.of("library"), "", "none is named")


@field("portability", "models.languages", "models.tags",
       asked=("languages", "tags", "card_data"), wanted=True)  # fmt: skip
def languages(dossier: Dossier) -> Answer:
    """Natural languages as declared."""
    return stated(dossier.of("languages"), "as declared", "none is declared")


def counted(dossier: Dossier) -> int | None:
    """Parameters by the headers of the weights, or by the summary of GGUF files."""
    total = dossier.of("parameters") or dossier.gguf.get("total")
    return total if isinstance(total, int) and not isinstance(total, bool) and total > 0 else None


@field("portability", "models.parameters", "models.gguf", asked=("parameters",), wanted=True)
def parameters(dossier: Dossier) -> Answer:
    """Parameters that the hub counted in the headers; an author can set that number."""
    read = "headers, as the hub counted" if dossier.of("parameters") else "summary of GGUF files"
    return stated(counted(dossier), read, "no weights with headers")


def bits(dossier: Dossier) -> tuple[float, str] | None:
    """Bits of a weight and who says so; None where nobody does."""
    quantization = dossier.config.get("quantization_config")
    if isinstance(quantization, dict):
        given = quantization.get("bits")
        if isinstance(given, int) and 0 < given <= 64:
            return float(given), "quantization_config"
        if quantization.get("load_in_4bit") is True:
            return 4.0, "quantization_config"
    kind = str(dossier.config.get("torch_dtype") or dossier.config.get("dtype") or "")
    if kind in DTYPES:
        return float(DTYPES[kind]), f"{kind} in config.json"
    named = dossier.name and dossier.name.get("bits")
    return (float(named), "its name") if named else None


@field("portability", "models.parameters", "models.config", "models.gguf",
       asked=("parameters", "config"))  # fmt: skip
def memory(dossier: Dossier) -> Answer:
    """Bytes of the weights alone: parameters by bits of a weight, where somebody says both."""
    total, width = counted(dossier), bits(dossier)
    if total is None:
        return unchecked("the number of parameters is not known")
    if width is None:
        half = gibibytes(total * 2)
        return unchecked(f"nobody says how wide a weight is; at 16 bits it would be {half}")
    return present(
        f"{gibibytes(total * width[0] / 8)} at {width[0]:g} bits",
        f"{total:,} parameters; bits by {width[1]}",
    )


@field("portability", "models.hashes")
def file_size(dossier: Dossier) -> Answer:
    """Bytes of the large files of the repository together."""
    found = dossier.of("hashes")
    if not found:
        return unchecked("the hub was not asked for them (its API tells them with ?blobs=true)")
    sizes = [one["bytes"] for one in found if one["bytes"] is not None]
    if not sizes:
        return unchecked("the sizes of the files are not known")
    return present(gibibytes(sum(sizes)), f"{len(sizes)} files, all formats together")


def gibibytes(size: float) -> str:
    """A number of bytes as people say it."""
    return f"{size / 2**30:.1f} GiB" if size >= 2**30 / 10 else f"{size / 2**20:.1f} MiB"


@field("portability", "models.config", "models.gguf", asked=("config",), wanted=True)
def architecture(dossier: Dossier) -> Answer:
    """Architecture that the configuration declares; what headers show stands beside it."""
    declared = classes(dossier)
    if declared:
        return present(declared, "config.json, or the summary of GGUF files")
    return absent("neither the configuration nor a GGUF summary names one")


def classes(dossier: Dossier) -> list[str]:
    """Declared model type and classes; from GGUF files where there is no configuration."""
    config = dossier.config
    named: list[Any] = (
        config["architectures"] if isinstance(config.get("architectures"), list) else []
    )
    kind = config.get("model_type") or dossier.gguf.get("architecture")
    return [str(one) for one in (kind, *named) if isinstance(one, str) and one]


@field("portability", "assessments.model_types", "assessments.architectures")
def assessed_architecture(dossier: Dossier) -> Answer:
    """Architecture that the headers of the weights show."""
    row = dossier.assessment
    if row is None:
        return unchecked(
            f"its headers were not read: heredity assess {dossier.model_id} --study DIR"
        )
    day = row["assessed_at"].date()
    if row["method"] == "abstain":
        return unchecked("its headers are like nothing known")
    found = [*row["model_types"], *row["architectures"]]
    return present(found, f"{row['method']}, probability {row['probability']:.2f}", day)


@field("portability", "models.config", "models.gguf", asked=("config",), wanted=True)
def context_length(dossier: Dossier) -> Answer:
    """Positions that the configuration or the GGUF summary gives."""
    given = [dossier.config.get(name) for name in POSITIONS] + [dossier.gguf.get("context_length")]
    found = [n for n in given if isinstance(n, int) and not isinstance(n, bool) and n > 0]
    if found:
        return present(found[0], "tokens")
    return unchecked("the stub of config.json that the hub serves does not hold it")


@field("portability", "edges.quantized")
def quantized_copies(dossier: Dossier) -> Answer:
    """Quantized copies of it in this study."""
    if dossier.nearest is None:
        return unchecked("it stands outside the pedigree")
    return present(dossier.nearest.children_by_relation.get("quantized", 0), "direct children")

"""Models of timm's pretrained configurations, and the lineage that their tags spell out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scripts.sample.facts import Findings, Model, valid_id
from scripts.sample.literals import Library, Module
from scripts.sample.packages import Package, texts

FOLDER = "timm/models/"
OWNER = "timm/"
RULE = (
    "configurations whose Hub id is timm's own (timm/architecture.tag); a tag 'A_ft_B_C' "
    "descends as a finetune from the nearest existing of 'A_ft_B' and 'A' on the same "
    "architecture, or on the only one that differs in image size or window alone; "
    "pipeline_tag is not stated and left null"
)
# A trailing image size of a tag says how the last step was run, not that there was one more step.
_TAG_SIZE = re.compile(r"_\d{3}$")
_ARCH_SIZE = re.compile(r"(?:_window\d+(?:to\d+)?)?(?:_\d{2,3}(?:to\d{2,3})?)?$")


def read(package: Package, path: Path) -> Findings:
    """The models and links of one timm wheel."""
    library = Library(texts(path, FOLDER))
    found = Findings()
    for name in sorted(library.texts):
        module = library.module(name)
        for tag, config in configurations(module).items() if module else ():
            _add(found, tag, config, package.label)
    source = f"{package.label}: pretrained tag"
    for child, parent in lineage({m.model_id for m in found.models}):
        found.link(child, parent, "finetune", source)
    return found


def configurations(module: Module) -> dict[str, dict[str, Any]]:
    """The pretrained configurations of a module, by ``architecture.tag``."""
    out: dict[str, dict[str, Any]] = {}
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="default_cfgs")], value=value):
                match value:
                    case ast.Call(
                        func=ast.Name(id="generate_default_cfgs"), args=[ast.Dict() as value]
                    ):
                        pass
                found = module.value(value)
                if isinstance(found, dict):
                    out.update((k, v) for k, v in found.items() if isinstance(v, dict))
    return out


def _add(found: Findings, tag: str, config: dict[str, Any], label: str) -> None:
    tag = tag.rstrip("*")
    hub_id = config.get("hf_hub_id")
    if not isinstance(hub_id, str) or not hub_id:
        found.left_out["models: no Hub id"] += 1
        return
    model_id = hub_id + tag if hub_id == OWNER else hub_id
    if not model_id.startswith(OWNER) or not valid_id(model_id):
        found.left_out["models: weights in a repository that is not timm's"] += 1
        return
    stated = config.get("license")
    found.models.append(
        Model(
            model_id,
            tags=["timm"],
            license=[stated] if isinstance(stated, str) and stated != "unknown" else [],
            library_name="timm",
            sources=[label],
        )
    )


def lineage(model_ids: Iterable[str]) -> list[tuple[str, str]]:
    """(child, parent) pairs that the tags of the given ids spell out, in child order."""
    ids = set(model_ids)
    by_stem: dict[tuple[str, str], list[str]] = {}
    for model_id in ids:
        arch, _, tag = model_id.partition(".")
        by_stem.setdefault((_stem(arch), tag), []).append(model_id)
    out = []
    for child in sorted(ids):
        arch, _, tag = child.partition(".")
        for earlier in earlier_tags(tag):
            exact = f"{arch}.{earlier}"
            near = by_stem.get((_stem(arch), earlier), [])
            parent = exact if exact in ids else near[0] if len(near) == 1 else None
            if parent:
                out.append((child, parent))
                break
    return out


def earlier_tags(tag: str) -> list[str]:
    """The tags of the steps before a tag's last one, nearest first; none without ``_ft_``."""
    start, found, rest = _TAG_SIZE.sub("", tag).partition("_ft_")
    if not found:
        return []
    steps = rest.split("_")
    longer = [f"{start}_ft_{'_'.join(steps[:n])}" for n in range(len(steps) - 1, 0, -1)]
    return [*longer, start]


def _stem(arch: str) -> str:
    """An architecture without image size and window: ``swin_base_window7_224`` -> ``swin_base``."""
    return _ARCH_SIZE.sub("", arch)

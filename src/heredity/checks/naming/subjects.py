"""One model as a rule sees it: what its name claims beside what is known of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from heredity.knowledge.config_counts import ConfigCount, config_parameters
from heredity.knowledge.names import ParsedName, parse

PACKED: Final = re.compile(
    r"(?:^|[^a-z0-9])(?:gptq|awq|exl[23]|bnb|nf4|fp4|nvfp4|mxfp4|mxfp8|aqlm|quip|hqq|vptq|eetq|"
    r"[2-8]-?bits?|int[2-8]|i?q[1-8]|w[48]a(?:4|8|16)|[2-8](?:\.\d+)?bpw|quantized|quant|autoround|"
    r"compressed-tensors|bitsandbytes|bitnet|b1\.58|1\.58bit|ternary|mlx|optiq|quanto|torchao|"
    r"fp8|oq\d?|smoothquant|qat|spinquant|litert|mnn|rkllm|"
    r"[a-z]?q[2-8](?:_[0ks1]\w*)?)(?:[^a-z0-9]|$)"
)
"""Signs that weights may be packed, so that a count of stored numbers falls short."""

ADAPTED: Final = re.compile(
    r"(?:^|[^a-z0-9])(?:q?lora|dora|peft|adapter|loras|lokr|loha|locon|lycoris|ia3|"
    r"prompt-tuning|soft-prompt|textual-inversion|controlnet|ip-adapter|delta|diff|checkpoints?)"
    r"(?:[^a-z0-9]|$)|-adapters?$|lora"
)
PLAYED: Final = re.compile(
    r"(?:^|[^a-z0-9])(?:tiny-?random|random|dummy|fake|toy|debug|mock|tests?|testing|stub|smoke|"
    r"scratch|untrained|reinit|placeholder|yujiepan|internal-testing|minimal|demo|init)"
    r"(?:[^a-z0-9]|$)|^tiny-"
)
"""Words of models that carry a name only to be loaded in a test."""

PART: Final = re.compile(
    r"(?:^|[^a-z0-9])(?:p?eagle[23]?|medusa|hydra|drafter|draft|speculators?|d?flash\d*|dspark\d*|"
    r"assistant|mmproj|"
    r"projector|tower|vae|text-?encoder|vision-?encoder|vit-only|encoder|decoder|embeddings?|"
    r"lm-?head|head|heads|probe|probes|sae|saes|transcoders?|steering|control-vectors?|mtp(?:v?\d+)?|nextn|"
    r"reward|router|tokenizer|lens|layers?|layer-\d+|shard|split|pruned\d*|\d+pct|prune|reap|slim|"
    r"compressed|sparse|half|mini|minitron|shrunk|"
    r"expanded|upscaled|frankenmerge|franken|passthrough|stacked|selfmerge|self-merge|doubled|"
    r"extended|"
    r"cropped|truncated|svd\w*|keep|lowrank|low-rank|sliced?|wanda|sparsegpt|minitron|\d+l|"
    r"experts?|\d+e|moe|clown|upcycled?|x\d+|bitdistill)(?:[^a-z0-9]|$)"
)
"""Words of parts of models, and of models cut or grown."""

TAUGHT: Final = re.compile(
    r"distil(?!bert|roberta|gpt|hubert)|teacher|student|(?:^|[^a-z])(?:from|vs|like|style|imitat\w*|x|to|kd|as|of)(?:[^a-z]|$)"
)
"""Words beside which a family or a size may be another model's."""

SEEN: Final = re.compile(
    r"(?:^|[^a-z])(?:tokens?|toks?|steps?|samples?|examples?|rows|pairs|images|imgs|seen|epochs?|"
    r"ctx|context|vocab|data|dataset|hours|iters?|words|sentences|games|frames|timesteps|env)"
)
MIXED: Final = (
    "mixtral",
    "moe",
    "deepseek",
    "dbrx",
    "jamba",
    "switch",
    "olmoe",
    "llama4",
    "gpt_oss",
    "arctic",
    "grok",
    "nllb",
    "qwen3_next",
    "lfm2",
    "ernie4",
    "-mot",
    "hunyuan",
    "kimi",
    "minimax",
)


@dataclass(frozen=True)
class Subject:
    """One model.

    Attributes:
        facts: The columns of `records.COLUMNS`; None is unknown.
        parent_id: Its first declared parent.
        parent: Facts of that parent; empty if no record describes it.
        relation: Relation to it as bits, see `Records`.
        parents: How many parents it declares.
        counts: Parameters by kind (`stored`, `logical`, `unique`, `active`), where headers were.
    """

    facts: Mapping[str, Any]
    parent_id: str | None = None
    parent: Mapping[str, Any] = field(default_factory=dict)
    relation: int = 0
    parents: int = 0
    counts: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        """Its name without the owner."""
        return str(self.facts["name"])

    @cached_property
    def text(self) -> str:
        """Its name in lower case with `-` between words."""
        return re.sub(r"[_\s]", "-", self.name.lower())

    @cached_property
    def tags(self) -> frozenset[str]:
        """Its tags in lower case."""
        return frozenset((self.facts.get("tags") or "").split("\n"))

    @cached_property
    def parsed(self) -> ParsedName:
        """What its name claims, read without regard to any count."""
        return parse(self.name)

    @cached_property
    def counted(self) -> float | None:
        """Parameters: from headers if they were read, else as the hub counts."""
        return self.counts.get("logical") or self.facts.get("parameters")

    @cached_property
    def promised(self) -> ConfigCount | None:
        """Parameters that the whole configuration promises by formula, if there is one."""
        text = self.facts.get("whole_config")
        try:
            config = json.loads(text) if text else None
        except (ValueError, RecursionError):
            return None
        return config_parameters(config) if isinstance(config, dict) else None

    @cached_property
    def type(self) -> str | None:
        """Model type: of the configuration, else of the hub's tag, else of GGUF files."""
        kinds = ("type_config", "type_tag", "type_gguf")
        return next((self.facts[kind] for kind in kinds if self.facts.get(kind)), None)

    @cached_property
    def adapted(self) -> bool:
        """Whether it seems to be an adapter or another part that is loaded into a model."""
        tags = self.tags & {"peft", "lora", "adapter", "qlora", "controlnet", "dora"}
        return bool(
            tags
            or self.facts.get("adapter")
            or self.facts.get("library") == "peft"
            or self.relation & 2
            or ADAPTED.search(self.text)
        )

    @cached_property
    def packed(self) -> bool:
        """Whether anything says that its weights are quantized."""
        words = "\n".join(t for t in self.tags if ":" not in t or t.startswith("base_model:quant"))
        return bool(
            self.facts.get("quant_method")
            or self.relation & 4
            or "base_model:quantized" in words
            or PACKED.search(self.text)
            or any(PACKED.search(t) for t in self.tags if ":" not in t)
        )

    @cached_property
    def mixed(self) -> bool:
        """Whether it seems to be a mixture of experts."""
        whole = self.parent_id if self.relation & 4 else None  # a packed copy is the same network
        kind, classes = self.type or "", self.facts.get("classes") or ""
        text = f"{kind} {self.text} {classes} {whole or ''}".lower()
        return "moe" in self.tags or any(word in text for word in MIXED)

    @cached_property
    def quiet(self) -> str | None:
        """Why sizes and families in its name may be another model's; None if nothing says so."""
        reasons = {
            "a test model": PLAYED.search(self.text) or PLAYED.search(self._owner),
            "a part of a model, or one cut or grown": PART.search(self.text),
            "named for a teacher or for several models": TAUGHT.search(self.text),
        }
        return next((reason for reason, found in reasons.items() if found), None)

    @property
    def _owner(self) -> str:
        return str(self.facts.get("owner") or "").lower()

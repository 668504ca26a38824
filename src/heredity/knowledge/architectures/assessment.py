"""What a header says about the architecture: the answer's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Method = Literal["exact", "classifier", "adapter", "gguf", "abstain"]


@dataclass(frozen=True, slots=True)
class Nearest:
    """A known architecture and how like it the header is.

    Attributes:
        model_type: The type.
        architecture: The class.
        similarity: Shared part of all tensor names of both, rare names weighing more; 0 to 1.
    """

    model_type: str
    architecture: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """The architecture as the header shows it.

    The three answers are sets: what tensor names and shapes cannot tell apart stands together.

    Attributes:
        model_types: Types such as `bert`, the likeliest first; empty if unknown.
        architectures: Classes such as `BertForMaskedLM`; empty if unknown.
        task_heads: Tasks such as `masked-lm`; empty if unknown.
        probability: That the true type and class are among them; 0 if unknown.
        type_probability: That the true type is among them.
        head_probability: That the true task is among them.
        method: `exact`: the names are those of a known architecture; `classifier`: they are near
            to one, or body and head are known from different ones; `adapter`: these types have the
            modules that an adapter changes; `gguf`: the file names its architecture itself;
            `abstain`: unknown.
        nearest: The three most similar architectures.
        evidence: What narrowed the answer, a sentence each.
        registry: The reference that was compared with, such as `transformers 5.23.0, 4.57.6`.
    """

    model_types: tuple[str, ...]
    architectures: tuple[str, ...]
    task_heads: tuple[str, ...]
    probability: float
    type_probability: float
    head_probability: float
    method: Method
    nearest: tuple[Nearest, ...]
    evidence: tuple[str, ...]
    registry: str

    @property
    def known(self) -> bool:
        """Whether there is an answer."""
        return self.method != "abstain"

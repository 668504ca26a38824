"""Architectures: which network a file's tensors belong to, told from their names and shapes.

The reference was built from the configuration classes of a public library (`provenance()` says
which); nothing is downloaded or executed, and a declared type is never read.
"""

from heredity.knowledge.architectures.assess import assess
from heredity.knowledge.architectures.assessment import Assessment, Nearest
from heredity.knowledge.architectures.templates import Tensor

__all__ = ["Assessment", "Nearest", "Tensor", "assess"]

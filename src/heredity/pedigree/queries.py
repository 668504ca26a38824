"""What people ask of a pedigree: a model's lineage, its family, its relatives."""

from __future__ import annotations

from heredity.pedigree.family import FamilyView, family
from heredity.pedigree.guesses import Guess
from heredity.pedigree.lineage import Branch, LineageView, lineage
from heredity.pedigree.relatives import Child, Parent, Relatives, relatives
from heredity.pedigree.search import resolve_model

__all__ = [
    "Branch",
    "Child",
    "FamilyView",
    "Guess",
    "LineageView",
    "Parent",
    "Relatives",
    "family",
    "lineage",
    "relatives",
    "resolve_model",
]

"""The analysis `cards`: length, templates, sections and changes of model cards."""

from heredity.analyses.cards import answer, stage

__all__ = ["answer", "stage"]

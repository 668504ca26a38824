"""Licenses along edges: classes, conflicts, and how long restrictive terms survive."""

from heredity.analyses.licenses.stage import licenses

__all__ = ["licenses"]

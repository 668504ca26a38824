"""A fixture that makes tiny studies."""

from tests.tiny import study

__all__ = ["study"]

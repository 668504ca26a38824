"""The command line: the only room that knows click and rich."""

from heredity.cli.app import main

__all__ = ["main"]

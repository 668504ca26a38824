"""Heredity studies how open machine-learning models descend from one another."""

__version__ = "0.1.0"

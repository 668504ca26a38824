"""Inferred parents measured against declared ones that were hidden."""

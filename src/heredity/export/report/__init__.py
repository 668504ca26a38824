"""The report: one self-contained page of pictures, every number with what it rests on."""

from heredity.export.report.rendering import ReportResult, render

__all__ = ["ReportResult", "render"]

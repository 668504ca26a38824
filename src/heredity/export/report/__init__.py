"""The report: one self-contained page of pictures, every number with what it rests on."""

from heredity.export.report.rendering import Picture, ReportResult, pictures, render

__all__ = ["Picture", "ReportResult", "pictures", "render"]

"""Heredity studies how open machine-learning models descend from one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heredity.core.version import __version__

if TYPE_CHECKING:
    from heredity.hub.simulated import simulate
    from heredity.study import Study, sample_files

__all__ = ["Study", "__version__", "sample_files", "simulate"]


def __getattr__(name: str) -> Any:
    """The face of the house, imported when first asked for: `--help` has no use for it."""
    if name in {"Study", "sample_files"}:
        import heredity.study as home  # noqa: PLC0415 - half a second
    elif name == "simulate":
        import heredity.hub.simulated as home  # type: ignore[no-redef]  # noqa: PLC0415
    else:
        raise AttributeError(f"module 'heredity' has no attribute '{name}'")
    return getattr(home, name)


def __dir__() -> list[str]:
    return sorted(__all__)

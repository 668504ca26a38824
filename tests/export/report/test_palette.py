"""The colors of the page: readable in both themes, and told apart by color-blind readers."""

import re
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest

from heredity.core.edgesets import RELATIONS

STYLE = "".join(
    files("heredity.export.report").joinpath(f"templates/{part}.css.j2").read_text("utf-8")
    for part in ("palette", "style", "chart")
)
VARIABLE = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")
LIGHT = dict(VARIABLE.findall(STYLE[: STYLE.index("@media (prefers-color-scheme")]))
DARK = {
    **LIGHT,
    **dict(VARIABLE.findall(STYLE[STYLE.index("@media (prefers-color-scheme") :][:1400])),
}
THEMES = {"light": LIGHT, "dark": DARK}

# Machado, Oliveira, Fernandes (2009), severity 1, on linear light.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(color: str) -> np.ndarray:
    """Linear light of a color."""
    digits = color[1:] if len(color) == 7 else "".join(2 * c for c in color[1:])
    value = np.array([int(digits[i : i + 2], 16) for i in (0, 2, 4)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    light, dark = sorted((float(TO_XYZ[1] @ linear(c)) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(light: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear light."""
    xyz = TO_XYZ @ np.clip(light, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "down", "up"])
def test_text_is_readable(theme: str, ink: str) -> None:
    colors = THEMES[theme]
    for ground in ("paper", "sheet", "faint"):
        if (ink, ground) not in {("up", "faint"), ("down", "faint")}:
            assert contrast(colors[ink], colors[ground]) >= 4.5, (theme, ink, ground)
    assert contrast(colors["band-ink"], colors["band"]) >= 4.5
    assert contrast(colors["band-soft"], colors["band"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mark", [*RELATIONS, "error", "warn", "info", "status-present"])
def test_marks_stand_out(theme: str, mark: str) -> None:
    assert contrast(THEMES[theme][mark], THEMES[theme]["sheet"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("group", [RELATIONS, ("down", "up"), ("error", "warn", "info")])
def test_colors_of_one_picture_can_be_told_apart(
    theme: str, blindness: str, group: tuple[str, ...]
) -> None:
    seen = {name: lab(BLINDNESS[blindness] @ linear(THEMES[theme][name])) for name in group}
    near = {
        (one, other): round(float(np.linalg.norm(seen[one] - seen[other])), 1)
        for one, other in combinations(group, 2)
    }
    assert min(near.values()) >= 15, near

"""The colours of both themes: readable (WCAG AA), and the two ways into the dark theme agree."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
BLOCKS = {
    "light": r":root \{(.*?)\n\}",
    "dark by system": r':root:not\(\[data-theme="light"\], \.light\) \{(.*?)\n  \}',
    "dark by choice": r':root\[data-theme="dark"\], :root\.dark \{(.*?)\n\}',
}
SOFT = {"blue": "blue-soft", "red": "red-soft", "gold": "gold-soft", "green": "green-soft", "plum": "plum-soft"}
TEXT = [(ink, ground) for ink in ("ink", "ink-quiet", *SOFT) for ground in ("bg", "surface", "sunken")]
TEXT += list(SOFT.items()) + [("ink", soft) for soft in SOFT.values()]
TEXT += [(ink, band) for ink in ("on-band", "on-band-quiet") for band in ("band", "band-deep")]
TEXT += [("on-fill", "blue-fill"), ("on-fill", "blue-fill-strong"), ("on-fill", "red-fill")]
MARKS = [(mark, "surface") for mark in ("line-strong", "plot-1", "plot-2", "plot-3", "plot-4", "plot-5", "plot-goal")]
MARKS += [("focus", "bg"), ("focus", "surface"), ("focus-band", "band"), ("focus-band", "band-deep")]


def tokens(theme: str) -> dict[str, str]:
    block = re.search(BLOCKS[theme], CSS, re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w-]+):\s*(.+?);", block[1]))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark by choice"])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_is_readable(theme: str, front: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[front], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark by choice"])
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_are_seen(theme: str, mark: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[mark], colours[ground]) >= 3


def test_both_ways_into_the_dark_theme_agree() -> None:
    assert tokens("dark by system") == tokens("dark by choice")


def test_dark_theme_leaves_no_light_colour() -> None:
    light = {name for name, value in tokens("light").items() if value.startswith(("#", "0 1px", "0 2px"))}
    assert light == set(tokens("dark by choice"))

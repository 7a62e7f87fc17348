"""What is wrong with a page that is open in the browser, as sentences; WCAG 2.2 AA and what the design asks beyond."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OURS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MORE_OF_THE_SAME = "tbody > tr:nth-child(n + 13)"
"""Rows of long tables, on which axe would spend most of its time."""
STILL = (
    "html { scroll-behavior: auto !important; }"
    "*, *::before, *::after { animation: none !important; transition: none !important; }"
)
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    "p { margin-bottom: 2em !important; }"
)
"""Success criterion 1.4.12 as a style sheet."""
LARGE = "html { font-size: 200% !important; }"
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
DARK = """dark => { if (document.querySelector("#page")) document.documentElement.classList.toggle("dark", dark); }"""
"""The admin settles its theme when it is loaded, by a class."""
LAYOUT = ("wide", "clipped", "overlapping")

PHONE, SMALLEST, DESKTOP = 360, 320, 1280


def at_a_glance(page: Page) -> Iterator[str]:
    """Faults that any page is looked at for: what axe finds, and what is wider than the screen."""
    prepare(page)
    yield from ours(page, "structure", "wide")
    yield from axe(page)


def on_a_phone(page: Page) -> Iterator[str]:
    """Faults of a page that was loaded at 360 px in light: also in dark, with the text spaced, and at 320 px."""
    yield from at_a_glance(page)
    yield from ours(page, "clipped", "overlapping", "covered")
    yield from named("dark", contrast(page, dark=True))
    yield from named("text spaced", wearing(page, SPACED))
    page.set_viewport_size({"width": SMALLEST, "height": 800})
    yield from ours(page, *LAYOUT)
    page.set_viewport_size({"width": PHONE, "height": 800})


def on_a_desktop(page: Page) -> Iterator[str]:
    """Faults of a page that was loaded at 1280 px in dark: also in light, in forced colours, spaced, and large."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(OURS)
    yield from ours(page, "moving")
    page.emulate_media(reduced_motion="no-preference")
    yield from at_a_glance(page)
    yield from named("light", contrast(page, dark=False))
    page.emulate_media(forced_colors="active")
    yield from named("forced colours", ours(page, "covered"))
    page.emulate_media(forced_colors="none")
    yield from named("text spaced", wearing(page, SPACED))
    yield from named("text at 200%", wearing(page, LARGE))


def prepare(page: Page) -> None:
    page.evaluate(AXE_SCRIPT)
    page.evaluate(OURS)
    page.evaluate("sheet => faults.wear('still', sheet)", STILL)


def axe(page: Page, **options: Any) -> Iterator[str]:
    """What axe finds wrong, with the elements. Target size is off in axe unless it is asked for.

    At the page's end, where what sticks to the window's foot covers nothing: axe would call that too small a target.
    """
    asked = options or {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    result = page.evaluate(
        "([without, options]) => axe.run({ exclude: [[without]] }, options)",
        [MORE_OF_THE_SAME, asked | {"resultTypes": ["violations"]}],
    )
    page.evaluate("window.scrollTo(0, 0)")
    for violation in result["violations"]:
        places = "; ".join(str(node["target"]) for node in violation["nodes"][:4])
        yield f"{violation['id']} ({violation['impact']}, {len(violation['nodes'])} times): {places}"


def contrast(page: Page, *, dark: bool) -> list[str]:
    """Contrast in the other theme, and back."""
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.evaluate(DARK, dark)
    found = list(axe(page, runOnly=["color-contrast", "link-in-text-block"]))
    page.emulate_media(color_scheme="light" if dark else "dark")
    page.evaluate(DARK, not dark)
    return found


def wearing(page: Page, sheet: str) -> list[str]:
    """Faults of the layout under another style sheet, which is taken off again."""
    page.evaluate("sheet => faults.wear('tried', sheet)", sheet)
    found = list(ours(page, *LAYOUT))
    page.evaluate("faults.wear('tried', '')")
    return found


def ours(page: Page, *looked_for: str) -> Iterator[str]:
    """What the functions of faults.js of these names find, once what reacts to a change of size has done so."""
    page.evaluate(DRAWN)
    for one in looked_for:
        yield from page.evaluate(f"faults.{one}()")


def named(what: str, found: "Iterator[str] | list[str]") -> Iterator[str]:
    return (f"{what}: {fault}" for fault in found)

"""Pictures of every page in the list, each in three looks, small enough to keep beside the code.

They are taken from a running demonstration and leave it as it is: what would change something is not let through.
For developers: needs playwright.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from campaign.browsing import go_to, sign_in, take_back
from campaign.pages import PAGES, VISITORS, Stop
from config import chromium

QUALITY = 40

UNMOVED = """() => {
  const still = new CSSStyleSheet();
  still.replaceSync(`html { scroll-behavior: auto !important; }
    *, *::before, *::after { animation: none !important; transition: none !important; }
    * { caret-color: transparent !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  document.activeElement?.blur();
  window.scrollTo(0, 0);
}"""


@dataclass(frozen=True)
class Look:
    """What a page is looked at with: a window in CSS pixels, `scale` pixels of the picture for each of them.

    A page that is higher than `cut_at` is cut there, so that the folder stays small.
    """

    name: str
    width: int
    height: int
    cut_at: int
    scale: float
    dark: bool = False


LOOKS = (
    Look("phone", 360, 740, cut_at=1_800, scale=1),
    Look("desktop", 1280, 800, cut_at=1_400, scale=0.85),
    Look("dark", 1280, 800, cut_at=1_400, scale=0.6, dark=True),
)


def take_all(url: str, folder: Path, roles: list[str], *, say: Callable[[str], None]) -> list[str]:
    """Take the pictures of these roles' pages into the folder, as `<role>-<page>-<look>.webp`; what went wrong.

    Pictures of pages that are not in the list any more are removed.
    """
    faults: list[str] = []
    kept = {picture_name(role, stop, look) for role, stops in PAGES.items() for stop in stops for look in LOOKS}
    for old in folder.glob("*.webp"):
        if old.name not in kept:
            old.unlink()
    with browsing() as browser:
        for role in roles:
            say(f"{role}: {len(PAGES[role])} pages")
            faults += take_role(browser, url, folder, role)
    return faults


def picture_name(role: str, stop: Stop, look: Look) -> str:
    return f"{role}-{stop.name}-{look.name}.webp"


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find() or "chromium", args=list(chromium.QUIET_AND_CLOSED)
        )
        yield browser
        browser.close()


def take_role(browser: Browser, url: str, folder: Path, role: str) -> Iterator[str]:
    """Take the pictures of one role's pages; yield what went wrong."""
    context = browser.new_context(
        base_url=url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce", service_workers="block"
    )
    page = context.new_page()
    if VISITORS[role]:
        sign_in(page, VISITORS[role])
    session = context.new_cdp_session(page)
    for stop in PAGES[role]:
        # Only a form that is to be refused may be sent; nothing that a page sends by itself.
        if not stop.refused:
            context.route("**/*", let_through_what_reads)
        try:
            for look in LOOKS:  # a page asks for theme and width when it is loaded
                page.emulate_media(color_scheme="dark" if look.dark else "light")
                page.set_viewport_size({"width": look.width, "height": look.height})
                go_to(page, stop)
                (folder / picture_name(role, stop, look)).write_bytes(take(page, session, look))
                take_back(page, stop)
        except (LookupError, PlaywrightError) as error:
            yield f"{role}: {stop.name}: {str(error).splitlines()[0]}"
        context.unroute_all()
    context.close()


def let_through_what_reads(route: Route) -> None:
    if route.request.method in {"GET", "HEAD"}:
        route.continue_()
    else:
        route.abort()


def take(page: Page, session: CDPSession, look: Look) -> bytes:
    """The page in this look, from its top, as WebP."""
    page.evaluate(UNMOVED)
    # The window grows to the page, so that what sticks to its lower edge is not pictured in the middle.
    content: int = page.evaluate("document.documentElement.scrollHeight")
    height = min(max(content, look.height), look.cut_at)
    page.set_viewport_size({"width": look.width, "height": height})
    page.wait_for_timeout(50)
    clip = {"x": 0, "y": 0, "width": look.width, "height": height, "scale": look.scale}
    options = {"format": "webp", "quality": QUALITY, "clip": clip}
    return base64.b64decode(session.send("Page.captureScreenshot", options)["data"])


def write_index(folder: Path) -> None:
    """A page that shows all pictures that there are, one row for each page and one column for each look."""
    lines = ["# Screens", "", "Made by `make screens`; the list of pages is `campaign/pages.py`."]
    for role, stops in PAGES.items():
        lines += ["", f"## {role}", "", f"| page | {' | '.join(look.name for look in LOOKS)} |", "|---" * 4 + "|"]
        for stop in stops:
            names = [picture_name(role, stop, look) for look in LOOKS]
            cells = [thumbnail(name) if (folder / name).exists() else "" for name in names]
            lines.append(f"| {stop.name} | {' | '.join(cells)} |")
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def thumbnail(name: str) -> str:
    width = 110 if name.endswith("-phone.webp") else 260
    return f'<a href="{name}"><img src="{name}" width="{width}" alt="{name.removesuffix(".webp")}"></a>'

"""Each page in a real browser: no violation that axe finds, nothing wider than the screen, no word from the policy."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from campaign.browsing import go_to
from campaign.pages import PAGES, VISITORS
from campaign.tests.visitors import SignIn

pytestmark = pytest.mark.browser

LOOKS = {"phone, light": (360, False), "desktop, dark": (1280, True)}


def faults(page: Page) -> Iterator[str]:
    """What axe finds wrong, with the elements; and by how much the page is too wide."""
    result = Axe().run(page)
    for violation in result.response["violations"]:
        places = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        yield f"{page.url}: {violation['id']} ({violation['impact']}): {places}"
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wider > 0:
        yield f"{page.url}: {wider} px wider than the screen"


@pytest.mark.parametrize("look", list(LOOKS))
@pytest.mark.parametrize("visitor", list(PAGES))
def test_no_page_shuts_anybody_out(sign_in: SignIn, visitor: str, look: str) -> None:
    width, dark = LOOKS[look]
    page = sign_in(VISITORS[visitor], width=width, dark=dark)
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Uncaught" in message.text:
            said.append(f"{page.url}: {message.text}")

    found: list[str] = []
    for stop in PAGES[visitor]:
        page.on("console", listen)
        go_to(page, stop)
        page.remove_listener("console", listen)  # axe writes styles of its own, which the policy refuses
        found += faults(page)
    assert found + said == [], "\n".join(found + said)


def test_the_first_tab_skips_to_the_content_and_the_form_is_reached_by_keyboard(sign_in: SignIn) -> None:
    page = sign_in("cong-nhan")
    page.goto("initiatives/new/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    for _press in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "title":
            break
    assert page.evaluate("document.activeElement.name") == "title"

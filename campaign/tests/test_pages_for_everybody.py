"""Each page in a real browser: no violation that axe finds, nothing wider than the screen, no word from the policy."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from campaign.accounts import UNIT
from campaign.tests.visitors import SignIn
from campaign.tree import ROOT

pytestmark = pytest.mark.browser

QUEUE = "admin/initiatives/initiative/"
MILLION = f"figures/mot-trieu-sang-kien/{quote(ROOT)}/"

PAGES: dict[str, list[str]] = {
    "": ["", "accounts/login/", "accounts/password/reset/", "nothing-here/"],
    "cong-nhan": ["", "initiatives/", "initiatives/new/", "first own", "nothing-here/"],
    "can-bo-coso": ["", QUEUE, f"{QUEUE}?desk=all&state=submitted", "first waiting", "approve", "return", "reject"],
    "lanh-dao-tld": ["figures/", MILLION, f"{MILLION}?as_of=2023-08-31", f"figures/mot-trieu-sang-kien/{UNIT}/"],
    "quan-tri-tld": ["admin/", "admin/unions/worker/", "admin/unions/union/", "admin/initiatives/programme/"],
}
LOOKS = {"phone, light": (360, False), "desktop, dark": (1280, True)}

FIRST_OF_A_LIST = {"first own": ("initiatives/", r"/initiatives/\d+/$"), "first waiting": (QUEUE, r"/\d+/change/")}


def open_page(page: Page, path: str) -> None:
    """Open a page by its path; or the first of a list, or an act with it, as a person would: by following links."""
    if path in {"approve", "return", "reject"}:
        open_page(page, "first waiting")
        page.locator(f"a[href*='/{path}/']").first.click()
    elif path in FIRST_OF_A_LIST:
        listed, wanted = FIRST_OF_A_LIST[path]
        page.goto(listed)
        links = page.locator("main a").evaluate_all("links => links.map(link => link.href)")
        page.goto(next(link for link in links if re.search(wanted, link)))
    else:
        page.goto(path)
    page.wait_for_load_state("networkidle" if "figures" not in page.url else "load")


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
@pytest.mark.parametrize("mailbox", list(PAGES))
def test_no_page_shuts_anybody_out(sign_in: SignIn, mailbox: str, look: str) -> None:
    width, dark = LOOKS[look]
    page = sign_in(mailbox, width=width, dark=dark)
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Uncaught" in message.text:
            said.append(f"{page.url}: {message.text}")

    found: list[str] = []
    for path in PAGES[mailbox]:
        page.on("console", listen)
        open_page(page, path)
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

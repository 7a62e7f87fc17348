"""Visits in a real browser: signing in, and going to a page of the list. For developers: needs playwright."""

import re
from http import HTTPStatus

from playwright.sync_api import Page, expect

from campaign.accounts import DOMAIN, PASSWORD
from campaign.pages import Stop

STILL = """async () => {
  await document.fonts.ready;
  if (document.querySelector("[data-chart]:not(.drawn)")) await new Promise((done) => setTimeout(done, 50));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def sign_in(page: Page, mailbox: str) -> None:
    page.goto("accounts/login/")
    page.locator("input[name=login]").fill(f"{mailbox}@{DOMAIN}")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button.btn-primary").click()
    expect(page.locator("input[name=password]")).to_have_count(0)


def go_to(page: Page, stop: Stop) -> None:
    """Open the page as a person would, by following links. Raises LookupError when one is not there, or fails."""
    answered = page.goto(stop.path) or page.reload()  # to another place on the same page, a browser asks nobody
    for wanted in stop.through:
        answered = page.goto(link(page, wanted))
    if answered is None or answered.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise LookupError(f"{page.url} failed.")
    stand_still(page)
    if stop.refused:
        be_refused(page, stop)
        stand_still(page)


def be_refused(page: Page, stop: Stop) -> None:
    """Send a form that cannot be taken. What is typed makes no event, so that nothing is kept before."""
    for name, text in stop.typed.items():
        page.locator(f"[name={name}]").evaluate("(field, text) => { field.value = text; }", text)
    if stop.signed_out_by_then:
        page.context.clear_cookies()
    button = page.locator(stop.refused).first
    button.evaluate("button => { button.form.noValidate = true; }")
    with page.expect_navigation():
        button.click()


def take_back(page: Page, stop: Stop) -> None:
    """Throw away what a refused form has kept, by the links and the confirm step that a person has for it."""
    for wanted in stop.thrown_away:
        page.goto(link(page, wanted))
    if stop.thrown_away:
        with page.expect_navigation():
            page.locator("form.confirm button.btn").first.click()


def link(page: Page, wanted: str) -> str:
    """The address of the first link in the page's content that matches."""
    addresses: list[str] = page.locator("main a, #main a").evaluate_all("links => links.map(link => link.href)")
    for address in addresses:
        if re.search(wanted, address):
            return address
    raise LookupError(f"{page.url} has no link to {wanted}.")


def stand_still(page: Page) -> None:
    """Wait until the page has its fonts, its charts, and what it loads after itself."""
    page.wait_for_load_state("load")
    page.evaluate(STILL)
    expect(page.locator(".htmx-request")).to_have_count(0)

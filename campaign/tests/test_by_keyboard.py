"""The worker's and the officer's way in a real browser, by keyboard alone: Tab, Enter, Space, arrows and letters."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaign.accounts import DOMAIN, PASSWORD
from campaign.tests.visitors import SignIn

pytestmark = pytest.mark.browser

PRESSES = 80
"""More than any page has stops before what is looked for."""
IS_AT = "wanted => document.activeElement?.matches(wanted)"
IS_SHOWN = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return style.outlineStyle !== "none" && box.bottom > 0 && box.top < window.innerHeight;
}"""
TITLE = "Giá xoay lắp bó dây điện cho một người"
CODE = re.compile(r"SK-\d{4}-\d{7}")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is at what the selector says; it can be seen there."""
    for _press in range(PRESSES):
        page.keyboard.press("Tab")
        if page.evaluate(IS_AT, wanted):
            page.wait_for_function(IS_SHOWN)
            return
    raise AssertionError(f"Tab does not lead to {wanted} on {page.url}.")


def write(page: Page, wanted: str, text: str) -> None:
    tab_to(page, wanted)
    page.keyboard.type(text)


def enter(page: Page) -> None:
    """Press Enter, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follow(page: Page, wanted: str) -> None:
    tab_to(page, wanted)
    enter(page)


def sign_in_by_keyboard(page: Page, mailbox: str) -> None:
    page.goto("accounts/login/")
    write(page, "[name=login]", f"{mailbox}@{DOMAIN}")
    write(page, "[name=password]", PASSWORD)
    enter(page)
    expect(page.locator("input[name=password]")).to_have_count(0)


def submit(page: Page) -> str:
    """From the home page through the form to the receipt; the code that stands there."""
    today = timezone.localdate()
    day = f"{today.day}/{today.month}/{today.year}"
    follow(page, "main a[href$='/initiatives/new/']")
    write(page, "[name=title]", TITLE)
    for name in ("kind", "field", "author_group"):
        tab_to(page, f"[name={name}]")
        page.keyboard.press("ArrowDown")
    for name, text in {
        "applied_on": day,
        "recognised_by": "Hội đồng sáng kiến Công ty",
        "recognition_number": "31/QĐ-HĐSK",
        "recognised_on": day,
        "state_before": "Hai người giữ bó dây trong lúc người thứ ba quấn băng.",
        "solution": "Giá xoay kẹp hai đầu bó dây, đạp chân để xoay.",
        "effect": "Một người làm xong trong 4 phút, không mỏi vai.",
        "claimed_benefit": "45 triệu",
        "computation": "(12 - 4) phút x 30 bó x 280 ngày x đơn giá giờ công.",
    }.items():
        write(page, f"[name={name}]", text)
    tab_to(page, "[name=declared]")
    page.keyboard.press("Space")
    follow(page, "button[value=submit]")
    expect(page).to_have_url(re.compile(r"/receipt/$"))
    found = CODE.search(page.locator("main").inner_text())
    assert found, page.url
    return found[0]


def approve(page: Page, code: str) -> None:
    """From the home page through the queue and the confirm step, and back to the queue."""
    follow(page, "main a[href$='/admin/initiatives/initiative/']")
    tab_to(page, "input[name=row]")
    bar = page.locator("[data-ticked-bar]")
    expect(bar).to_be_hidden()
    page.keyboard.press("Space")
    expect(bar).to_be_visible()
    page.reload()
    write(page, "input[name=q]", code)
    enter(page)
    follow(page, "a.main-link")
    expect(page.locator("main")).to_contain_text(TITLE)
    follow(page, "a[href*='/approve/']")
    write(page, "[name=verified_benefit]", "40 triệu")
    follow(page, "form.confirm button.btn-primary")
    expect(page.locator("form.confirm")).to_have_count(0)


def test_a_worker_submits_and_an_officer_approves(sign_in: SignIn) -> None:
    worker, officer = sign_in(), sign_in()
    sign_in_by_keyboard(worker, "cong-nhan")
    code = submit(worker)

    sign_in_by_keyboard(officer, "can-bo-coso")
    approve(officer, code)
    worker.goto("initiatives/?state=approved")
    expect(worker.locator("main")).to_contain_text(code)


@pytest.mark.parametrize(
    ("path", "content"), [("initiatives/", "#main"), ("admin/initiatives/initiative/", "#content")]
)
def test_the_first_tab_skips_to_the_content(sign_in: SignIn, path: str, content: str) -> None:
    page = sign_in("can-bo-coso")
    page.goto(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == content
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("content => document.activeElement.closest(content) !== null", content)

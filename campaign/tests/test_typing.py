"""The application form in a real browser: what is typed is kept, on the server or on the machine."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaign.accounts import DOMAIN, PASSWORD
from campaign.browsing import sign_in as sign_in_as
from campaign.tests.visitors import SignIn
from initiatives.deadlines import written

pytestmark = pytest.mark.browser

A_DRAFT = re.compile(r"/initiatives/\d+/edit/$")
SOON = 20_000  # ms: a few seconds after the last change, on a busy machine
HIDDEN = """() => new Promise((done) => {
    const bar = document.querySelector(".actions-bar"), until = Date.now() + 3000;
    const look = () => {
        const at = document.activeElement;
        const hidden = !bar.contains(at) && at.getBoundingClientRect().top >= bar.getBoundingClientRect().top;
        if (hidden && Date.now() < until) setTimeout(look, 50); else done(hidden);
    };
    look();
})"""
TITLE = "Đồ gá hàn khung xe tại xưởng thân vỏ"


@pytest.fixture
def page(sign_in: SignIn) -> Page:
    page = sign_in("cong-nhan", width=360)
    page.goto("initiatives/new/")
    return page


def write(page: Page, name: str, text: str) -> None:
    page.locator(f"[name={name}]").fill(text)


def copies(page: Page) -> int:
    found: int = page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('draft:')).length")
    return found


def expect_no_copies(page: Page) -> None:
    """The copy goes right after the words that say that all is kept."""
    for _look in range(SOON // 100):
        if not copies(page):
            break
        page.wait_for_timeout(100)
    assert copies(page) == 0


def test_what_is_typed_is_saved_without_a_button_and_the_rest_of_a_bad_day_too(page: Page) -> None:
    write(page, "title", TITLE)
    write(page, "applied_on", "31/2/2023")
    expect(page).to_have_url(A_DRAFT, timeout=SOON)
    expect(page.locator("[data-state]")).not_to_be_empty()

    page.reload()
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.locator("[name=applied_on]")).to_have_value("")
    page.locator("[data-copy-take]").click()
    expect(page.locator("[name=applied_on]")).to_have_value("31/2/2023")

    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=SOON):
        write(page, "applied_on", "31.8.2023")
    expect(page.locator("[data-state]")).not_to_contain_text("Ngày áp dụng lần đầu", timeout=SOON)
    expect_no_copies(page)
    page.reload()
    expect(page.locator("[name=applied_on]")).to_have_value("31/8/2023")
    expect(page.locator("[data-copy]")).to_be_hidden()


def test_what_is_typed_without_a_connection_comes_back_when_asked_for(page: Page) -> None:
    page.context.set_offline(True)
    write(page, "title", TITLE)
    write(page, "authors-1-contact", "0901 234 567")
    page.locator("button:has-text('đồng tác giả')").focus()
    expect(page.locator("[data-state]")).not_to_be_empty(timeout=SOON)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto("initiatives/new/")

    expect(page.locator("[name=title]")).to_have_value("")
    expect(page.locator("[data-copy]")).to_contain_text(TITLE)
    page.locator("[data-copy-take]").click()
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.locator("[name=authors-1-contact]")).to_have_value("0901 234 567")
    expect(page).to_have_url(A_DRAFT, timeout=SOON)


def test_who_was_signed_out_while_typing_finds_the_text_again_and_signing_out_takes_it_away(page: Page) -> None:
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    write(page, "title", TITLE)
    sign_in = page.locator("[data-sign-in]")
    expect(sign_in).to_be_visible(timeout=SOON)
    assert "next=%2Finitiatives%2Fnew%2F" in str(sign_in.get_attribute("href"))

    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])  # type: ignore[misc]
    page.goto("initiatives/new/")
    expect(page.locator("[data-copy]")).to_contain_text(TITLE)
    assert copies(page) == 1
    page.locator("summary").first.click()
    page.locator("form[action*=logout] button").click()
    page.wait_for_load_state()
    assert copies(page) == 0


@pytest.mark.parametrize("scripted", [True, False])
@pytest.mark.parametrize(
    ("door", "button"),
    [
        ("accounts/logout/", "main form[action*=logout] button"),
        ("accounts/logout/", "header form[action*=logout] button"),
        ("admin/", "form[action*='/admin/logout/'] button"),
    ],
)
def test_by_whatever_door_one_leaves_no_text_stays_on_the_machine(
    sign_in: SignIn, door: str, button: str, scripted: bool
) -> None:
    page = sign_in("can-bo-coso")
    if not scripted:
        page.route("**/js/forget*", lambda route: route.abort())
    page.goto("initiatives/new/")
    page.context.set_offline(True)
    write(page, "title", TITLE)
    expect(page.locator("[data-state]")).not_to_be_empty(timeout=SOON)
    page.context.set_offline(False)
    page.goto(door)
    assert copies(page) == 1
    with page.expect_navigation():
        page.locator(button).evaluate("button => button.click()")  # in the admin it stands in a closed menu
    page.goto("accounts/login/")
    assert copies(page) == 0


def test_who_signs_in_anew_in_another_window_types_on(page: Page) -> None:
    write(page, "title", TITLE)
    expect(page).to_have_url(A_DRAFT, timeout=SOON)
    page.context.clear_cookies(name="sessionid")
    sign_in_as(page.context.new_page(), "cong-nhan")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok, timeout=SOON):
        write(page, "title", f"{TITLE} số 2")
    expect(page.locator("[data-sign-in]")).to_be_hidden()
    page.reload()
    expect(page.locator("[name=title]")).to_have_value(f"{TITLE} số 2")


def test_what_was_typed_is_not_saved_as_somebody_elses(page: Page) -> None:
    write(page, "title", TITLE)
    expect(page).to_have_url(A_DRAFT, timeout=SOON)
    page.context.clear_cookies(name="sessionid")
    sign_in_as(page.context.new_page(), "dong-tac-gia")
    write(page, "title", f"{TITLE} số 2")
    expect(page.locator("[data-sign-in]")).to_be_visible(timeout=SOON)


def test_who_lost_every_cookie_signs_in_and_sends_what_they_typed(page: Page) -> None:
    write(page, "title", TITLE)
    page.context.clear_cookies()
    page.locator("button[value=submit]").click()
    with page.context.expect_page() as opened:
        page.locator("main a[href*='/accounts/login/']").click()
    window = opened.value
    window.locator("input[name=login]").fill(f"cong-nhan@{DOMAIN}")
    window.locator("input[name=password]").fill(PASSWORD)
    window.locator("form:has(input[name=password]) button.btn-primary").click()
    expect(window).to_have_url(re.compile("/initiatives/new/$"))
    expect(window.locator("[data-copy]")).to_contain_text(TITLE)
    window.close()

    for _asked_again in range(2):  # by this page, and for the token that signing in has changed
        page.locator("main form[action='/initiatives/new/'] button.btn-primary").click()
    expect(page.locator("[name=title]")).to_have_value(TITLE)


def test_an_amount_that_is_right_now_is_not_called_wrong_any_more(page: Page) -> None:
    write(page, "title", TITLE)
    write(page, "claimed_benefit", "hai tỉ")
    page.locator("button[value=submit]").click()
    amount = page.locator("[name=claimed_benefit]")
    expect(amount).to_have_class(re.compile("is-invalid"))
    expect(page.locator("#id_claimed_benefit_error")).to_have_count(1)
    expect(page.locator("#benefit-readback .wrong")).to_have_count(0)

    amount.fill("2 tỷ")
    expect(page.locator("#benefit-readback")).to_contain_text("2.000.000.000")
    expect(page.locator("#id_claimed_benefit_error")).to_have_count(0)
    expect(amount).not_to_have_class(re.compile("is-invalid"))


def test_a_co_author_is_named_below_what_was_typed(page: Page) -> None:
    write(page, "title", TITLE)
    write(page, "authors-1-contact", "dong-tac-gia@vidu.example")
    page.locator("[name=authors-1-share]").focus()
    found = page.locator("[data-found=authors-1]")
    expect(found).to_contain_text("tỷ lệ", timeout=SOON)
    assert re.match(r"\w+ \w+", found.inner_text())
    write(page, "authors-1-contact", "dong-tac-gi")
    expect(found).to_be_empty()


def fill_in_all(page: Page) -> None:
    """All but the declaration."""
    day = written(timezone.localdate() - timedelta(days=40))
    fill = {
        "title": TITLE,
        "applied_on": day,
        "recognised_by": "Hội đồng sáng kiến",
        "recognition_number": "12/QĐ",
        "recognised_on": day,
        "state_before": "Căn chỉnh bằng tay.",
        "solution": "Chốt định vị.",
        "effect": "Nhanh hơn.",
        "claimed_benefit": "50 triệu",
        "computation": "8 phút x 40 khung x 250 ngày.",
    }
    for name, text in fill.items():
        write(page, name, text)
    for name in ("kind", "field", "author_group"):
        page.locator(f"[name={name}]").select_option(index=1)


def test_going_back_after_submitting_says_so_and_leads_to_the_receipt(page: Page) -> None:
    fill_in_all(page)
    write(page, "title", "")
    expect(page).to_have_url(A_DRAFT, timeout=SOON)
    page.locator("[name=declared]").check()
    page.locator("button[value=submit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    write(page, "title", TITLE)
    page.locator("[name=declared]").check()
    page.locator("button[value=submit]").click()
    expect(page).to_have_url(re.compile(r"/receipt/$"), timeout=SOON)

    page.go_back()
    expect(page.locator("main")).to_contain_text("SK-", timeout=SOON)
    expect(page.locator("button[value=submit]:visible")).to_have_count(0)
    page.locator("main a[href$='/receipt/']").click()
    expect(page).to_have_url(re.compile(r"/receipt/$"))


def test_a_form_that_is_shown_again_after_it_was_submitted_elsewhere_says_so(page: Page) -> None:
    """As the back button shows it from the browser's memory: here the receipt stands in another window."""
    fill_in_all(page)
    expect(page).to_have_url(A_DRAFT, timeout=SOON)
    window = page.context.new_page()
    window.goto(page.url)
    window.locator("[name=declared]").check()
    window.locator("button[value=submit]").click()
    expect(window).to_have_url(re.compile(r"/receipt/$"), timeout=SOON)

    page.evaluate("document.querySelector('form[data-draft]').dispatchEvent(new Event('input', {bubbles: true}))")
    expect(page.locator("[data-state]")).to_contain_text("SK-", timeout=SOON)
    expect(page.locator("button[value=submit]")).to_be_hidden()
    page.locator("[data-receipt]").click()
    expect(page).to_have_url(re.compile(r"/receipt/$"))


def test_the_bar_of_actions_hides_no_field_that_has_the_focus(page: Page) -> None:
    write(page, "title", TITLE)
    expect(page.locator("[data-state]")).not_to_be_empty(timeout=SOON)
    for _press in range(20):
        page.keyboard.press("Tab")
        hidden = page.evaluate(HIDDEN)
        assert not hidden, page.evaluate("document.activeElement.name")

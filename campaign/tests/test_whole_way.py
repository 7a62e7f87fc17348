"""The whole way in a real browser against the running stack: from the form to the dashboard.

gunicorn, two Celery workers, beat, PostgreSQL and Redis run as `make run` runs them; the test sees pages alone.
"""

import os
import re
import time
from dataclasses import asdict, dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaign.accounts import GRASSROOTS, SUPERIOR, UNIT
from campaign.tests.visitors import SignIn
from campaign.tree import ROOT
from config import services
from config.services import redis_server

pytestmark = pytest.mark.browser

TITLE = "Đồ gá kẹp nhanh giảm phế phẩm khuôn đúc áp lực"
CLAIMED, VERIFIED = 150_000_000, 120_000_000
SECONDS = 5
RECONNECTED_SECONDS = 60


@dataclass(frozen=True)
class Shown:
    """What a dashboard shows; amounts in VND."""

    submitted: int
    pending: int
    approved: int
    claimed: int
    verified: int


def test_from_the_form_to_the_dashboard(sign_in: SignIn) -> None:
    president, worker = sign_in("lanh-dao-tld"), sign_in("cong-nhan")
    before = {code: figures(president, code) for code in (ROOT, UNIT, SUPERIOR, GRASSROOTS)}
    watching = sign_in("lanh-dao-tld")
    stood = figures(watching, ROOT)
    watching.evaluate("window.stayed = true")

    added = Shown(submitted=1, pending=0, approved=1, claimed=CLAIMED, verified=VERIFIED)
    address = submit(worker)
    code = worker.locator("main").inner_text()
    match = re.search(r"SK-\d{4}-\d{7}", code)
    assert match, code
    approve(sign_in("can-bo-coso"), match[0], verified=None)
    approve(sign_in("can-bo-captren"), match[0], verified=VERIFIED)
    shows_by_itself(watching, plus(stood, added))

    deadline = time.monotonic() + SECONDS
    changes: dict[str, Shown] = {}
    while time.monotonic() < deadline and any(change != added for change in changes.values() or [None]):
        changes = {code: minus(figures(president, code), before[code]) for code in before}
    assert changes == dict.fromkeys(before, added)

    worker.goto(address)
    expect(worker.locator("main")).to_contain_text("120.000.000")
    expect(worker.locator("main .badge.state-approved")).to_be_visible()


@pytest.mark.skipif("REDIS_URL" in os.environ, reason="only our own Redis is stopped")
def test_what_is_sent_while_redis_is_away_is_counted_once_it_is_back(sign_in: SignIn) -> None:
    president, worker = sign_in("lanh-dao-tld"), sign_in("dong-tac-gia")
    before = figures(president, ROOT)
    assert redis_server.stop()
    try:
        submit(worker)
        time.sleep(SECONDS)
        assert figures(president, ROOT) == before
    finally:
        services.start(durable=False)
    deadline = time.monotonic() + RECONNECTED_SECONDS
    while (change := minus(figures(president, ROOT), before)).submitted == 0 and time.monotonic() < deadline:
        time.sleep(0.5)
    assert change == Shown(submitted=1, pending=1, approved=0, claimed=CLAIMED, verified=0)


def submit(page: Page) -> str:
    """Fill the form in as a worker does, submit it, and give the address of the initiative's page."""
    today = timezone.localdate()
    page.goto("initiatives/new/")
    for name, text in {
        "title": TITLE,
        "recognised_by": "Hội đồng sáng kiến Công ty",
        "recognition_number": "27/QĐ-HĐSK",
        "recognised_on": f"{today.day}/{today.month}/{today.year}",
        "applied_on": f"{today.day}/{today.month}/{today.year}",
        "state_before": "Khuôn phải tháo bốn bu lông, mỗi lần thay mất 25 phút, phế phẩm 3,1%.",
        "solution": "Dùng chốt côn và cam kẹp; một người thay khuôn trong 6 phút.",
        "effect": "Phế phẩm còn 0,8%; không còn kẹt tay khi thay khuôn.",
        "claimed_benefit": "150 triệu",
        "computation": "(25 - 6) phút x 9 lần x 280 ngày x đơn giá giờ máy, cộng phế phẩm giảm.",
    }.items():
        page.locator(f"[name={name}]").fill(text)
    expect(page.locator("#benefit-readback")).to_contain_text("150.000.000")
    for name in ("kind", "field", "author_group"):
        page.locator(f"select[name={name}]").select_option(index=1)
    page.locator("[name=declared]").check()
    page.locator("button[value=submit]").click()
    expect(page.locator("main")).to_contain_text(TITLE)
    assert re.search(r"/initiatives/\d+/receipt/$", page.url), page.locator("main").inner_text()
    return page.url.removesuffix("receipt/")


def approve(page: Page, code: str, *, verified: int | None) -> None:
    """Open the queue, find the initiative in it, and approve it with its confirm step."""
    page.goto("admin/initiatives/initiative/")
    page.locator("tr, li", has_text=code).get_by_role("link").first.click()
    expect(page.locator("main, #content-main, #main").first).to_contain_text(TITLE)
    page.locator("a[href*='/approve/']").first.click()
    if verified:
        page.locator("[name=verified_benefit]").fill(str(verified))
    page.locator("form.confirm button.btn-primary").click()
    expect(page.locator("form.confirm")).to_have_count(0)


def figures(page: Page, union: str) -> Shown:
    """Read a union's figures of this year's programme off its dashboard, exactly."""
    page.goto(f"figures/sang-kien-vi-nguoi-lao-dong-{timezone.localdate().year}/{union}/")
    return Shown(*(exact(page, name) for name in ("submitted", "pending", "approved", "claimed", "verified")))


def exact(page: Page, name: str) -> int:
    """A number as it stands there; of an amount, which is shown in short, the exact sum below it."""
    shown = page.locator(f"#live-{name}-base" if name in ("claimed", "verified") else f"#live-{name}")
    return int(re.split(r"[^\d.]", shown.inner_text().strip())[0].replace(".", ""))


def shows_by_itself(page: Page, wanted: Shown) -> None:
    """Wait until the page that stands open shows these figures, without having been loaded anew."""
    for name, value in asdict(wanted).items():
        exactly = f"#live-{name}-base" if name in ("claimed", "verified") else f"#live-{name}"
        number = re.escape(f"{value:,}".replace(",", "."))
        expect(page.locator(exactly)).to_have_text(re.compile(rf"^\s*{number}(?![\d.])"), timeout=SECONDS * 1000)
    assert page.evaluate("window.stayed") is True


def plus(stood: Shown, added: Shown) -> Shown:
    return Shown(**{name: value + getattr(added, name) for name, value in asdict(stood).items()})


def minus(now: Shown, before: Shown) -> Shown:
    return Shown(
        now.submitted - before.submitted,
        now.pending - before.pending,
        now.approved - before.approved,
        now.claimed - before.claimed,
        now.verified - before.verified,
    )

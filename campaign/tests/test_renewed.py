"""Pages that renew themselves, in a real browser: what has the focus keeps it, and no answer or no session is said."""

import re

import pytest
from playwright.sync_api import Page, expect

from campaign.accounts import DOMAIN
from campaign.tests.visitors import SignIn
from config.testing_stack import Stack

pytestmark = pytest.mark.browser

HEALTH = "admin/config/taskrun/"
MADE = f"""
from datetime import timedelta
from django.utils import timezone
from initiatives.models import Job
from unions.models import Worker
later = timezone.now() + timedelta(days=1)
print(Job.objects.create(
    kind="decide", asked_by=Worker.objects.get(email="can-bo-coso@{DOMAIN}"), state="at_work", total=100, done=10,
    parameters={{"act": "approve", "query": "", "preview": {{"over": {{}}}}}}, due_at=later, expires_at=later,
).pk)
"""
"""A job at work that no worker takes up before tomorrow."""
GOT_ON = "from initiatives.models import Job; Job.objects.filter(pk={pk}).update(done=20)"
DONE = """
from django.utils import timezone
from initiatives.models import Job
Job.objects.filter(pk={pk}).update(done=100, state="done", ended_at=timezone.now(), result={{"approve": 100}})
"""
GONE = "from initiatives.models import Job; Job.objects.filter(pk={pk}).delete()"


def run(stack: Stack, code: str) -> str:
    return stack.manage("shell", "-v", "0", "-c", code).strip()


def is_at(page: Page, wanted: str) -> None:
    page.wait_for_function("wanted => document.activeElement.matches(wanted)", arg=wanted)


def test_the_button_to_stop_keeps_the_focus_while_a_job_gets_on(stack: Stack, sign_in: SignIn) -> None:
    pk = run(stack, MADE)
    page = sign_in("can-bo-coso")
    page.goto(f"admin/initiatives/initiative/jobs/{pk}/")
    headline = page.locator("#job .headline")
    expect(headline).to_contain_text("10")
    page.locator("button[name=cancel]").evaluate("button => { button.dataset.same = 'yes'; button.focus(); }")
    run(stack, GOT_ON.format(pk=pk))
    expect(headline).to_contain_text("20")
    is_at(page, "[data-same]")
    run(stack, DONE.format(pk=pk))
    expect(page.locator("#job[role=status]")).to_be_visible()
    expect(page.locator("#job")).to_have_count(1)
    is_at(page, "#job .headline")
    run(stack, GONE.format(pk=pk))


def test_no_answer_is_said_until_there_is_one_and_the_end_of_a_session_for_good(sign_in: SignIn) -> None:
    page = sign_in("quan-tri-tld")
    page.goto(HEALTH)
    said = page.locator("[data-no-answer] .message")
    page.context.set_offline(True)
    expect(said).to_have_text(re.compile(r"\d\d:\d\d:\d\d"), timeout=15_000)
    page.context.set_offline(False)
    expect(said).to_have_count(0, timeout=10_000)
    page.context.clear_cookies()
    ended = page.locator(".messages .message.warning a[href*=login]")
    expect(ended).to_be_visible(timeout=10_000)
    expect(said).to_have_count(0)

"""One act on all that match a list: previewed, confirmed, done row by row by a job, told with what was passed over."""

import os
import re
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives import approval, bulk, jobs, moving, rights
from initiatives.lanes import Lanes
from initiatives.models import ApprovalStep, Because, Initiative, Job, JobPortion, JobState, PassedOver, Programme
from initiatives.states import Act, Reason, State
from initiatives.tasks import KINDS
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, reject, words
from initiatives.tests.factories import MILLION
from unions.models import Office, Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

BILLION = 1000 * MILLION


@pytest.fixture(autouse=True)
def in_one_lane(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's own transaction is seen by its own connection alone."""
    if not request.node.get_closest_marker("django_db").kwargs:
        monkeypatch.setattr(bulk, "LANES", 1)


@pytest.fixture
def client(officer: Worker) -> Client:
    client = signed_in(officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def three(author: Worker, officer: Worker, programme: Programme) -> list[Initiative]:
    return [make.submitted(author, programme, claimed_benefit=(row + 1) * MILLION) for row in range(3)]


def ask(client: Client, act: str = "approve", query: str = "") -> Any:
    """The button below the list, and the preview to which it leads."""
    return client.post(reverse("admin:initiatives_initiative_bulk_all", args=[act]) + query, follow=True)


def confirm(client: Client, page: Any, **values: Any) -> Any:
    return client.post(address(page.context["job"]), {"confirmed": "1", "note": ""} | values, follow=True)


def address(job: Job) -> str:
    return reverse("admin:initiatives_initiative_job", args=[job.pk])


def work() -> None:
    while jobs.work_on_next(KINDS):
        pass


def over(job: Job) -> dict[str | None, str]:
    """Codes of what was passed over, with the codes of the reasons."""
    return dict(PassedOver.objects.filter(job=job).values_list("initiative__code", "code"))


def states(*initiatives: Initiative) -> list[str]:
    return [Initiative.objects.get(pk=initiative.pk).state for initiative in initiatives]


def test_the_preview_counts_adds_up_and_changes_nothing(
    author: Worker, programme: Programme, client: Client, three: list[Initiative], officer: Worker
) -> None:
    make.submitted(author, programme, claimed_benefit=200 * MILLION)
    make.submitted(author, programme, claimed_benefit=BILLION)
    page = ask(client)
    preview = page.context["preview"]
    assert (preview["count"], preview["amount"]) == (5, 1206 * MILLION)
    assert (preview["finished"], preview["finished_amount"]) == (3, 6 * MILLION)
    assert (preview["passed_up"], preview["passed_up_amount"], preview["over"]) == (1, 200 * MILLION, {"large": 1})
    assert "1.206.000.000" in words(page)
    assert "Approve (4)" in words(page)
    work()
    assert ApprovalStep.objects.exclude(act=Act.SUBMIT).count() == 0
    assert Job.objects.get().state == JobState.PREVIEWED


def test_confirmed_it_approves_each_with_what_is_claimed_and_says_so(
    author: Worker, programme: Programme, client: Client, three: list[Initiative]
) -> None:
    above = make.submitted(author, programme, claimed_benefit=200 * MILLION)
    large = make.submitted(author, programme, claimed_benefit=BILLION)
    waiting = confirm(client, ask(client), note="Đã xem tại xưởng.")
    assert "0 of 5" in words(waiting)
    assert 'hx-trigger="every 1s"' in words(waiting)
    work()
    done = client.get(address(waiting.context["job"]))
    assert done.context["result"] == "Approved 3 initiatives, passed up 1 initiative, passed over 1"
    assert 'hx-trigger="every' not in words(done)
    assert states(*three, above, large) == [State.APPROVED] * 3 + [State.WAITING] * 2
    steps = ApprovalStep.objects.filter(act=Act.APPROVE).order_by("initiative")
    assert [(step.verified_benefit, step.note) for step in steps] == [
        ((row + 1) * MILLION, "Đã xem tại xưởng.") for row in range(3)
    ]
    assert over(done.context["job"]) == {large.code: "large"}
    listed = client.get(address(done.context["job"]) + "?code=large")
    assert [row.code for row in listed.context["leaf"].object_list] == [large.code]


def test_the_same_confirmation_twice_is_one_job_and_not_a_word_more(client: Client, three: list[Initiative]) -> None:
    page = ask(client)
    confirm(client, page)
    again = [confirm(client, page)]
    work()
    again.append(confirm(client, page))
    work()
    assert not any("This preview is over" in words(answer) for answer in again)
    assert Job.objects.get().done == 3
    assert ApprovalStep.objects.filter(act=Act.APPROVE).count() == 3


def test_an_open_page_renews_how_far_it_is_beside_the_button_until_it_is_over(
    client: Client, three: list[Initiative]
) -> None:
    job = confirm(client, ask(client)).context["job"]
    headers = {"HX-Request": "true"}
    part = client.get(address(job), headers=headers)
    assert 'id="job-progress"' in words(part)
    assert "<form" not in words(part)
    assert "HX-Retarget" not in part
    work()
    whole = client.get(address(job), headers=headers)
    assert (whole["HX-Retarget"], "Approved 3 initiatives" in words(whole)) == ("#job", True)


def test_what_came_after_the_preview_or_was_moved_is_not_touched(
    tree: Tree, author: Worker, programme: Programme, client: Client, three: list[Initiative]
) -> None:
    page = ask(client)
    late = make.submitted(author, programme)
    back = three[1]
    other = who.officer(tree.superior, "Cán Bộ Huyện")
    reject(three[0], by=other)
    approval.return_(back, by=other, seen=back.last_step_id, reason=Reason.UNCLEAR, note="Sửa.")
    approval.submit(back, by=author, seen=back.last_step_id)
    job = confirm(client, page).context["job"]
    work()
    assert states(*three, late) == [State.REJECTED, State.WAITING, State.APPROVED, State.WAITING]
    assert over(job) == {three[0].code: "not_waiting", back.code: "stale"}


@pytest.mark.parametrize(
    ("act", "values", "state"),
    [
        ("return", {"reason": "incomplete", "note": "Bổ sung biên bản."}, State.RETURNED),
        ("reject", {"reason": "not_new"}, State.REJECTED),
    ],
)
def test_returning_and_rejecting_give_one_reason_to_all(
    client: Client, three: list[Initiative], act: str, values: dict[str, str], state: State
) -> None:
    page = ask(client, act)
    refused = confirm(client, page, reason="")
    assert refused.context["form"].errors
    confirm(client, page, **values)
    work()
    assert states(*three) == [state] * 3
    assert set(ApprovalStep.objects.filter(state=state).values_list("reason", flat=True)) == {values["reason"]}


def test_only_what_matches_the_list_is_asked_for(
    author: Worker, programme: Programme, client: Client, three: list[Initiative]
) -> None:
    found = make.submitted(author, programme, title="Bộ lọc bụi mịn")
    page = ask(client, query="?list=desk%3Dmine%26q%3Dloc%2Bbui")
    assert page.context["preview"]["count"] == 1
    confirm(client, page)
    work()
    assert states(found, *three) == [State.APPROVED] + [State.WAITING] * 3
    assert f'{LIST}?desk=mine&amp;q=loc+bui">Back to the list' in words(client.get(address(page.context["job"])))
    nothing = ask(client, query="?list=desk%3Dmine%26q%3Dkhong%2Bco")
    assert nothing.redirect_chain[-1][0].startswith(LIST)
    assert reverse("admin:initiatives_initiative_bulk_all", args=["approve"]) in words(client.get(LIST + "?desk=all"))


@pytest.mark.parametrize("query", ["?list=state%3Dapproved", "?list=as_of%3D2026-01-31"])
def test_lists_of_what_does_not_wait_are_not_acted_on(client: Client, three: list[Initiative], query: str) -> None:
    assert ask(client, query=query).status_code == 404


def test_a_preview_that_is_over_is_said_to_be(client: Client, three: list[Initiative]) -> None:
    page = ask(client)
    client.post(address(page.context["job"]), {"cancel": "1"})
    assert "This preview is over" in words(confirm(client, page))
    work()
    assert states(*three) == [State.WAITING] * 3


@pytest.mark.parametrize("wrong", ["union=987654321", "as_of=31%2F13%2F2026", "age=abc"])
def test_a_condition_that_cannot_be_read_never_widens_an_act(
    client: Client, three: list[Initiative], wrong: str
) -> None:
    query = f"desk=all&{wrong}"
    page = ask(client, query=f"?{urlencode({'list': query})}")
    assert page.redirect_chain[-1][0].startswith(LIST)
    assert "could not be read" in words(page)
    assert not Job.objects.exists()
    shown = words(client.get(f"{LIST}?{query}"))
    assert reverse("admin:initiatives_initiative_bulk_all", args=["approve"]) not in shown
    assert reverse("initiatives:export_new") not in shown


def test_own_and_confidential_ones_are_passed_over_and_told_by_their_codes(
    tree: Tree, author: Worker, programme: Programme, client: Client, officer: Worker
) -> None:
    who.officer(tree.grassroots, "Người Thứ Hai")
    own, closed = make.submitted(officer, programme), make.submitted(author, programme, confidential=True)
    above = signed_in(who.officer(tree.unit))
    assert ask(client).context["preview"]["over"] == {"own_initiative": 1}
    page = ask(above, query="?list=desk%3Dall")
    assert page.context["preview"]["over"] == {"confidential": 1}
    job = confirm(above, page).context["job"]
    work()
    assert over(job) == {closed.code: "confidential"}
    assert states(own, closed) == [State.APPROVED, State.WAITING]


def test_whoever_loses_the_office_meanwhile_is_stopped(
    officer: Worker, client: Client, three: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PORTION", 1)
    job = confirm(client, ask(client)).context["job"]
    assert JobPortion.objects.filter(job=job).count() == 3
    held = jobs.Held(Job.objects.get(pk=job.pk), bulk.KIND, until=time.monotonic() + 60)
    Job.objects.filter(pk=job.pk).update(state=JobState.AT_WORK)
    bulk._go_through(held, job.portions.get(number=0), Lanes(None))
    Office.objects.filter(worker=officer).update(until_on=timezone.localdate() - timedelta(days=1))
    work()
    ended = Job.objects.get(pk=job.pk)
    assert (ended.state, ended.because, ended.done) == (JobState.CANCELLED, Because.RIGHTS, 1)
    assert states(*three).count(State.APPROVED) == 1


def test_cancelled_in_the_middle_it_says_after_how_many(client: Client, three: list[Initiative]) -> None:
    job = confirm(client, ask(client)).context["job"]
    Job.objects.filter(pk=job.pk).update(state=JobState.AT_WORK, begun_at=timezone.now())
    approval.approve(three[0], by=job.asked_by, seen=three[0].last_step_id, verified_benefit=MILLION)
    page = client.post(address(job), {"cancel": "1"}, follow=True)
    assert "It is being cancelled" in words(page)
    work()
    page = client.get(address(job))
    assert "It ended after 1 of 3: you cancelled it." in words(page)
    assert states(*three).count(State.APPROVED) == 1
    assert states(*three).count(State.WAITING) == 2


def test_nobody_reads_anothers_job(tree: Tree, client: Client, three: list[Initiative]) -> None:
    page = ask(client)
    other = signed_in(who.officer(tree.grassroots, "Người Thứ Hai"))
    for answer in (other.get(address(page.context["job"])), other.post(address(page.context["job"]), {"cancel": "1"})):
        assert answer.status_code == 404
    confirm(client, page)
    assert page.context["job"] not in other.get(reverse("admin:initiatives_initiative_jobs")).context["leaf"]
    assert list(client.get(reverse("admin:initiatives_initiative_jobs")).context["leaf"]) == [page.context["job"]]


@pytest.mark.parametrize("role", [who.leader, who.administrator])
def test_without_an_officers_office_nothing_is_asked_for(tree: Tree, three: list[Initiative], role: Any) -> None:
    assert ask(signed_in(role(tree.grassroots))).status_code == 404
    assert not Job.objects.exists()


def test_each_reason_to_refuse_an_act_in_bulk_has_its_words() -> None:
    asked_before = {"note", "reason", "original", "verified_benefit"}  # by the form, or set to what is claimed
    sources = [Path(module.__file__ or "").read_text() for module in (approval, moving, rights)]
    acts_of_officers = {"stale", "no_such_move", "decided", "no_office", "own_initiative", "another_person"}
    codes = {code for source in sources for code in re.findall(r'Refused\(\s*"(\w+)"', source)}
    assert acts_of_officers <= codes & bulk.WHY.keys()
    assert not asked_before & bulk.WHY.keys()


def _work_in_a_process_of_its_own() -> None:
    connections.close_all()
    jobs.work_on_next(KINDS)
    os._exit(0)


def _until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_goes_on_and_counts_each_once(
    author: Worker, officer: Worker, programme: Programme, client: Client
) -> None:
    lot = [make.submitted(author, programme) for _row in range(30)]
    job = confirm(client, ask(client)).context["job"]
    connections.close_all()
    worker = get_context("fork").Process(target=_work_in_a_process_of_its_own)
    worker.start()
    approved = ApprovalStep.objects.filter(act=Act.APPROVE)
    _until(lambda: approved.count() >= 5)
    os.kill(worker.pid or 0, signal.SIGKILL)
    worker.join()
    assert Job.objects.get(pk=job.pk).state == JobState.AT_WORK
    assert Job.objects.get(pk=job.pk).done == 0
    _until(lambda: jobs.work_on_next(KINDS))  # the killed one's session lets go of the lock a moment later
    ended = Job.objects.get(pk=job.pk)
    assert (ended.done, ended.skipped, ended.result) == (30, {}, {"approve": 30})
    assert states(*lot) == [State.APPROVED] * 30
    assert approved.count() == 30

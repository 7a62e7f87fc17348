"""The page of job health: each scheduled task from what it noted, what is stuck or late, and the age of the figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from config.models import Outcome, TaskRun
from initiatives import bulk, jobs
from initiatives.exports import asking
from initiatives.models import Job, JobState
from reporting import job_health as job_health_module
from reporting.job_health import TITLES, Health, JobHealth, TaskHealth, job_health
from reporting.models import FoldState
from unions.models import Worker
from unions.tests import factories as who

pytestmark = pytest.mark.django_db

FOLD = "reporting.tasks.fold"


@pytest.fixture(autouse=True)
def begun_just_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_health_module, "UP_SINCE", timezone.now())


@pytest.fixture
def looks_after() -> Worker:
    return who.superuser()


def ran(ago: float, *, took: float | None = 1, failures: int = 0, task: str = FOLD) -> None:
    """The task began so many seconds ago and took so many; None where it never ended."""
    began = timezone.now() - timedelta(seconds=ago)
    ended = began + timedelta(seconds=took) if took is not None else None
    outcome = Outcome.FAILED if failures else Outcome.WELL
    TaskRun.objects.create(
        task=task, began_at=began, ended_at=ended, outcome=outcome, failures=failures, error="KeyError"
    )


def of(task: str = FOLD) -> TaskHealth:
    return next(found for found in job_health().tasks if found.title == TITLES[task])


def test_each_scheduled_task_is_told_in_words() -> None:
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == TITLES.keys()
    assert [task.health for task in job_health().tasks] == [Health.NEVER] * len(TITLES)


@pytest.mark.parametrize(
    ("run", "health"),
    [
        ({"ago": 1.5}, Health.WELL),
        ({"ago": 30, "took": None}, Health.RUNS),
        ({"ago": 30, "failures": 2}, Health.FAILED),
        ({"ago": 70}, Health.LATE),
        ({"ago": 181, "took": None}, Health.STUCK),
        ({"ago": 30, "task": "reporting.tasks.refresh_quotas"}, Health.WELL),
        ({"ago": 7400, "task": "reporting.tasks.refresh_quotas"}, Health.LATE),
        ({"ago": 30, "task": "config.tasks.clear_sessions"}, Health.WELL),
        ({"ago": 3600 * 49, "task": "config.tasks.clear_sessions"}, Health.LATE),
    ],
)
def test_how_a_task_is_follows_from_what_it_noted(run: dict[str, Any], health: Health) -> None:
    ran(**run)
    found = of(run.get("task", FOLD))
    assert found.health == health
    assert found.is_bad == (health in {Health.FAILED, Health.LATE, Health.STUCK})
    assert (found.took is None) == (run.get("took", 1) is None)


def test_a_run_after_one_that_was_killed_is_no_longer_stuck() -> None:
    ran(500, took=None)
    TaskRun.objects.update(began_at=timezone.now())
    assert of().health == Health.RUNS


def test_the_age_of_the_figures_and_the_jobs_of_people_are_told(looks_after: Worker) -> None:
    assert job_health().is_well
    FoldState.objects.create(pk=1, folded_at=timezone.now() - timedelta(seconds=90))
    jobs.ask(bulk.NAME, by=looks_after, parameters={"act": "approve"})
    Job.objects.create(kind="count", asked_by=looks_after, state=JobState.AT_WORK, **_instants())
    found: JobHealth = job_health()
    assert (found.age.seconds, found.fold_is_late, found.is_well) == (90, True, False)
    assert found.counts == {"queued": 1, "at_work": 1}


def _instants() -> dict[str, Any]:
    return {"due_at": timezone.now(), "expires_at": timezone.now()}


def test_a_task_that_never_ran_is_late_once_it_should_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_health_module, "UP_SINCE", timezone.now() - timedelta(minutes=5))
    assert (of().health, of().is_bad) == (Health.LATE, True)
    assert not job_health().is_well


@pytest.mark.parametrize(
    ("ago", "is_stuck"),
    [
        ({"due_at": 59}, False),
        ({"due_at": 61}, True),
        ({"due_at": 1, "begun_at": 61}, True),
        ({"due_at": 61, "begun_at": 300, "moved_at": 59}, False),
        ({"due_at": 1, "begun_at": 300, "moved_at": 61}, True),
    ],
)
def test_a_job_that_stands_still_is_stuck(looks_after: Worker, ago: dict[str, int], is_stuck: bool) -> None:
    job = jobs.ask(bulk.NAME, by=looks_after, parameters={"act": "approve"})
    at = {name: timezone.now() - timedelta(seconds=seconds) for name, seconds in ago.items()}
    Job.objects.filter(pk=job.pk).update(state=JobState.AT_WORK, asked_at=timezone.now() - timedelta(days=1), **at)
    found = job_health()
    assert ([asked.is_stuck for asked in found.jobs], found.is_well) == ([is_stuck], not is_stuck)


@pytest.mark.parametrize(("moved", "is_stuck"), [(5, False), (61, True)])
def test_a_job_that_waits_behind_one_that_gets_on_is_not_stuck(looks_after: Worker, moved: int, is_stuck: bool) -> None:
    waits, works = (jobs.ask(bulk.NAME, by=looks_after, parameters={"act": "approve"}) for _job in range(2))
    long_ago, then = timezone.now() - timedelta(seconds=300), timezone.now() - timedelta(seconds=moved)
    Job.objects.filter(pk=waits.pk).update(due_at=long_ago)
    Job.objects.filter(pk=works.pk).update(state=JobState.AT_WORK, begun_at=long_ago, moved_at=then)
    stuck = {asked.job.pk: asked.is_stuck for asked in job_health().jobs}
    assert stuck == {waits.pk: is_stuck, works.pk: is_stuck}
    Job.objects.filter(pk=waits.pk).update(state=JobState.AT_WORK, begun_at=long_ago, moved_at=long_ago)
    stuck = {asked.job.pk: asked.is_stuck for asked in job_health().jobs}
    assert stuck == {waits.pk: is_stuck, works.pk: is_stuck}


def test_a_job_of_an_unknown_kind_or_act_does_not_take_the_page_down(looks_after: Worker) -> None:
    known = {"due_at": timezone.now(), "expires_at": timezone.now() + timedelta(days=1), "asked_by": looks_after}
    made = [Job.objects.create(kind=kind, **known) for kind in ("count", bulk.NAME, asking.NAME)]
    assert {asked.title for asked in job_health().jobs} <= {f"{job.kind} {job.pk}" for job in made}


def test_what_failed_within_a_day_is_told_with_its_name_and_who_asked(looks_after: Worker) -> None:
    jobs.ask(bulk.NAME, by=looks_after, parameters={"act": "approve"})
    jobs.ask(asking.NAME, by=looks_after, parameters={"told": "Tất cả: “lời tìm”", "form": "csv"})
    jobs.ask(bulk.NAME, by=looks_after, parameters={"act": "reject"})
    for kind, hours in ((asking.NAME, 23), (bulk.NAME, 25)):
        failed = Job.objects.of_kind(kind).newest_first().first()
        assert failed
        over = {"state": JobState.FAILED, "ended_at": timezone.now() - timedelta(hours=hours)}
        Job.objects.filter(pk=failed.pk).update(**over)
    client = Client()
    client.force_login(looks_after)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse("admin:config_taskrun_changelist"))
    told = [(asked.title, asked.job.asked_by, asked.is_bad) for asked in page.context["found"].jobs]
    assert told == [("Bulk act: Approve", looks_after, False), ("Export as CSV", looks_after, True)]
    assert "Something needs a look" in page.content.decode()


def test_the_page_asks_little_and_looks_again_by_itself(
    looks_after: Worker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(looks_after)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    ran(181, took=None)
    page = client.get(reverse("admin:config_taskrun_changelist")).content.decode()
    assert "Something needs a look" in page
    assert "Stuck" in page
    with django_assert_num_queries(7):  # session, user; fold and queue, tasks, jobs by state, jobs, failed jobs
        part = client.get(reverse("admin:config_taskrun_changelist"), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 5s"' in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("make", "status"), [(who.superuser, 200), (who.administrator, 200), (who.officer, 404), (who.leader, 404)]
)
def test_only_who_looks_after_the_site_sees_it(make: Any, status: int) -> None:
    tree = who.make_tree()
    client = Client()
    client.force_login(make() if make is who.superuser else make(tree.root))
    assert client.get(reverse("admin:config_taskrun_changelist")).status_code == status

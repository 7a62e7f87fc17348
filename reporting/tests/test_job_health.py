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
from initiatives import jobs
from initiatives.models import Job, JobState
from reporting.job_health import TITLES, Health, JobHealth, TaskHealth, job_health
from reporting.models import FoldState
from unions.models import Worker
from unions.tests import factories as who

pytestmark = pytest.mark.django_db

FOLD = "reporting.tasks.fold"


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
    jobs.ask("decide", by=looks_after, parameters={})
    Job.objects.create(kind="decide", asked_by=looks_after, state=JobState.AT_WORK, **_instants())
    found: JobHealth = job_health()
    assert (found.age.seconds, found.fold_is_late, found.is_well) == (90, True, False)
    assert found.counts == {"queued": 1, "at_work": 1}


def _instants() -> dict[str, Any]:
    return {"due_at": timezone.now(), "expires_at": timezone.now()}


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
    with django_assert_num_queries(6):  # session, user; fold and queue, tasks, jobs by state, jobs
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

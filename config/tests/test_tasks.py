"""The jobs of the site, and that the schedule names jobs that there are."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from config.celery import app
from config.tasks import clear_sessions


def test_the_schedule_names_jobs_that_there_are() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "config.tasks.clear_sessions" in scheduled
    assert scheduled <= app.tasks.keys()


@pytest.mark.django_db
def test_expired_sessions_are_deleted_and_no_other() -> None:
    now = timezone.now()
    for name, ends in {"over": now - timedelta(seconds=1), "open": now + timedelta(days=1)}.items():
        Session.objects.create(session_key=name, session_data="", expire_date=ends)
    clear_sessions()
    assert [session.session_key for session in Session.objects.all()] == ["open"]

"""Exports as jobs: they go on after whatever ended them, and only who asked gets the file."""

import errno
import os
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from initiatives import jobs
from initiatives.exports import asking, reading, spools, work
from initiatives.models import Because, Initiative, Job, JobState, Programme
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST
from initiatives.tests.exporting import KINDS, PAGE, ask, codes, content_of, csv_rows, run, sheets
from unions.models import Office, Worker
from unions.names import folded
from unions.tests.clients import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("export_files")]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_that_was_killed_goes_on_from_where_it_was(
    form: str,
    initiative: Initiative,
    officer: Worker,
    author: Worker,
    programme: Programme,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rest = [make.submitted(author, programme) for _ in range(4)]
    monkeypatch.setattr(work, "Window", partial(reading.Window, width=1))
    monkeypatch.setattr(reading.Window, "read", lambda self, rows: setattr(self, "after", self.until))
    job = ask(officer, form)
    real = reading.read_window
    reads: list[int] = []

    def killed(selection: Any, shown: Any, window: reading.Window, spool: spools.Spool) -> None:
        reads.append(window.after)
        real(selection, shown, window, spool)
        if len(reads) == 3:
            spool.keep()  # on the disk, and not noted
            raise KeyboardInterrupt

    monkeypatch.setattr(work, "read_window", killed)
    with pytest.raises(KeyboardInterrupt):
        run(job)
    half = Job.objects.get(pk=job.pk)
    assert (half.state, half.done > 0) == (JobState.AT_WORK, True)
    done = run(job)
    assert reads.count(reads[2]) == 2
    assert reads.count(reads[0]) == 1
    found = csv_rows(done) if form == "csv" else sheets(done)[0]
    assert codes(found) == [initiative.code, *(row.code for row in rest)]
    assert done.done == len(rest) + 1


def test_an_export_whose_spool_is_gone_begins_anew(initiative: Initiative, officer: Worker, export_files: Path) -> None:
    job = ask(officer)
    Job.objects.filter(pk=job.pk).update(position=initiative.pk, done=1, result={"spool": {"size": 99}, "since": "x"})
    done = run(job)
    assert (done.done, codes(csv_rows(done))) == (1, [initiative.code])
    assert not list((export_files / "spool").iterdir())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_full_disk_is_said_and_leaves_nothing(
    form: str, initiative: Initiative, officer: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    job = ask(officer, form)
    monkeypatch.setattr(os, "fsync", full)
    for _ in range(jobs.MOST_TRIES + 2):
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
        if Job.objects.get(pk=job.pk).is_live:
            with suppress(OSError):
                jobs.work_on_next(KINDS)
    failed = Job.objects.get(pk=job.pk)
    assert (failed.state, failed.because, failed.result["fault"]) == (JobState.FAILED, Because.TRIES, "disk")
    assert not work.storage().exists(work.file_of(job))
    assert "/file/" not in signed_in(officer).get(PAGE).content.decode()


def test_who_lost_the_office_gets_no_more(initiative: Initiative, officer: Worker) -> None:
    done, begun = run(ask(officer)), ask(officer)
    client = signed_in(officer)
    address = f"{PAGE}{done.pk}/file/"
    assert b"".join(client.get(address).streaming_content) == content_of(done)  # type: ignore[attr-defined]
    Office.objects.filter(worker=officer).update(until_on=timezone.localdate() - timedelta(days=1))
    assert client.get(address).status_code == 404
    stopped = run(begun)
    assert (stopped.state, stopped.because) == (JobState.CANCELLED, Because.RIGHTS)


def test_a_file_is_handed_to_its_owner_as_a_download_and_to_nobody_else(
    initiative: Initiative, officer: Worker, author: Worker
) -> None:
    done = run(ask(officer))
    answer = signed_in(officer).get(f"{PAGE}{done.pk}/file/")
    assert answer["Content-Disposition"].startswith('attachment; filename="')
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == content_of(done)  # type: ignore[attr-defined]  # of a FileResponse
    for path in ("", "file/", "delete/"):
        assert signed_in(author).get(f"{PAGE}{done.pk}/{path}").status_code == 404
    assert signed_in(author).post(f"{PAGE}{done.pk}/delete/").status_code == 404
    assert Client().get(f"{PAGE}{done.pk}/file/").status_code == 302


def test_what_is_over_is_cleared_away_with_its_file(initiative: Initiative, officer: Worker) -> None:
    done = run(ask(officer))
    name = work.file_of(done)
    assert done.expires_at > timezone.now() + work.KEPT - timedelta(hours=1)
    Job.objects.filter(pk=done.pk).update(expires_at=timezone.now())
    assert signed_in(officer).get(f"{PAGE}{done.pk}/file/").status_code == 404
    assert jobs.clear_expired(KINDS) == 1
    assert not work.storage().exists(name)


def test_a_person_has_so_many_at_once_and_deletes_them(initiative: Initiative, officer: Worker) -> None:
    kept = [run(ask(officer)) for _ in range(asking.MOST_KEPT)]
    with pytest.raises(asking.TooMany):
        ask(officer)
    client = signed_in(officer)
    assert client.post(f"{PAGE}{kept[0].pk}/delete/").status_code == 302
    assert not work.storage().exists(work.file_of(kept[0]))
    assert ask(officer).is_live


def test_an_export_is_asked_for_once_however_often_the_button_is_pressed(
    initiative: Initiative, officer: Worker
) -> None:
    client, key = signed_in(officer), str(uuid4())
    for _ in range(2):
        client.post(f"{PAGE}new/?list=desk%3Dall%26state%3Dall", {"form": "csv", "key": key})
    assert Job.objects.count() == 1
    shown = client.get(PAGE).content.decode()
    assert 'hx-trigger="every 2s"' in shown
    client.post(f"{PAGE}{Job.objects.get().pk}/delete/")
    assert Job.objects.get().state == JobState.CANCELLED


def test_an_open_page_renews_how_far_it_is_and_its_row_once_it_is_over(initiative: Initiative, officer: Worker) -> None:
    client, job = signed_in(officer), ask(officer)
    address = reverse("initiatives:export_row", args=[job.pk])
    part = client.get(address)
    assert ("HX-Retarget" in part, b"<a " in part.content) == (False, False)
    run(job)
    whole = client.get(address)
    assert (whole["HX-Retarget"], b"/file/" in whole.content) == (f"#export-{job.pk}", True)


def test_a_list_and_its_file_are_called_after_what_it_holds_and_whose_it_is(
    initiative: Initiative, officer: Worker, author: Worker
) -> None:
    client = signed_in(officer)
    client.post(f"{PAGE}new/?list=desk%3Dall%26state%3Dall", {"form": "csv", "key": str(uuid4())})
    job = run(Job.objects.get())
    union = str(initiative.desk)
    assert union in job.parameters["told"]
    answer = client.get(f"{PAGE}{job.pk}/file/")
    assert b"".join(answer.streaming_content) == content_of(job)  # type: ignore[attr-defined]  # of a FileResponse
    assert f"-{slugify(folded(union))}-" in answer["Content-Disposition"]
    lists = f'href="{reverse("admin:initiatives_initiative_changelist")}"'
    assert lists in client.get(PAGE).content.decode()
    assert lists not in signed_in(author).get(PAGE).content.decode()
    assert f'href="{PAGE}"' in client.get(f"{LIST}?desk=all").content.decode()


def test_words_looked_for_leave_the_way_to_ones_exports(initiative: Initiative, author: Worker) -> None:
    client = signed_in(author)
    found = client.get("/initiatives/", {"q": initiative.code or ""}).content.decode()
    assert (f'href="{PAGE}"' in found, f"{PAGE}new/" in found) == (True, False)
    assert f"{PAGE}new/" in client.get("/initiatives/").content.decode()


def test_who_reads_no_list_exports_none(author: Worker, officer: Worker) -> None:
    address = f"{PAGE}new/?list=desk%3Dall"
    assert signed_in(author).get(address).status_code == 404
    assert signed_in(author).post(address, {"form": "csv", "key": str(uuid4())}).status_code == 404
    assert signed_in(officer).get(address).status_code == 200
    assert signed_in(officer).get(f"{PAGE}new/?list=union%3D987654321").status_code == 404

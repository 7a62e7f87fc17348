"""Exports: what stands in the file, who gets it, and how it goes on after whatever ended it."""

import csv
import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from initiatives import approval, drafts, jobs
from initiatives.exports import asking, reading, spools, work, workbook
from initiatives.exports.columns import columns, neutral
from initiatives.models import Because, Initiative, Job, JobState, Programme
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, signed_in
from unions.models import Office, Union, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

KINDS = {work.KIND.name: work.KIND}
PAGE = "/initiatives/exports/"


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[Path]:
    """Spools and files of this test alone."""
    backend = "django.core.files.storage.FileSystemStorage"
    kept = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path / "exports")}}
    with override_settings(EXPORT_SPOOL=str(tmp_path / "spool"), STORAGES=settings.STORAGES | {"exports": kept}):
        yield tmp_path


def ask(by: Worker, form: str = "csv", **values: Any) -> Job:
    return asking.ask(by=by, form=form, key=uuid4(), told="Tất cả", **({"query": "desk=all&state=all"} | values))


def run(job: Job) -> Job:
    while Job.objects.get(pk=job.pk).is_live:
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
        assert jobs.work_on_next(KINDS)
    return Job.objects.get(pk=job.pk)


def content_of(job: Job) -> bytes:
    with work.storage().open(work.file_of(job)) as file:
        return bytes(file.read())


def csv_rows(job: Job) -> list[list[str]]:
    text = content_of(job).decode()
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    return list(csv.reader(StringIO(text[1:], newline="")))


def sheets(job: Job) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content_of(job)))
    return [book.get_sheet_by_index(number).to_python() for number in range(len(book.sheet_names))]


def codes(rows: list[list[Any]]) -> list[Any]:
    return [row[0] for row in rows[1:]]


def test_a_row_says_all_twenty_things(initiative: Initiative, officer: Worker, author: Worker) -> None:
    heading, row = csv_rows(run(ask(officer)))
    assert len(heading) == 20
    assert heading[:3] == ["Mã", "Tên sáng kiến", "Tác giả chính"] or heading[0]
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert initiative.superior
    assert initiative.unit
    assert row[:7] == [
        initiative.code,
        initiative.title,
        author.name,
        "",
        str(initiative.union),
        str(initiative.superior),
        str(initiative.unit),
    ]
    assert row[7:9] == ["Chương trình năm nay", "Giai đoạn 1"]
    assert row[13:18] == [str(initiative.desk), today, today, "50000000", ""]
    assert row[19] == f"{initiative.applied_on}"


def test_co_authors_stand_with_their_shares_without_who_declined(
    author: Worker, officer: Worker, programme: Programme, tree: Tree
) -> None:
    helper, declined = who.worker("Lê Văn Phụ", tree.grassroots), who.worker("Từ Chối", tree.grassroots)
    initiative = make.draft(author, programme, others=(helper, declined))
    approval.submit(initiative, by=author, seen=None)
    drafts.decline(initiative, by=declined)
    assert csv_rows(run(ask(officer)))[1][2:4] == [author.name, "Lê Văn Phụ (10%)"]


RISKY = [
    "=1+1",
    "+84",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "  =1+1",
    "\u00a0@x",
    '="a",";b',
]


@pytest.mark.parametrize("title", RISKY)
def test_no_cell_is_a_formula(title: str, initiative: Initiative, officer: Worker) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(title=title)
    assert csv_rows(run(ask(officer)))[1][1] == f"'{title}" == neutral(title)
    assert sheets(run(ask(officer, "xlsx")))[0][1][1] == f"'{title}".replace("\r", "\n")


@pytest.mark.parametrize(
    "title", ['Kẹp "nhanh", rẻ; 5 < 6 & 7 > 2', "Hai\ndòng", "_x0041_ 100%", "Chuông \x07", "a'b\\c"]
)
def test_words_stay_as_they_are(title: str, initiative: Initiative, officer: Worker) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(title=title)
    assert csv_rows(run(ask(officer)))[1][1] == title
    assert sheets(run(ask(officer, "xlsx")))[0][1][1] == title.replace("\x07", "")


def test_a_sheet_has_numbers_days_and_notes(initiative: Initiative, officer: Worker) -> None:
    listed, notes = sheets(run(ask(officer, "xlsx")))
    assert listed[1][0] == initiative.code
    assert (listed[1][14], listed[1][16], listed[1][19]) == (timezone.localdate(), 50_000_000.0, initiative.applied_on)
    assert [row[1] for row in notes if row[0] in {"Số dòng", "Rows"}] == ["1"]


def test_a_sheet_that_is_full_goes_on_in_another(
    initiative: Initiative, officer: Worker, author: Worker, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools, "MOST_ROWS", 2)
    rest = [make.submitted(author, programme) for _ in range(3)]
    first, second, _notes = sheets(run(ask(officer, "xlsx")))
    assert codes(first) + codes(second) == [initiative.code, *(row.code for row in rest)]
    assert (len(first), len(second), first[0]) == (3, 3, second[0])


def test_of_a_confidential_one_words_and_authors_are_left_out_for_who_may_not_see_them(
    author: Worker, officer: Worker, programme: Programme, tree: Tree
) -> None:
    initiative = make.submitted(author, programme, confidential=True, title="Công thức bí mật")
    above = who.officer(tree.unit, "Cán Bộ Đơn Vị")
    assert "bí mật" in str(csv_rows(run(ask(officer))))
    row = csv_rows(run(ask(above)))[1]
    assert row[0] == initiative.code
    assert "bí mật" not in str(row)
    assert author.name not in str(row)
    assert row[16] == "50000000"


@pytest.mark.parametrize("query", ["desk=all&state=all", "desk=all&state=approved", "q=khung", "q=sk", "state=waiting"])
def test_the_file_holds_what_the_list_shows(
    query: str, initiative: Initiative, officer: Worker, author: Worker, programme: Programme, tree: Tree
) -> None:
    make.returned(author, programme, by_officer=officer, title="Máy hút bụi")
    elsewhere = who.worker("Người Khác", tree.other_grassroots)
    make.submitted(elsewhere, programme)
    shown = {row.code for row in signed_in(officer).get(f"{LIST}?{query}").context["rows"]}
    assert set(codes(csv_rows(run(ask(officer, query=query))))) == shown


def test_past_days_are_told_as_they_stood(initiative: Initiative, officer: Worker) -> None:
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=10)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert codes(csv_rows(run(ask(officer, query=f"state=all&as_of={yesterday}")))) == []
    part = Initiative.objects.in_scope_of(officer)
    before = Initiative.objects.get(pk=initiative.pk).moved_at
    selection = reading.Selection([part], officer, before)
    spool = spools.CsvSpool(uuid4(), columns())
    spool.go_on(None)
    reading.read_window(selection, columns(), reading.Window(0, initiative.pk), spool)
    spool.keep()
    spool.close()
    row = list(csv.reader(StringIO(spool.path("csv").read_text("utf-8-sig"), newline="")))[1]
    with translation.override("vi"):
        assert row[12] == str(initiative._meta.get_field("state").choices[1][1])  # type: ignore[index]
    assert row[17] == ""


def test_what_is_being_edited_counts_by_its_last_step(author: Worker, officer: Worker, programme: Programme) -> None:
    initiative = make.returned(author, programme, by_officer=officer)
    drafts.change(initiative, by=author, claimed_benefit=99)
    assert csv_rows(run(ask(officer)))[1][16] == "50000000"


def test_ones_own_list_has_drafts_too(author: Worker, officer: Worker, programme: Programme, tree: Tree) -> None:
    make.draft(author, programme, title="Bản nháp")
    make.submitted(who.worker("Người Khác", tree.grassroots), programme)
    rows = csv_rows(run(ask(author, query="", states=["draft", "waiting"])))
    assert [row[1] for row in rows[1:]] == ["Bản nháp"]


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


def test_an_export_whose_spool_is_gone_begins_anew(initiative: Initiative, officer: Worker, files: Path) -> None:
    job = ask(officer)
    Job.objects.filter(pk=job.pk).update(position=initiative.pk, done=1, result={"spool": {"size": 99}, "since": "x"})
    done = run(job)
    assert (done.done, codes(csv_rows(done))) == (1, [initiative.code])
    assert not list((files / "spool").iterdir())


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


def test_a_file_in_english_has_english_headings(initiative: Initiative, officer: Worker) -> None:
    with translation.override("en"):
        heading, row = csv_rows(run(ask(officer)))
    assert heading[:2] == ["Code", "Name of the initiative"]
    assert row[7] == "This year's programme"
    assert row[12] == "waiting"


def test_a_cell_of_a_sheet_ends_where_excel_ends_it() -> None:
    line = ("&" * 40_000).encode()
    cell = workbook.rows_xml([line], [columns()[1].holds], {}, 2).decode()
    assert cell.count("&amp;") <= workbook.MOST_CHARACTERS
    assert cell.endswith("</t></is></c></row>")


def test_who_reads_no_list_exports_none(author: Worker, officer: Worker) -> None:
    address = f"{PAGE}new/?list=desk%3Dall"
    assert signed_in(author).get(address).status_code == 404
    assert signed_in(author).post(address, {"form": "csv", "key": str(uuid4())}).status_code == 404
    assert signed_in(officer).get(address).status_code == 200
    assert signed_in(officer).get(f"{PAGE}new/?list=union%3D987654321").status_code == 404


def test_unions_with_a_formula_for_a_name_are_safe(initiative: Initiative, officer: Worker) -> None:
    Union.objects.filter(pk=initiative.union_id).update(name="=cmd|' /C calc'!A0", short_name="")
    assert csv_rows(run(ask(officer)))[1][4] == "'=cmd|' /C calc'!A0"

"""What tests of exports share: asking for one, working on it, reading its file back."""

import csv
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

from django.utils import timezone
from python_calamine import CalamineWorkbook

from initiatives import jobs
from initiatives.exports import asking, work
from initiatives.models import Job
from unions.models import Worker

KINDS = {work.KIND.name: work.KIND}
PAGE = "/initiatives/exports/"


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

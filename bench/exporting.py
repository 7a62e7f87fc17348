"""What exports cost: all that a person may read, as CSV and as XLSX, through the same job as in production.

    python -m bench.exporting [e-mail of an officer]

Each function gives a dict: rows, seconds and rows a second by the clock; CPU seconds of this process and of its
PostgreSQL backend, and rows a second of those; the highest memory of this process in MiB, and what it had before; and
whether a row is missing, by their number and by their codes.
"""

import csv
import json
import sys
import time
import zipfile
from array import array
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import iterparse

from django.conf import settings
from django.core.files.storage import storages
from django.test import override_settings

import bench.ready  # noqa: F401  sets Django up
from bench import cpu, people
from initiatives import jobs
from initiatives.exports import asking, work
from initiatives.models import Initiative, Job, JobState
from unions.models import Worker

OF = {"query": "desk=all&state=all", "told": "bench"}
KINDS = {work.KIND.name: work.KIND}
ROW = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"


def export_csv(worker: Worker) -> dict[str, Any]:
    """Everything in scope as CSV."""
    return _export(worker, "csv")


def export_xlsx(worker: Worker) -> dict[str, Any]:
    """Everything in scope as XLSX."""
    return _export(worker, "xlsx")


def _export(worker: Worker, form: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder, _files_in(folder):
        job = asking.ask(by=worker, form=form, key=uuid4(), **OF)
        try:
            # A process of its own, as what was used before would count as its memory.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
                found = processes.submit(_measured, job.pk, folder).result()
            return found | _missing(worker, codes_in(Path(storages["exports"].path(work.file_of(job))), form))
        finally:
            Job.objects.filter(pk=job.pk).delete()


def _files_in(folder: str) -> override_settings:
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": f"{folder}/exports"}}
    return override_settings(EXPORT_SPOOL=f"{folder}/spool", STORAGES=settings.STORAGES | {"exports": kept})


def _measured(pk: int, folder: str) -> dict[str, Any]:
    """Work on the job, slice by slice, to its end."""
    job = Job.objects.get(pk=pk)
    before, began, used, served = _memory(), time.perf_counter(), time.process_time(), cpu.of_backend()
    with _files_in(folder):
        while Job.objects.get(pk=pk).is_live:
            jobs.work_on_next(KINDS)
    seconds, own, database = time.perf_counter() - began, time.process_time() - used, cpu.of_backend() - served
    done = Job.objects.get(pk=pk)
    if done.state != JobState.DONE:
        raise RuntimeError(f"The export ended as {done.state}: {done.because}")
    return {
        "form": job.parameters["form"],
        "rows": done.done,
        "bytes": done.result["size"],
        "seconds": round(seconds, 1),
        "rows_a_second": round(done.done / seconds),
        "cpu_seconds": round(own, 1),
        "database_cpu_seconds": round(database, 1),
        "rows_a_cpu_second": round(done.done / (own + database)),
        "memory_mb": round(_memory()),
        "memory_before_mb": round(before),
    }


def _missing(worker: Worker, codes: Iterator[str]) -> dict[str, Any]:
    """How many initiatives the file lacks, names twice, or has though they are not in scope."""
    numbers = array("q", (_number(code) for code in codes))
    expected = array("q", (_number(code or "") for code in _expected(worker)))
    written, wanted = set(numbers), set(expected)
    return {
        "rows_in_file": len(numbers),
        "missing": len(wanted - written),
        "twice": len(numbers) - len(written),
        "foreign": len(written - wanted),
    }


def _expected(worker: Worker) -> Iterator[str | None]:
    rows = Initiative.objects.in_scope_of(worker).order_by()
    return rows.values_list("code", flat=True).iterator(chunk_size=20_000)


def _number(code: str) -> int:
    """SK-2023-0001234 as one number, which takes a fifth of the memory."""
    return int(code[3:].replace("-", ""))


def codes_in(path: Path, form: str) -> Iterator[str]:
    """The codes of a file's rows, as `csv` or `xlsx`."""
    if form == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            yield from (row[0] for row in rows)
        return
    with zipfile.ZipFile(path) as book:
        sheets = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        sheets.sort(key=len)
        for name in sheets[:-1]:  # the last holds the notes
            with book.open(name) as sheet:
                for _event, row in iterparse(sheet):  # noqa: S314 - our own file
                    if row.tag == ROW:
                        if row.get("r") != "1":
                            yield "".join(row[0].itertext())
                        row.clear()


def _memory() -> float:
    """The most that this process has had so far, in MiB."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM:")).split()[1]) / 1024


def main() -> None:
    worker = Worker.objects.get(email=sys.argv[1]) if len(sys.argv) > 1 else people.officer_of_all()
    for measure in (export_csv, export_xlsx):
        print(json.dumps(measure(worker)))


if __name__ == "__main__":
    main()

"""Approving by the bulk job, as a person asks for it: the rows that match a filter, by the running workers."""

import time
from typing import Any

from django.forms import TextInput
from django.http import QueryDict

import bench.ready  # noqa: F401  sets Django up
from bench.house import House
from bench.people import officer_of_all
from initiatives import bulk, jobs
from initiatives.forms.listing import listing_of
from initiatives.forms.queue import QueueFilter
from initiatives.models import Job
from initiatives.models.job import LIVE
from initiatives.states import Act
from unions.models import Union

ASKED = "desk=all&band=to-100m"
"""All that waits below a union with at most 100 million VND claimed."""

DEADLINE = 900


def approve_by_job(_place: House) -> dict[str, Any]:
    """Approvals a second from the job's begin to its end, its preview's seconds, and what was passed over and why."""
    officer = officer_of_all()
    pickers = [TextInput(), TextInput()]
    filters = QueueFilter(QueryDict(ASKED), worker=officer, unions=Union.objects.all(), pickers=pickers)
    began = time.perf_counter()
    job = bulk.ask(Act.APPROVE, listing_of(filters), by=officer, query=ASKED)
    if job is None:
        raise LookupError("Nothing waits.")
    previewed = time.perf_counter() - began
    jobs.confirm(job, {"arguments": {"note": "Đồng ý."}})
    done = _ended(job)
    seconds = (done.ended_at - done.begun_at).total_seconds() if done.ended_at and done.begun_at else 0.0
    return {
        "matched": done.total,
        "approved": done.done,
        "passed_over": done.skipped,
        "state": done.state,
        "preview_seconds": round(previewed, 2),
        "seconds": round(seconds, 2),
        "per_second": round(done.done / seconds, 1) if seconds else None,
        "target_per_second": 400,
    }


def _ended(job: Job) -> Job:
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if job.state not in LIVE:
            return job
        time.sleep(0.2)
    raise RuntimeError(f"The job is still {job.state} after {DEADLINE} s.")

"""Approving by the bulk job, as a person asks for it: the rows that match a filter, by the running workers."""

import time
from typing import Any

from django.http import QueryDict

import bench.ready  # noqa: F401  sets Django up
from bench.people import officer_of_all
from bench.scene import until
from initiatives import bulk, jobs
from initiatives.exports.asking import filter_of
from initiatives.forms.listing import listing_of
from initiatives.models import Job, JobState
from initiatives.states import Act
from unions.models import Worker

ASKED = "desk=all&band=to-100m"
"""All that waits below a union with at most 100 million VND claimed."""

NOTE = "Đồng ý."
DEADLINE = 900


def approve_by_job() -> dict[str, Any]:
    """Approvals a second from the job's begin to its end, its preview's seconds, and what was passed over and why.

    Workers must be running. Raises RuntimeError where the job is not done in the end.
    """
    began = time.perf_counter()
    job = previewed(ASKED, by=officer_of_all())
    preview_seconds = time.perf_counter() - began
    jobs.confirm(job, {"arguments": {"note": NOTE}})
    done = ended(job, DEADLINE)
    if done.state != JobState.DONE or done.begun_at is None or done.ended_at is None:
        raise RuntimeError(f"The job ended as {done.state}: {done.because}")
    seconds = (done.ended_at - done.begun_at).total_seconds()
    return {
        "matched": done.total,
        "approved": done.done,
        "passed_over": done.skipped,
        "state": done.state,
        "preview_seconds": round(preview_seconds, 2),
        "seconds": round(seconds, 2),
        "per_second": round(done.done / seconds, 1),
        "target_per_second": 400,
    }


def previewed(query: str, *, by: Worker) -> Job:
    """The preview of an approval of all that an officer's list with this address shows. Raises LookupError where it
    shows nothing."""
    job = bulk.ask(Act.APPROVE, listing_of(filter_of(by, QueryDict(query))), by=by, query=query)
    if job is None:
        raise LookupError("Nothing waits that a bulk job could approve.")
    return job


def ended(job: Job, seconds: float) -> Job:
    """The job once it is over. Raises TimeoutError where it is not by then."""

    def is_over() -> bool:
        job.refresh_from_db()
        return not job.is_live

    until("the job ends", is_over, seconds, pause=0.1)
    return job

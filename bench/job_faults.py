"""Faults of jobs: a bulk job and an export killed in the middle, and no room on the disk of the uploads."""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from bench import desks, people
from bench.bulk import ended, previewed
from bench.exporting import codes_in
from bench.scene import Scene, family, until
from initiatives import jobs
from initiatives.exports import asking, work
from initiatives.exports.reading import WIDTH
from initiatives.models import ApprovalStep, Initiative, Job, JobState
from initiatives.states import Act, State
from unions.models import Worker

DONE_SECONDS = 300
WAITING = "desk=all&state=waiting"
EVERYTHING = "desk=all&state=all"
NOTE = "Thử nghiệm: ngắt giữa chừng."


def bulk_job_killed(scene: Scene) -> dict[str, Any]:
    """An approval of all that waits, its worker killed with -9 between portions."""
    by = people.officer_of_all()
    _let_wait(scene.scale.bulk_rows)
    job = previewed(WAITING, by=by)
    seen = list(chain.from_iterable(job.portions.values_list("seen", flat=True)))
    jobs.confirm(job, {"arguments": {"note": NOTE}})
    killed = _killed_midway(scene, job, scene.scale.job_kills, lambda now: now.gone_through > 0)
    recovered = scene.watcher.recovered()
    over = ended(job, DONE_SECONDS)
    made = ApprovalStep.objects.filter(previous__in=seen, made_by=by, act__in=(Act.APPROVE, Act.FORWARD)).count()
    faults = list(_unkept(killed, over))
    if over.gone_through != over.total or made != over.done:
        faults.append(
            f"{over.total} rows: noted are {over.done} done and {over.passed_over} passed over; {made} are done"
        )
    return _told(over, killed, faults) | {"recovered_seconds": recovered, "passed_over": over.skipped}


def export_killed(scene: Scene) -> dict[str, Any]:
    """An export of everything, its worker killed with -9 while it is at work."""
    by = people.officer_of_all()
    wanted = _codes(by)
    job = _export(by)
    killed = _killed_midway(scene, job, scene.scale.job_kills, _is_in_the_middle)
    recovered = scene.watcher.recovered()
    over = ended(job, DONE_SECONDS)
    faults = [*_unkept(killed, over), *_wrong_rows(over, by, wanted)]
    work.end(over)
    return _told(over, killed, faults) | {"recovered_seconds": recovered}


def disk_full(scene: Scene) -> dict[str, Any]:
    """An export that finds no room fails and offers nothing, while acts go on; with room, another one is made."""
    by = people.officer_of_all()
    before = len(scene.told.submissions)
    with _little_room(scene) as kind:
        failed = ended(_export(by), DONE_SECONDS)
        offered = work.is_ready(failed) or work.storage().exists(work.file_of(failed))
        meanwhile = len(scene.told.submissions) - before
        work.end(failed)
    recovered = scene.watcher.recovered()
    wanted = _codes(by)
    good = ended(_export(by), DONE_SECONDS)
    faults = _wrong_rows(good, by, wanted)
    work.end(good)
    if failed.state != JobState.FAILED or offered:
        faults.append(f"without room it ended as {failed.state}, {'with a' if offered else 'without a'} file")
    if not meanwhile:
        faults.append("nobody could submit meanwhile")
    told = {"kind": kind, "ended_as": failed.state, "because": failed.because, "fault": failed.result.get("fault", "")}
    return told | {"submissions_meanwhile": meanwhile, "recovered_seconds": recovered, "faults": faults}


def _export(by: Worker) -> Job:
    return asking.ask(by=by, form="csv", key=uuid4(), told=NOTE, query=EVERYTHING)


def _codes(by: Worker) -> set[str | None]:
    """Of all that has been sent by now and that the person may see."""
    rows = Initiative.objects.in_scope_of(by).filter(first_submitted_at__lt=timezone.now())
    return set(rows.values_list("code", flat=True))


def _let_wait(number: int) -> None:
    """Reopen approved ones until so many wait."""
    short = max(0, number - Initiative.objects.filter(state=State.WAITING).count())
    approved = Initiative.objects.filter(state=State.APPROVED).exclude(last_step__made_by=None)
    desks.reopened(approved.order_by("pk")[:short], short)


def _is_in_the_middle(job: Job) -> bool:
    """Whether an export has a window behind it; where all is read in one, whether it is at work."""
    first, last = job.parameters["first"], job.parameters["last"]
    return job.position > first if last - first > WIDTH else job.state == JobState.AT_WORK


def _killed_midway(scene: Scene, job: Job, times: int, has_begun: Callable[[Job], bool]) -> list[dict[str, int]]:
    """How far it was at each kill; fewer than asked for where it was done before."""
    killed: list[dict[str, int]] = []
    least = 0

    def is_further() -> bool:
        job.refresh_from_db()
        return not job.is_live or (has_begun(job) and job.gone_through >= least)

    while len(killed) < times:
        until("the job gets on", is_further, DONE_SECONDS, pause=0.003)
        held = family(scene.place, "jobs")
        for process in held:
            process.suspend()
        job.refresh_from_db()
        if job.is_live:
            killed.append({"position": job.position, "done": job.done, "passed_over": job.passed_over})
            least = job.gone_through + max(1, (job.total or 0) // (times + 1))
        for process in held:
            process.kill() if job.is_live else process.resume()
        if not job.is_live:
            break
    return killed


def _unkept(killed: list[dict[str, int]], over: Job) -> Iterator[str]:
    """Where a job is not done, or was never killed, or fell back behind where it was."""
    if over.state != JobState.DONE:
        yield f"it ended as {over.state}: {over.because}"
    if not killed:
        yield "it was never killed in the middle"
    reached = [(one["position"], one["done"]) for one in killed] + [(over.position, over.done)]
    if reached != sorted(reached):
        yield f"it fell back: {reached}"


def _told(over: Job, killed: list[dict[str, int]], faults: list[str]) -> dict[str, Any]:
    return {"killed_at": killed, "rows": over.done, "faults": faults}


def _wrong_rows(over: Job, by: Worker, wanted: set[str | None]) -> list[str]:
    """Rows that the file lacks, has twice, or should not have; those in `wanted` were sent before it was asked for."""
    if over.state != JobState.DONE:
        return [f"the export ended as {over.state}: {over.because}"]
    codes = Counter(codes_in(Path(storages["exports"].path(work.file_of(over))), "csv"))
    may = set(Initiative.objects.in_scope_of(by).values_list("code", flat=True))
    wrong: dict[str, set[Any]] = {"missing": wanted - codes.keys(), "foreign": codes.keys() - may}
    wrong["twice"] = {code for code, times in codes.items() if times > 1}
    return [f"{len(found)} rows are {name}" for name, found in wrong.items() if found]


@contextmanager
def _little_room(scene: Scene) -> Iterator[str]:
    """A small disk at MEDIA_ROOT for the block, or where none may be mounted, a limit on the worker's files; which."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={scene.scale.disk_kb}k"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=False).returncode == 0:  # noqa: S607
        try:
            yield "a full disk"
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607
        return
    _limit_files(scene, 1024 * scene.scale.disk_kb)
    try:
        yield "a limit on the size of files"
    finally:
        _limit_files(scene, None)


def _limit_files(scene: Scene, most: int | None) -> None:
    """Let the worker of jobs write files of so many bytes at most, or as large as before."""
    for process in family(scene.place, "jobs"):
        _soft, hard = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (hard if most is None else most, hard))

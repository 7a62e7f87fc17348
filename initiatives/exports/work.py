"""The work of an export, window by window, and the file that comes of it: in a storage, for its owner, for a while."""

import errno
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from initiatives import jobs
from initiatives.deadlines import written
from initiatives.exports.asking import NAME, permits, selection_of
from initiatives.exports.columns import columns, neutral
from initiatives.exports.reading import Window, read_window
from initiatives.exports.spools import SPOOLS, Spool
from initiatives.jobs import Held, Kind, Stopped
from initiatives.models import Because, Job, JobState
from unions.amounts import figures

KEPT = timedelta(days=7)

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class Whole(File):  # type: ignore[type-arg]  # takes no argument at run time
    """A file that is whole: a storage on the same disk moves it, instead of copying."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def work(held: Held) -> bool:
    """Go on reading, and hand the file over when all was read."""
    with translation.override(held.job.parameters["language"]):
        spool = spool_of(held.job)
        try:
            with closing(spool):
                return _work(held, spool)
        except OSError as error:
            if error.errno in DISK_FULL and not held.job.result.get("fault"):
                held.record(position=held.job.position, result=held.job.result | {"fault": "disk"})
            raise
        except Stopped:
            spool.remove()
            raise


def _work(held: Held, spool: Spool) -> bool:
    job = held.job
    first, state = job.parameters["first"], job.result.get("spool")
    goes_on = spool.go_on(state)
    if "since" not in job.result or not goes_on:
        held.record(position=first, done=-job.done, result={"since": timezone.now().isoformat()})
    noted = job.result
    shown = columns()
    window = Window(after=job.position, last=job.parameters["last"])
    while window.is_left and held.goes_on():
        held.check_rights()
        selection = selection_of(job)
        if selection is None:
            raise Stopped(Because.RIGHTS)
        before = spool.rows
        read_window(selection, shown, window, spool)
        window.read(spool.rows - before)
        noted = {"since": noted["since"], "spool": spool.keep(), "until": timezone.now().isoformat()}
        held.record(position=window.after, done=spool.rows - before, result=noted)
    if job.cancel_asked_at:
        spool.remove()
    if window.is_left or job.cancel_asked_at:
        return False
    whole = spool.finish(notes_of(job))
    size = whole.stat().st_size
    spool.close()
    hand_over(whole, file_of(job))
    spool.remove()
    held.record(position=job.position, result=noted | {"size": size, "rows": job.done})
    return True


def spool_of(job: Job) -> Spool:
    return SPOOLS[job.parameters["form"]](job.key, columns())


def hand_over(whole: Path, name: str) -> None:
    """Put the file into the storage under this name, whole or not at all; a second time, in place of the first."""
    kept_in = storage()
    kept_in.delete(name)
    try:
        with whole.open("rb") as file:
            kept_in.save(name, Whole(file, str(whole)))
    except OSError:
        kept_in.delete(name)
        raise


def storage() -> Storage:
    """Where finished exports are; nobody but `file_of`'s owner is led there."""
    return storages["exports"]


def file_of(job: Job) -> str:
    """The name in the storage."""
    return f"{job.key}.{job.parameters['form']}"


def clear(job: Job) -> None:
    """Delete what an export keeps outside of the database."""
    storage().delete(file_of(job))
    spool_of(job).remove()


def notes_of(job: Job) -> Sequence[tuple[str, str]]:
    """What a reader of the file should know: how many rows, of when, in which order."""
    since, until = (moment(job.result.get(name)) for name in ("since", "until"))
    return [
        (_("List"), neutral(job.parameters["told"])),
        (_("Rows"), figures(job.done)),
        (_("Read from"), since),
        (_("Read until"), until),
        (_("Made for"), neutral(job.asked_by.name)),
        (
            _("What holds for each row"),
            _(
                "Each initiative of the list stands here once, as it was when it was read between these two times. "
                "Initiatives begun after the first are left out."
            ),
        ),
        (
            _("Parts"),
            _("A sheet holds 1,048,576 rows with its heading; what is more stands in further sheets."),
        ),
    ]


def moment(text: str | None) -> str:
    """An instant as it was noted, in words."""
    if not text:
        return ""
    at = timezone.localtime(datetime.fromisoformat(text))
    return f"{at:%H:%M:%S} {written(at.date())}"


def progress_of(job: Job) -> int:
    """How much of the ids has been read, of 100, rounded down."""
    first, last = job.parameters["first"], job.parameters["last"]
    return 100 * (max(job.position, first) - first) // (last - first) if last > first else 0


def is_ready(job: Job) -> bool:
    """Whether there is a file to be downloaded."""
    return job.state == JobState.DONE and job.expires_at > timezone.now()


def end(job: Job) -> None:
    """Stop an export that is at work; delete one that is over, with its file."""
    if job.is_live:
        jobs.cancel(job)
    else:
        clear(job)
        job.delete()


KIND = Kind(NAME, work, permits, clear, KEPT)

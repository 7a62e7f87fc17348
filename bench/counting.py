"""How fast steps are counted and checked: folds, audit, rebuild beside plain SQL, midnights beside recounts.

    python -m bench.counting [fold] [lag] [audit] [rebuild] [recount]

Each function returns a dict of figures. Seconds are wall time; `cpu` is of the PostgreSQL process that did the work.
`fold` and `rebuild` empty the tallies of the database that they run on and leave them rebuilt.
"""

import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from subprocess import PIPE, CalledProcessError, Popen
from typing import Any

import psutil
from django.db import connection, transaction

import bench.ready  # noqa: F401  sets Django up
from bench import cpu, plain
from config.services.locations import PROJECT
from initiatives.models import ApprovalStep, Programme
from reporting import fold as folding
from reporting.figures import figures
from reporting.freshness import folded_at
from reporting.rebuild import rebuild
from unions.models import Union

EMPTY = (
    "TRUNCATE reporting_tally, reporting_monthend, reporting_progress, reporting_keptunion, initiatives_uncountedstep"
)
QUEUE_ALL = "INSERT INTO initiatives_uncountedstep SELECT id FROM initiatives_approvalstep"

FORWARD = """
WITH chosen AS (
    SELECT i.id, i.last_step_id FROM initiatives_initiative i WHERE i.state = 'waiting' AND i.id >= %(from)s
    ORDER BY i.id LIMIT %(count)s FOR UPDATE
), step AS (
    INSERT INTO initiatives_approvalstep (initiative_id, previous_id, act, at, reason, note, state, desk_id, union_id,
        programme_id, phase_id, author_group, field_id, kind, computable, claimed_benefit)
    SELECT s.initiative_id, s.id, 'forward', clock_timestamp(), 'overdue', '', s.state, s.desk_id, s.union_id,
        s.programme_id, s.phase_id, s.author_group, s.field_id, s.kind, s.computable, s.claimed_benefit
    FROM chosen JOIN initiatives_approvalstep s ON s.id = chosen.last_step_id
    RETURNING id, initiative_id, at
), queued AS (INSERT INTO initiatives_uncountedstep SELECT id FROM step)
UPDATE initiatives_initiative i SET last_step_id = step.id, moved_at = step.at FROM step WHERE i.id = step.initiative_id
"""


def measure_fold(most: int | None = None) -> dict[str, Any]:
    """Count all steps anew into empty tables, or about the first `most`, batch by batch as the job does.

    The rate, and for how long at most a batch held its turn or the lock that lets nobody else write.
    """
    _run(EMPTY, QUEUE_ALL)
    steps, batch, held, used, began = 0, folding.FIRST_BATCH, [0.0], cpu.of_backend(), time.perf_counter()
    while most is None or steps < most:
        folded = folding.fold(batch)
        if folded is None:
            continue
        held.append(folded.held)
        steps += folded.steps
        if folded.emptied:
            break
        batch = folding.fitting(batch, folded.held)
    seconds = time.perf_counter() - began
    return {
        "steps": steps,
        "seconds": round(seconds, 2),
        "steps_per_second": round(steps / seconds),
        "cpu_per_100000_steps": round((cpu.of_backend() - used) / max(steps, 1) * 100_000, 2),
        "longest_lock": round(max(held), 2),
        "last_batch": batch,
    }


def measure_lag(seconds: int = 300, rate: int = 300) -> dict[str, Any]:
    """How old figures get while `rate` steps a second are written and a fold begins every 2 seconds, as beat has it."""
    stop, written = threading.Event(), [0]
    writers = [threading.Thread(target=_each, args=(stop, 0.5, lambda: _write(rate // 2, written)))]
    writers.append(threading.Thread(target=_each, args=(stop, 2.0, folding.fold)))
    for writer in writers:
        writer.start()
    ages, until = [], time.monotonic() + seconds
    time.sleep(4)
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp() - %s)", [folded_at()])
            ages.append(float(cursor.fetchone()[0]))
        time.sleep(0.2)
    stop.set()
    for writer in writers:
        writer.join()
    ages.sort()
    return {
        "steps": written[0],
        "seconds": seconds,
        "oldest": round(ages[-1], 2),
        "median_age": round(ages[len(ages) // 2], 2),
    }


def measure_audit() -> dict[str, Any]:
    """The command's time, with Python's start, and memory: of its process, and of PostgreSQL's two without what all of
    them share."""
    connection.close()
    began = time.perf_counter()
    with (
        Popen([sys.executable, "manage.py", "audit"], cwd=PROJECT, stdout=PIPE, text=True) as process,
        _memory(process.pid) as peak,
    ):
        lines = process.communicate()[0].splitlines()
    seconds = time.perf_counter() - began
    if process.returncode not in (0, 1):
        raise CalledProcessError(process.returncode, process.args)
    found = lines if process.returncode else []
    return {"differ": len(found), "first": found[:5], "seconds": round(seconds, 1)} | peak


def measure_rebuild() -> dict[str, Any]:
    """A rebuild where nothing is wrong and from nothing, beside the plainest SQL for the same cells in empty tables."""
    began, before = time.perf_counter(), cpu.of_backend()
    plain.count_plainly()
    plainly, plain_cpu = time.perf_counter() - began, cpu.of_backend() - before
    same = plain.differing()
    figures_of = {"plain": round(plainly, 1), "plain_cpu": round(plain_cpu, 1), "differ_from_plain": same}
    for name, statements in (("nothing_wrong", ()), ("from_nothing", (EMPTY,))):
        _run(*statements)
        began, before = time.perf_counter(), cpu.of_backend()
        rebuilt = rebuild()
        seconds = time.perf_counter() - began
        figures_of[name] = round(seconds, 1)
        figures_of[f"{name}_cpu"] = round(cpu.of_backend() - before, 1)
        figures_of[f"{name}_ratio"] = round(seconds / plainly, 2)
        figures_of[f"{name}_mended"] = rebuilt.days + rebuilt.months + rebuilt.progress
    plain.clear()
    return figures_of


def measure_recount(number: int = 20, seed: int = 1) -> dict[str, Any]:
    """Figures as of random days of random unions of every level, against a recount of the steps up to that midnight."""
    chance = random.Random(seed)
    programme = Programme.objects.get(pk=ApprovalStep.objects.order_by("pk").values_list("programme_id")[:1])
    days = ApprovalStep.objects.filter(programme=programme).order_by("at").values_list("day", flat=True)
    first, last = days[0], days.reverse()[0]
    wrong, slowest = [], 0.0
    for index in range(number):
        level = ("confederation", "unit", "superior", "grassroots")[index % 4]
        pks = list(Union.objects.filter(level=level).values_list("pk", flat=True))
        union = Union.objects.get(pk=chance.choice(pks))
        day = first + timedelta(days=chance.randint(0, (last - first).days))
        began = time.perf_counter()
        found = figures(programme, [union], as_of=day)[union.pk]
        slowest = max(slowest, time.perf_counter() - began)
        due = plain.recount(programme, union, day)
        read = (found.waiting, found.returned, found.approved, found.rejected, found.withdrawn, found.verified_benefit)
        if read != due:
            wrong.append(f"{union.code} {day}: {found} instead of {due}")
    return {"compared": number, "wrong": wrong, "slowest_read_ms": round(1000 * slowest, 1)}


def _run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _write(count: int, written: list[int]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM initiatives_initiative WHERE state = 'waiting'")
        highest = cursor.fetchone()[0] or 0
        start = int(random.random() * highest * 0.9)
        cursor.execute(FORWARD, {"from": start, "count": count})
        written[0] += cursor.rowcount


def _each(stop: threading.Event, pause: float, act: Callable[[], object]) -> None:
    try:
        while not stop.is_set():
            began = time.monotonic()
            act()
            stop.wait(max(0.0, pause - (time.monotonic() - began)))
    finally:
        connection.close()


@contextmanager
def _memory(pid: int) -> Iterator[dict[str, float]]:
    """The peaks in MB of a process and of PostgreSQL's while the block runs, looked at ten times a second."""
    peak, stop = {"process_mb": 0.0, "postgres_mb": 0.0}, threading.Event()
    looked_at = psutil.Process(pid)

    def look() -> None:
        while not stop.wait(0.1):
            with suppress(psutil.NoSuchProcess):  # ended just now
                peak["process_mb"] = max(peak["process_mb"], round(looked_at.memory_info().rss / 1e6, 1))
            peak["postgres_mb"] = max(peak["postgres_mb"], cpu.memory_of_sessions())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield peak
    finally:
        stop.set()
        looking.join()


MEASURES: dict[str, Callable[[], dict[str, Any]]] = {
    "fold": measure_fold,
    "lag": measure_lag,
    "audit": measure_audit,
    "rebuild": measure_rebuild,
    "recount": measure_recount,
}


def main() -> None:
    for name in sys.argv[1:] or MEASURES:
        print(json.dumps({name: MEASURES[name]()}, ensure_ascii=False, default=str), flush=True)


if __name__ == "__main__":
    main()

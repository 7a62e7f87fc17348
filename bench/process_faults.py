"""Faults of our own processes: folds killed, everything doubled, the web killed."""

import time
from random import Random
from typing import Any

import psutil
from django.db import connection, transaction

from bench.scene import Scene, family, until
from config.services.locations import local_folder
from config.stack import commands
from initiatives.models import UncountedStep
from reporting import quotas
from reporting.recompute import FIGURES
from reporting.tallies import FOLD_LOCK, lock

HOLDING = """
SELECT a.query !~* '^(commit|rollback)' FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.objid = %s AND l.granted AND a.application_name = 'folds'
"""

BEGIN_ANEW = f"""
INSERT INTO initiatives_uncountedstep (step_id) SELECT id FROM initiatives_approvalstep ON CONFLICT DO NOTHING;
UPDATE reporting_progress SET {", ".join(f"{name} = 0" for name in FIGURES)};
TRUNCATE reporting_tally, reporting_monthend, reporting_keptunion
"""

STOPPED_SECONDS = 0.01


def folds_killed(scene: Scene) -> dict[str, Any]:
    """The process that folds is killed with -9 in the middle of a fold: in turns its child alone, and the whole worker.

    It is held first, and killed only if its session then holds the fold's lock and has not asked to commit. Where all
    is counted, the tallies are emptied and everything is counted anew.
    """
    random, killed, begun_anew = Random(1), 0, 0
    while killed < scene.scale.kills:
        if not UncountedStep.objects.exists():
            count_anew()
            begun_anew += 1
        if _is_folding():
            time.sleep(random.uniform(0, 0.05))
            killed += _killed(scene, wholly=killed % 2 == 1)
        else:
            time.sleep(0.002)
    return {"killed": killed, "begun_anew": begun_anew, "recovered_seconds": scene.watcher.recovered()}


def count_anew() -> None:
    """Empty what folds have written and let them count every step again."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock(cursor)
        cursor.execute(BEGIN_ANEW)
    quotas.refresh_quotas()


def _is_folding() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HOLDING, [FOLD_LOCK])
        found = cursor.fetchone()
    return bool(found and found[0])


def _killed(scene: Scene, *, wholly: bool) -> bool:
    """Whether the worker was killed, since it was in the middle."""
    held = family(scene.place, "folds")
    try:
        for process in held:
            process.suspend()
        time.sleep(STOPPED_SECONDS)
        is_midway = _is_folding()
        for process in held if wholly else held[:-1]:
            if is_midway:
                process.kill()
    except psutil.NoSuchProcess:
        is_midway = False
    for process in held:
        if process.is_running():
            process.resume()
    return is_midway


def crowd(scene: Scene) -> dict[str, Any]:
    """Two beats, and four workers of each queue at once; everything is counted anew meanwhile."""
    usual = commands(scene.place.address)
    schedule = str(local_folder() / "beat-schedule")
    more = {"beat-2": [f"{schedule}-2" if word == schedule else word for word in usual["beat"]]}
    for queue in ("folds", "jobs"):
        for number in (2, 3, 4):
            named = f"{queue}-{number}"
            more[named] = [f"{named}@%h" if word == f"{queue}@%h" else word for word in usual[queue]]
    scene.place.start(more)
    count_anew()
    time.sleep(scene.scale.crowd_seconds)
    scene.place.end(list(more))
    return {"beats": 2, "workers_of_each_queue": 4, "recovered_seconds": scene.watcher.recovered()}


def web_killed(scene: Scene) -> dict[str, Any]:
    """A worker of gunicorn, then its master, killed with -9 while people submit."""
    took = []
    for number in range(2 * scene.scale.web_kills):
        workers = family(scene.place, "web")
        (workers[-1] if number % 2 else workers[0]).kill()
        took.append(scene.watcher.recovered())
        before = len(scene.told.submissions)
        until("submissions go on", lambda before=before: len(scene.told.submissions) > before, 60)  # type: ignore[misc]
    return {"killed": len(took), "recovered_seconds": max(took), "each": took}

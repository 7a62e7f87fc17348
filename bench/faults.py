"""Parts fail while people work; afterwards nothing acknowledged may be lost or double, and the figures are exact.

    python -m bench.faults [--short] [--only NAME,NAME]

Each fault ends with the pages recovered by themselves, the queue of steps drained, and the audit. What a service
manager does in production is done here too: an ended process is started again. `--short` is what the tests run.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError

import bench.ready  # noqa: F401  sets Django up
from bench import feeder, house, midnight
from bench.job_faults import bulk_job_killed, disk_full, export_killed
from bench.process_faults import crowd, folds_killed, web_killed
from bench.scene import Scale, Scene, Watcher, connected_anew, kept_up, until
from bench.service_faults import postgres_restarted, redis_away
from bench.under_load import at_work
from initiatives.models import UncountedStep
from reporting.audit import audit

WHOLE = Scale(
    kills=50,
    redis_seconds=60,
    restarts=5,
    web_kills=5,
    crowd_seconds=60,
    bulk_rows=5000,
    job_kills=3,
    disk_kb=1024,
    writers=4,
    decisions=600,
)
SHORT = Scale(
    kills=3,
    redis_seconds=3,
    restarts=1,
    web_kills=1,
    crowd_seconds=4,
    bulk_rows=200,
    job_kills=1,
    disk_kb=64,
    writers=2,
    decisions=20,
)

Fault = Callable[[Scene], dict[str, Any]]

FAULTS: dict[str, Fault] = {
    "folds killed in the middle": folds_killed,
    "Redis away and started empty": redis_away,
    "PostgreSQL restarted in immediate mode": postgres_restarted,
    "the web killed during submissions": web_killed,
    "a bulk job killed in the middle": bulk_job_killed,
    "an export killed in the middle": export_killed,
    "two beats and four workers of each queue": crowd,
    "the disk of the uploads full": disk_full,
}
IN_SHORT = list(FAULTS)[:6]

MIDNIGHT = "midnight in Vietnam"

FED_PER_SECOND = 5
SETTLE_SECONDS = 900
BEGUN_SECONDS = 60


def run(scale: Scale, names: list[str] | None = None) -> list[dict[str, Any]]:
    """Each fault in its turn on the database of LOCAL_DIR, and what came of it.

    `recovered_seconds` until the pages came again, `counting_seconds` until folds were at most 5 s behind;
    `acknowledged` acts; `resent` submissions, sent again since they were not acknowledged; `faults` and `audit` are
    lines, none where all is well.
    """
    chosen = names or ([*FAULTS, MIDNIGHT] if scale == WHOLE else IN_SHORT)
    feeder.keep_open()
    found = []
    with house.serving(references=False) as place, kept_up(place):
        watcher = Watcher.of(place.base)
        for number, name in enumerate(name for name in chosen if name in FAULTS):
            began = time.monotonic()
            found.append({"name": name} | _during(FAULTS[name], place, scale, watcher, seed=number))
            found[-1]["seconds"] = round(time.monotonic() - began, 1)
            print(json.dumps(found[-1], ensure_ascii=False), file=sys.stderr, flush=True)
    if MIDNIGHT in chosen:
        found.append({"name": MIDNIGHT} | midnight.run())
    return found


def _during(fault: Fault, place: house.House, scale: Scale, watcher: Watcher, seed: int) -> dict[str, Any]:
    """The fault under load, and then what is left of it."""
    fed = [sys.executable, "-m", "bench.feeder", str(FED_PER_SECOND), "36000", str(seed)]
    place.start({"feeder": fed})
    try:
        with at_work(place.base, writers=scale.writers, decisions=scale.decisions, seed=seed) as told:
            until("people submit", lambda: bool(told.submissions), BEGUN_SECONDS)
            what = fault(Scene(place, scale, told, watcher))
            counting = what["recovered_seconds"] + watcher.counting(SETTLE_SECONDS)
    finally:
        place.end(["feeder"])
    until("all steps are counted", _is_drained, SETTLE_SECONDS)
    return what | {
        "counting_seconds": round(counting, 2),
        "acknowledged": {"submissions": len(told.submissions), "approvals": len(told.approvals)},
        "resent": told.resent,
        "unanswered_approvals": told.failed,
        "faults": [*what.get("faults", []), *told.faults()],
        "audit": list(audit()),
    }


def _is_drained() -> bool:
    try:
        return not UncountedStep.objects.exists()
    except DatabaseError:
        connected_anew()
        return False


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", type=lambda text: text.split(","))
    asked = parser.parse_args()
    house.start_services()
    print(json.dumps(run(SHORT if asked.short else WHOLE, asked.only), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()

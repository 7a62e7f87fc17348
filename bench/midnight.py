"""Midnight in Vietnam passes over the whole system, PostgreSQL included, under libfaketime, while people submit.

    python -m bench.midnight

A database of its own is filled below LOCAL_DIR. Every process is told the same time: a minute before midnight when it
begins. Needs libfaketime (Debian: faketime).
"""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

import bench.ready  # noqa: F401  sets Django up
from bench import house, midnight_passing
from bench.ready import SETTINGS
from config.services import postgres, redis_server
from config.services.folders import locked
from config.services.locations import PROJECT, local_folder
from initiatives.deadlines import midnight_after

BEFORE_SECONDS = 75
INITIATIVES, GRASSROOTS = 2400, 400
LIBRARIES = ("/usr/lib", "/usr/local/lib", "/lib")


def run() -> dict[str, Any]:
    """What came of it, or that it was left out, since libfaketime is not installed."""
    library = _library()
    if library is None:
        return {"skipped": "libfaketime is not installed (Debian: apt-get install faketime)"}
    ours = {name for name in SETTINGS if name.endswith(("_URL", "_ROOT"))}
    plain = {name: value for name, value in os.environ.items() if name not in ours}
    plain["LOCAL_DIR"] = str(local_folder() / "midnight")
    plain["EMAIL_URL"] = SETTINGS["EMAIL_URL"]
    _step("fill", plain)
    return dict(json.loads(_step("pass", plain | _faked(library))))


def _library() -> Path | None:
    found = (path for folder in LIBRARIES for path in Path(folder).glob("*/faketime/libfaketimeMT.so.1"))
    return next(found, None)


def _faked(library: Path) -> dict[str, str]:
    """The environment in which it is a minute before the next midnight; the passing of time stays as it is."""
    now = timezone.now()
    ahead = midnight_after(timezone.localdate(now)) - timedelta(seconds=BEFORE_SECONDS) - now
    kept = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}
    kept["PYTHONPATH"] = str(PROJECT / "bench" / "faked")
    return kept | {"LD_PRELOAD": str(library), "FAKETIME": f"{int(ahead.total_seconds()):+d}"}


def _step(name: str, environment: dict[str, str]) -> str:
    """Run one step in a process of its own; the last line that it printed."""
    command = [sys.executable, "-m", "bench.midnight", name]
    done = subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return (done.stdout.splitlines() or [""])[-1]


def _fill() -> None:
    house.start_services()
    if not (local_folder() / "filled.json").exists():
        for command in (
            ["migrate", "-v0"],
            ["createcachetable"],
            ["simulate", "--initiatives", str(INITIATIVES), "--grassroots", str(GRASSROOTS)],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, check=True, stdout=sys.stderr)
        (local_folder() / "filled.json").write_text("{}")
    _stop()


def _stop() -> None:
    with locked():
        redis_server.stop()
        postgres.stop()


def main() -> None:
    step = sys.argv[1] if len(sys.argv) > 1 else ""
    if step == "fill":
        _fill()
    elif step == "pass":
        try:
            house.start_services()
            print(json.dumps(midnight_passing.passed(), ensure_ascii=False))
        finally:
            _stop()
    else:
        print(json.dumps(run(), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()

"""beat's words while its broker is away, from Celery's own scheduler."""

import logging
import subprocess
import sys
from pathlib import Path

from celery.beat import SchedulingError

from config.quiet import BrokerAway
from config.services.locations import PROJECT

BEAT = """
import sys
from celery.beat import Scheduler
from celery.signals import setup_logging
from config.celery import app
app.loader.import_default_modules()
app.log.setup("WARNING")
app.conf.broker_url = sys.argv[1]
scheduler = Scheduler(app, lazy=True)
scheduler.merge_inplace(app.conf.beat_schedule)
for _ in range(3):
    scheduler.apply_entry(scheduler.schedule["fold"])
"""


def test_beat_says_in_a_line_that_its_broker_is_away(tmp_path: Path) -> None:
    nobody = f"redis+socket://{tmp_path}/redis.sock"
    result = subprocess.run(
        [sys.executable, "-c", BEAT, nobody], cwd=PROJECT, check=True, capture_output=True, text=True, timeout=60
    )
    said = result.stdout + result.stderr
    assert said.count("The broker is away, no task is sent") == 1, said
    assert "Traceback" not in said


def test_other_errors_are_told_in_full() -> None:
    error = SchedulingError("Couldn't apply scheduled task fold: no such task")
    told = (SchedulingError, error, None)
    record = logging.LogRecord("celery.beat", logging.ERROR, __file__, 1, "said", None, told)
    assert BrokerAway().filter(record)
    assert record.exc_info == told

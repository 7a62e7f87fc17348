"""What the log is spared."""

import logging
import time

from celery.beat import SchedulingError
from kombu.exceptions import OperationalError

SECONDS = 60


class BrokerAway(logging.Filter):
    """While beat's broker is away: a line a minute instead of a traceback for each task that is due.

    Nothing is lost by it: what is to be done stands as rows, and the tasks are due again in seconds.
    """

    said_at: float | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, SchedulingError) or not isinstance(error.__context__, OperationalError):
            return True
        if self.said_at is not None and time.monotonic() - self.said_at < SECONDS:
            return False
        self.said_at = time.monotonic()
        record.msg, record.args = "The broker is away, no task is sent: %s", (error.__context__,)
        record.exc_info = record.exc_text = None
        return True

# ruff: noqa: INP001  the name that Python looks for, in a folder of its own
"""Read by every Python that starts under libfaketime: its sleep is one that libfaketime leaves alone.

Python sleeps until an instant of the monotonic clock, which libfaketime takes for one of the told time, and refuses.
"""

import select
import time
from typing import SupportsIndex


def sleep(seconds: SupportsIndex | float) -> None:
    """As time.sleep. Raises ValueError where it is below 0."""
    if float(seconds) < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], float(seconds))


time.sleep = sleep

"""Processes by their number, where the number may be another's today."""

import time
from contextlib import suppress

import psutil


def alive(process: psutil.Process) -> bool:
    """Whether it still runs. A zombie has ended: in a container nobody may ever come to take its exit code."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def wait_until_ended(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait for their end; those that still run when the time is over."""
    deadline = time.monotonic() + seconds
    while (left := [process for process in processes if alive(process)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def end(processes: list[psutil.Process], seconds: float) -> None:
    """Ask them to end, and end by force those that have not after some seconds."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    for process in wait_until_ended(processes, seconds):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until_ended(processes, seconds)

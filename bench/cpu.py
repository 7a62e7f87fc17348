"""What processes use: CPU seconds so far, user and system, and the memory of PostgreSQL's sessions."""

from collections import defaultdict
from contextlib import suppress

import psutil
from django.db import connection

import bench.ready  # noqa: F401  sets Django up
from bench.house import House
from config.services.locations import postgres_folder


def of_process(pid: int) -> float:
    """In steps of a hundredth. Raises psutil.NoSuchProcess where it has ended."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def backend() -> int:
    """The process of PostgreSQL that serves this connection; it must run on this machine."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def of_backend() -> float:
    """Of the process of PostgreSQL that serves this connection."""
    return of_process(backend())


def by_part(place: House) -> dict[str, float]:
    """Of each process of the house with its children, of the load generator, and of this LOCAL_DIR's PostgreSQL.

    What has ended by now counts with what it was a child of. A PostgreSQL that runs elsewhere is left out.
    """
    names = {process.pid: name for name, process in place.processes.items()}
    with suppress(FileNotFoundError):
        names[_postmaster()] = "postgresql"
    seconds: defaultdict[str, float] = defaultdict(float)
    for running in psutil.process_iter(["pid", "ppid", "cmdline", "cpu_times"]):
        info = running.info
        part = names.get(info["pid"]) or names.get(info["ppid"])
        if part is None and "locust" in " ".join(info["cmdline"] or ()):
            part = "locust"
        if part and info["cpu_times"]:
            times = info["cpu_times"]
            seconds[part] += times.user + times.system
            if info["pid"] in names:
                seconds[part] += times.children_user + times.children_system
    return dict(seconds)


def memory_of_sessions() -> float:
    """MB of this LOCAL_DIR's sessions of PostgreSQL together, without what all of its processes share."""
    taken = 0
    for process in psutil.Process(_postmaster()).children():
        with suppress(psutil.Error):  # ended meanwhile
            if "[local]" in " ".join(process.cmdline()):
                there = process.memory_info()
                taken += there.rss - there.shared
    return round(taken / 1e6, 1)


def _postmaster() -> int:
    return int((postgres_folder() / "postmaster.pid").read_text().split()[0])

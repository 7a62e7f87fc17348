"""Where the figures are kept: one JSON file for each size and part, and what machine and code they are of."""

import json
import os
import platform
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
from django.conf import settings
from django.db import connection

import bench.ready  # noqa: F401  sets Django up
from config.services.locations import PROJECT

RESULTS = PROJECT / "bench" / "results"
KEYS = ("shared_buffers", "work_mem", "synchronous_commit", "fsync", "max_wal_size", "jit")


def keep(size: int, part: str, figures: "dict[str, Any] | list[Any]") -> Path:
    """Write a part's figures with the time, the code's commit and the machine; where they stand."""
    folder = RESULTS / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).isoformat(timespec="minutes")
    content = {"measured_at": now, "version": settings.VERSION, "machine": machine(), "figures": figures}
    path = folder / f"{part}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")
    return path


def kept() -> dict[int, dict[str, Any]]:
    """All parts of all sizes, the smallest size first."""
    sizes = sorted(int(folder.name) for folder in RESULTS.iterdir() if folder.name.isdecimal())
    return {
        size: {path.stem: json.loads(path.read_text()) for path in sorted((RESULTS / str(size)).glob("*.json"))}
        for size in sizes
    }


def machine() -> dict[str, Any]:
    """Cores, memory in GiB, versions, and the settings of PostgreSQL that matter to speed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(KEYS)])
        set_to = dict(cursor.fetchall())
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        "postgresql": version,
        "postgresql_settings": set_to,
        "database_gib": round(size / 2**30, 2),
        "load_before": [round(load, 2) for load in os.getloadavg()],
    }

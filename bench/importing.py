"""How long a sheet with all unions takes: those of the filled database, read into an empty one beside it.

python -m bench.importing
"""

import csv
import json
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bench.ready  # noqa: F401  sets Django up
from bench.house import manage
from config.testing_stack import DROP, renamed, run_beside
from unions.models import Union

COLUMNS = ("code", "name", "level", "members", "short_name", "group")


def measure_import() -> dict[str, Any]:
    """Wall time in seconds of `import_unions`, with Python's start, when all are new and when none has changed."""
    url = renamed(os.environ["DATABASE_URL"])
    run_beside(url, DROP, "CREATE DATABASE {}")
    try:
        with TemporaryDirectory() as folder:
            sheet = Path(folder) / "unions.csv"
            unions = _write(sheet)
            manage("migrate", "-v0", DATABASE_URL=url)
            return {
                "unions": unions,
                "seconds": _timed(url, sheet),
                "again_seconds": _timed(url, sheet),
            }
    finally:
        run_beside(url, DROP)


def _write(sheet: Path) -> int:
    """Every union, those above before those below; how many."""
    codes: dict[str, str] = {}
    rows = Union.objects.order_by("path").values_list("path", *COLUMNS)
    with sheet.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*COLUMNS, "parent"])
        for path, code, *rest in rows.iterator():
            codes[path] = code
            writer.writerow([code, *rest, codes.get(path[: -Union.steplen], "")])
    return len(codes)


def _timed(url: str, sheet: Path) -> float:
    began = time.perf_counter()
    manage("import_unions", str(sheet), DATABASE_URL=url)
    return round(time.perf_counter() - began, 1)


if __name__ == "__main__":
    print(json.dumps(measure_import(), indent=1))

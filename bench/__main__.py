"""`make bench`: fills a database of the chosen size once, measures every part, and writes RESULTS.md.

    python -m bench SIZE [--parts pages,submitting] [--requests 60] [--seed 1]

LOCAL_DIR says where the database stands. Each part writes its own JSON at once, so a part can be measured again alone.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import bench.ready  # noqa: F401  sets Django up
from bench import feeder, house, latency, record
from bench.deciding import approve_by_post
from bench.pages import pages
from bench.report import write_report
from config.services.locations import PROJECT

FED_PER_SECOND = 20
"""Steps made and folded each second while pages are measured."""


@dataclass(frozen=True)
class Run:
    """What was asked for on the command line."""

    size: int
    requests: int
    seed: int


def _pages(run: Run) -> Any:
    rows = []
    with house.serving() as place, _fed(run):
        for row in latency.measured(place, pages(run.seed), run.requests):
            print(f"{row['page']:60} {row['median']:8.1f} {row['p95']:8.1f} ms   {row['queries']} queries", flush=True)
            rows.append(row)
    return rows


def _deciding(run: Run) -> Any:
    with house.serving() as place, _fed(run):
        return approve_by_post(place, run.requests, run.seed)


PARTS: dict[str, Callable[[Run], Any]] = {"pages": _pages, "deciding": _deciding}
"""In the order in which they are measured: what changes the most comes last."""


@contextmanager
def _fed(run: Run) -> Iterator[None]:
    """Steps are made by a process of its own until the block ends."""
    feeder.keep_open()
    command = [sys.executable, "-m", "bench.feeder", str(FED_PER_SECOND), "36000", str(run.seed)]
    process = subprocess.Popen(command, cwd=PROJECT)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    run = Run(asked.size, asked.requests, asked.seed)
    house.prepare(run.size, run.seed)
    for part in asked.parts.split(","):
        print(f"== {part}", flush=True)
        print(record.keep(run.size, part, PARTS[part](run)))
    write_report()


if __name__ == "__main__":
    main()

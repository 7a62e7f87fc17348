"""Runs the evening and says what it showed: each step's latencies, who used the processors, and what was kept."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import bench.ready  # noqa: F401  sets Django up
from bench import cpu, feeder, house
from bench.evening.cast import write_cast
from bench.latency import percentile
from config.services.locations import PROJECT, local_folder
from initiatives.models import Initiative, UncountedStep
from initiatives.states import State
from reporting import audit

RATES = (5, 8, 10, 12, 14, 16, 18, 20, 22, 24)
STEP_SECONDS = 60
SLOW_MS = 1000
SETTLE_SECONDS = 60
SHARE_OF_STEP = 1 / 6
"""At the beginning of a step its people are still arriving; what they wait for then is not counted."""


def evening(seed: int, rates: tuple[int, ...] = RATES, step_seconds: int = STEP_SECONDS) -> dict[str, Any]:
    """Submissions a second and p95 in ms, step by step, and whether all that was acknowledged stands in the end."""
    with TemporaryDirectory() as place, house.serving() as serving:
        folder = Path(place)
        feeder.keep_open()
        write_cast(folder / "cast.json", writers=2 * max(rates) * step_seconds, decisions=6_000, seed=seed)
        with _processors(serving) as used:
            _run_locust(serving.base, folder, rates, step_seconds)
        steps = list(_steps(folder / "log.tsv", rates, step_seconds, used))
        kept = _kept((folder / "sent.txt").read_text().split())
    held = [step for step in steps if step["p95"] <= SLOW_MS and not step["failed"]]
    return {"steps": steps, "highest_held": max((step["submitted_per_second"] for step in held), default=0), **kept}


def _run_locust(base: str, folder: Path, rates: tuple[int, ...], step_seconds: int) -> None:
    environment = os.environ | {
        "EVENING_CAST": str(folder / "cast.json"),
        "EVENING_SENT": str(folder / "sent.txt"),
        "EVENING_LOG": str(folder / "log.tsv"),
        "EVENING_RATES": ",".join(map(str, rates)),
        "EVENING_STEP_SECONDS": str(step_seconds),
    }
    (folder / "sent.txt").touch()
    command = [sys.executable, "-m", "locust", "-f", str(Path(__file__).parent / "locustfile.py"), "--headless"]
    with (local_folder() / "bench-locust.log").open("w") as log:
        subprocess.run(
            [*command, "--host", base.rstrip("/"), "--only-summary", "--stop-timeout", "30"],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=log,
            check=False,  # it exits with 1 where a request failed
        )


@contextmanager
def _processors(serving: house.House) -> "Iterator[list[tuple[float, dict[str, float]]]]":
    """Every second, the share of one processor that each part used since the second before."""
    samples: list[tuple[float, dict[str, float]]] = []
    ended = threading.Event()
    thread = threading.Thread(target=_sample, args=[serving, samples, ended], daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def _sample(serving: house.House, samples: list[tuple[float, dict[str, float]]], ended: threading.Event) -> None:
    began, before = time.monotonic(), cpu.by_part(serving)
    while not ended.wait(1):
        now = cpu.by_part(serving)
        used = {part: round(max(0.0, now[part] - before.get(part, 0.0)), 2) for part in now}
        samples.append((time.monotonic() - began, used))
        before = now


def _steps(
    log: Path, rates: tuple[int, ...], step_seconds: int, used: list[tuple[float, dict[str, float]]]
) -> Iterator[dict[str, Any]]:
    rows = [line.split("\t") for line in log.read_text().splitlines()]
    for number, rate in enumerate(rates):
        begins, ends = (number + SHARE_OF_STEP) * step_seconds, (number + 1) * step_seconds
        inside = [(name, float(ms), wrong) for at, name, ms, wrong in rows if begins <= float(at) < ends]
        if not inside:
            continue
        by_name: defaultdict[str, list[float]] = defaultdict(list)
        for name, ms, _wrong in inside:
            by_name[name].append(ms)
        submitted = sum(1 for name, _ms, wrong in inside if name == "submit" and not wrong)
        processors = [shares for at, shares in used if begins <= at < ends]
        yield {
            "rate_asked": rate,
            "submitted_per_second": round(submitted / (ends - begins), 1),
            "requests_per_second": round(len(inside) / (ends - begins), 1),
            "median": percentile([ms for _name, ms, _wrong in inside], 50),
            "p95": percentile([ms for _name, ms, _wrong in inside], 95),
            "p95_by_name": {name: percentile(values, 95) for name, values in sorted(by_name.items())},
            "failed": dict(Counter(wrong for _name, _ms, wrong in inside if wrong)),
            "processors": _mean(processors),
        }


def _mean(samples: list[dict[str, float]]) -> dict[str, float]:
    parts = sorted({part for sample in samples for part in sample})
    return {part: round(sum(sample.get(part, 0.0) for sample in samples) / len(samples), 2) for part in parts}


def _kept(acknowledged: list[str]) -> dict[str, Any]:
    """Whether each acknowledged submission is there once, and what the audit says after the last fold."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while UncountedStep.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.5)
    keys = [UUID(key) for key in acknowledged]
    there = set(Initiative.objects.filter(key__in=keys).exclude(state=State.DRAFT).values_list("key", flat=True))
    return {
        "acknowledged": len(acknowledged),
        "acknowledged_once": len(set(keys)),
        "in_the_database": len(there),
        "uncounted_in_the_end": UncountedStep.objects.count(),
        "audit": list(audit.audit())[:20],
    }

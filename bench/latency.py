"""How long pages take: median and 95th percentile of three runs, beside the bare references, while folds run."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle, islice
from random import Random
from typing import Any

from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext

import bench.ready  # noqa: F401  sets Django up
from bench.client import Client
from bench.house import House
from bench.pages import Ask, Page

RUNS = 3
WARM = 6
"""Requests before the first that is counted, so that every worker has the page's code and templates at hand."""


@dataclass(frozen=True)
class Latency:
    """In ms: the median over the runs of each run's median and 95th percentile, and each run's."""

    median: float
    p95: float
    runs: Sequence[tuple[float, float]]
    bytes: int
    requests: int


def measure(base: str, asks: Sequence[Ask], requests: int) -> Latency:
    """Ask one after the other, so that a page is measured and not a queue. Raises RuntimeError at any refusal."""
    client, turn = Client(base), cycle(asks)
    for session, path in islice(turn, WARM):
        client.get(path, session)
    runs, sizes = [], []
    for _run in range(RUNS):
        took = []
        for session, path in islice(turn, requests):
            answer = client.get(path, session)
            if answer.status != HTTPStatus.OK:
                raise RuntimeError(f"{path} answered {answer.status} {answer.location}")
            took.append(1000 * answer.seconds)
            sizes.append(len(answer.body))
        runs.append((statistics.median(took), percentile(took, 95)))
    medians, p95s = zip(*runs, strict=True)
    return Latency(
        median=round(statistics.median(medians), 2),
        p95=round(statistics.median(p95s), 2),
        runs=[(round(median, 2), round(p95, 2)) for median, p95 in runs],
        bytes=round(statistics.median(sizes)),
        requests=requests,
    )


def percentile(values: Iterable[float], percent: int) -> float:
    """The value that this percentage does not exceed, by the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def references(house: House, requests: int) -> dict[str, Latency]:
    """R1 and R2, in the same minutes and on the same database server as the pages."""
    random = Random(1)
    one = [(house.bare_session, f"/one/{random.randint(1, 9_000)}/") for _ in range(200)]
    many = [(house.bare_session, f"/many/{random.randint(1, 9_000)}/") for _ in range(200)]
    return {"R1": measure(house.bare, one, requests), "R2": measure(house.bare, many, requests)}


def queries(ask: Ask) -> int:
    """How many queries the page takes, the session's and the user's among them."""
    session, path = ask
    client = InProcess(headers={"host": "127.0.0.1", "accept-language": "vi"})
    client.cookies["sessionid"] = session
    client.get(path)  # what is kept for good, such as a content type, is not the page's
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(path)
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(captured)


def measured(house: House, pages: Iterable[Page], requests: int) -> Iterator[dict[str, Any]]:
    """A row for each page; each group's references are measured right before it."""
    group, held_against = "", {}
    for page in pages:
        if page.group != group:
            group, held_against = page.group, references(house, requests)
        found, reference = measure(house.base, page.asks, requests), held_against[page.reference]
        yield {
            "page": page.name,
            "group": page.group,
            **vars(found),
            "queries": queries(page.asks[0]),
            "reference": page.reference,
            "reference_median": reference.median,
            "reference_p95": reference.p95,
            "ratio": round(found.median / reference.median, 1),
            "target_p95": page.p95,
            "target_growth": page.growth,
        }

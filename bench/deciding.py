"""Approving by POST over HTTP: an officer of the desk sends the form of the confirm page."""

import statistics
from http import HTTPStatus
from random import Random
from typing import Any

import bench.ready  # noqa: F401  sets Django up
from bench.client import Client
from bench.desks import approve, put_back
from bench.house import House
from bench.latency import RUNS, percentile, references
from bench.people import Waiting


def approve_by_post(house: House, requests: int, seed: int) -> dict[str, Any]:
    """Latency in ms of the POST alone, three runs; each approves another initiative at another desk."""
    client, medians, p95s = Client(house.base), [], []
    for run in range(RUNS):
        took = [_decided(client, waiting) for waiting in put_back(requests, Random(seed + run))]
        medians.append(statistics.median(took))
        p95s.append(percentile(took, 95))
    reference = references(house, requests)["R1"]
    return {
        "page": "approve by POST",
        "median": round(statistics.median(medians), 2),
        "p95": round(statistics.median(p95s), 2),
        "requests": len(took),
        "reference": "R1",
        "reference_median": reference.median,
        "ratio": round(statistics.median(medians) / reference.median, 1),
        "target_p95": 60,
        "target_growth": 1.25,
    }


def _decided(client: Client, waiting: Waiting) -> float:
    """Milliseconds from the first byte of the POST to the last one of its answer. Raises RuntimeError at a refusal."""
    answer = approve(client, waiting)
    if answer.status != HTTPStatus.FOUND:
        raise RuntimeError(f"The approval of {waiting.pk} was answered with {answer.status}")
    return 1000 * answer.seconds

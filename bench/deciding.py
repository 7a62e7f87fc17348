"""Approving by POST over HTTP: an officer of the desk sends the form of the confirm page."""

import statistics
from http import HTTPStatus
from random import Random
from typing import Any

from django.urls import reverse

import bench.ready  # noqa: F401  sets Django up
from bench import people
from bench.client import Client
from bench.feeder import REASON
from bench.house import House
from bench.latency import RUNS, percentile, references
from initiatives import approval
from initiatives.models import Initiative
from initiatives.refusals import Refused
from initiatives.states import Act, Reason, State

CONFIRM = 'name="verified_benefit"'


def approve_by_post(house: House, requests: int, seed: int) -> dict[str, Any]:
    """Latency in ms of the POST alone, three runs; each approves another initiative at another desk."""
    client, medians, p95s = Client(house.base), [], []
    for run in range(RUNS):
        took = [_approve(client, waiting) for waiting in put_back(requests, Random(seed + run))]
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


def put_back(number: int, random: Random) -> list[people.Waiting]:
    """Decided ones put back to their desks, so that there is always enough to approve."""
    opened: list[int] = []
    approved = people.drawn(Initiative.objects.filter(state=State.APPROVED), 3 * number, random)
    for row in approved.select_related("last_step__made_by"):
        officer = row.last_step.made_by if row.last_step else None
        if officer is None or len(opened) == number:
            continue
        try:
            approval.reopen(row, by=officer, reason=Reason.NEW_EVIDENCE, note=REASON, seen=row.last_step_id)
        except Refused:
            continue  # an office has ended since; another one is drawn
        opened.append(row.pk)
    return people.at_desks(Initiative.objects.filter(pk__in=opened, state=State.WAITING))


def _approve(client: Client, waiting: people.Waiting) -> float:
    """Milliseconds from the first byte of the POST to the last one of its answer."""
    path = reverse("admin:initiatives_initiative_act", args=[waiting.pk, Act.APPROVE.value])
    form = client.get(path, waiting.session)
    fields: dict[str, object] = {"seen": waiting.seen, "note": REASON}
    if CONFIRM.encode() in form.body:
        benefit = Initiative.objects.get(pk=waiting.pk).claimed_benefit
        fields |= {"verified_benefit": benefit, "confirmed_benefit": benefit}
    answer = client.post(path, waiting.session, fields)
    if answer.status != HTTPStatus.FOUND:
        raise RuntimeError(f"{path} answered {answer.status}")
    return 1000 * answer.seconds

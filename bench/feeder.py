"""Makes steps at a steady pace, so that folds have something to count while pages are measured.

Each turn an officer reopens an approved initiative of their desk and approves it again with the amount it had.
"""

import sys
import time
from collections import Counter
from random import Random

from django.utils import timezone

import bench.ready  # noqa: F401  sets Django up
from bench import people
from initiatives import approval
from initiatives.models import Initiative, Programme
from initiatives.refusals import Refused
from initiatives.states import Reason, State
from unions.models import Worker

REASON = "Đo tốc độ: mở lại và duyệt lại với cùng giá trị."
LONG_AFTER = "2100-01-01T00:00:00+07:00"


def keep_open() -> None:
    """Let what was sent to the simulated programme be decided today, and nothing be passed up for having waited."""
    Programme.objects.filter(closes_at__lt=timezone.now()).update(decides_until=LONG_AFTER, desk_days=None)


def feed(per_second: float, seconds: float, seed: int) -> "Counter[str]":
    """So many steps a second for so long; how many were made, and how many acts were refused with which code."""
    random, made = Random(seed), Counter[str]()
    began = time.monotonic()
    stock: list[tuple[Initiative, Worker]] = []
    while time.monotonic() - began < seconds:
        if not stock:
            stock = _stock(random)
        initiative, officer = stock.pop()
        try:
            _again(initiative, officer)
            made["steps"] += 2
        except Refused as refusal:
            made[refusal.code] += 1
        ahead = made["steps"] / per_second - (time.monotonic() - began)
        time.sleep(max(0, ahead))
    return made


def _stock(random: Random) -> list[tuple[Initiative, Worker]]:
    """A hundred approved ones with an officer of the desk that decided."""
    approved = people.drawn(Initiative.objects.filter(state=State.APPROVED), 100, random)
    rows = approved.select_related("last_step__made_by").exclude(last_step__made_by=None)
    return [(row, row.last_step.made_by) for row in rows if row.last_step and row.last_step.made_by]


def _again(initiative: Initiative, officer: Worker) -> None:
    benefit = initiative.verified_benefit
    approval.reopen(initiative, by=officer, reason=Reason.NEW_EVIDENCE, note=REASON, seen=initiative.last_step_id)
    approval.approve(initiative, by=officer, verified_benefit=benefit, note=REASON, seen=initiative.last_step_id)


if __name__ == "__main__":
    keep_open()
    print(dict(feed(float(sys.argv[1]), float(sys.argv[2]), seed=int(sys.argv[3]))))

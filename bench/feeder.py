"""Makes steps at a steady pace, so that folds have something to count while pages are measured.

Each turn an officer returns what waits at their desk to its author and takes the return back: it waits as before.
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

REASON = "Đo tốc độ: trả lại rồi lấy lại ngay."
STOCK = 100
LONG_AFTER = "2100-01-01T00:00:00+07:00"


def keep_open() -> None:
    """Let what was sent to the simulated programme be decided today, and nothing be passed up for having waited."""
    Programme.objects.filter(closes_at__lt=timezone.now()).update(decides_until=LONG_AFTER, desk_days=None)


def feed(per_second: float, seconds: float, seed: int) -> "Counter[str]":
    """So many steps a second for so long; how many were made, and how many acts were refused with which code."""
    random, made = Random(seed), Counter[str]()
    began = time.monotonic()
    stock: list[people.Waiting] = []
    while time.monotonic() - began < seconds:
        if not stock:
            stock = people.at_desks(people.drawn(Initiative.objects.filter(state=State.WAITING), STOCK, random))
        try:
            _to_and_fro(stock.pop())
            made["steps"] += 2
        except Refused as refusal:
            made[refusal.code] += 1
        ahead = made["steps"] / per_second - (time.monotonic() - began)
        time.sleep(max(0, ahead))
    return made


def _to_and_fro(waiting: people.Waiting) -> None:
    initiative = Initiative(pk=waiting.pk)
    approval.return_(initiative, by=waiting.officer, reason=Reason.UNCLEAR, note=REASON, seen=waiting.seen)
    approval.recall(initiative, by=waiting.officer, seen=initiative.last_step_id)


if __name__ == "__main__":
    keep_open()
    print(dict(feed(float(sys.argv[1]), float(sys.argv[2]), seed=int(sys.argv[3]))))

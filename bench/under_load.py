"""People at work while parts fail: each act that was acknowledged is noted, and held against the database in the end.

A submission that is not acknowledged is sent again with the key of its form, as a browser does that resends.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Max

import bench.ready  # noqa: F401  sets Django up
from bench import people
from bench.applications import NEW, Typed, open_programme, typed
from bench.client import Client
from bench.desks import approve, put_back
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, State

FAILED = (OSError, HTTPException)
PAUSE = 0.1


@dataclass
class Acknowledged:
    """What people were told is done. An approval is an initiative and the step that the officer saw.

    Initiatives with ids above `after` were made since; each title is typed once.
    """

    submissions: list[UUID] = field(default_factory=list)
    approvals: list[tuple[int, int | None]] = field(default_factory=list)
    after: int = 0
    resent: int = 0
    failed: int = 0

    def faults(self) -> list[str]:
        """A line for each acknowledged act that is not in the database, or not once."""
        return [*self._lost_submissions(), *self._lost_approvals()]

    def _lost_submissions(self) -> Iterator[str]:
        keys = set(self.submissions)
        found = Initiative.objects.filter(key__in=keys).exclude(state=State.DRAFT)
        there = dict(found.values_list("key", "pk"))
        for key in keys - there.keys():
            yield f"submission {key} was acknowledged and is not there"
        titles = Counter(Initiative.objects.filter(pk__gt=self.after).values_list("title", flat=True))
        for title, times in titles.items():
            if times > 1:
                yield f"{title} is there {times} times"
        firsts = ApprovalStep.objects.filter(initiative__in=there.values(), previous=None, act=Act.SUBMIT)
        if firsts.count() != len(there):
            yield f"{len(there)} submissions have {firsts.count()} first steps"

    def _lost_approvals(self) -> Iterator[str]:
        steps = ApprovalStep.objects.filter(previous__in=[seen for _pk, seen in self.approvals])
        by_seen = dict(steps.values_list("previous", "act"))
        for pk, seen in self.approvals:
            if by_seen.get(seen) not in {Act.APPROVE, Act.FORWARD}:
                yield f"the approval of initiative {pk} was acknowledged and is not there"


@contextmanager
def at_work(base: str, *, writers: int, decisions: int, seed: int) -> Iterator[Acknowledged]:
    """Writers who submit one after the other, and an officer's approvals, until the block ends."""
    random, ended = Random(seed), threading.Event()
    told = Acknowledged(after=Initiative.objects.aggregate(last=Max("pk"))["last"] or 0)
    sessions = [who.session for who, _pk in people.authors(80, random) if not who.worker.has_office]
    forms = typed(open_programme())
    waiting = put_back(decisions, random)
    threads = [
        *(
            threading.Thread(target=_write, args=[base, sessions[number::writers], forms, told, ended])
            for number in range(writers)
        ),
        threading.Thread(target=_decide, args=[base, waiting, told, ended]),
    ]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _write(base: str, sessions: list[str], forms: Typed, told: Acknowledged, ended: threading.Event) -> None:
    client = Client(base)
    for session in cycle(sessions):
        if ended.is_set():
            return
        fields = forms()
        if _sent(client, session, fields, told, ended):
            told.submissions.append(UUID(str(fields["key"])))
        time.sleep(PAUSE)


def _sent(client: Client, session: str, fields: dict[str, Any], told: Acknowledged, ended: threading.Event) -> bool:
    """Whether it was acknowledged, if need be when it was sent again."""
    while not ended.is_set():
        try:
            if client.post(NEW, session, fields).status == HTTPStatus.FOUND:
                return True
        except FAILED:
            client.connection.close()
        told.resent += 1
        time.sleep(PAUSE)
    return False


def _decide(base: str, waiting: list[people.Waiting], told: Acknowledged, ended: threading.Event) -> None:
    client = Client(base)
    for one in waiting:
        if ended.is_set():
            return
        try:
            if approve(client, one).status == HTTPStatus.FOUND:
                told.approvals.append((one.pk, one.seen))
        except FAILED:
            client.connection.close()
            told.failed += 1
        time.sleep(PAUSE)

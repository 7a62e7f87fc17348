"""Telling an initiative's history: each act through approval.py, at a past time and by somebody who may do it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction
from django.utils import timezone

from campaign.people import Roll
from initiatives import approval, drafts
from initiatives.drafts import Author
from initiatives.models import Initiative, Programme
from initiatives.states import Reason, State
from unions.models import Worker

SATURDAY = 5


def key_of(name: str) -> UUID:
    """The key under which a told initiative is loaded once: the same name, the same initiative."""
    return uuid5(NAMESPACE_URL, f"campaign:{name}")


@dataclass
class Pace:
    """The time of the last act, which moves on and never reaches `until`."""

    at: datetime
    until: datetime
    random: Random

    def later(self, least: float, most: float) -> datetime:
        """Move on by so many days, to office hours where they fit; at most half of the time that is left."""
        wanted = self.at + timedelta(days=self.random.uniform(least, most))
        bounded = min(wanted, self.at + (self.until - self.at) / 2)
        working = office_hour(bounded, self.random)
        self.at = working if self.at < working < self.until else bounded
        return self.at

    def wait(self, days: int) -> datetime:
        """Move on by these days and some minutes. Raises ValueError where they do not fit."""
        self.at += timedelta(days=days, minutes=self.random.randint(1, 5))
        if self.at >= self.until:
            raise ValueError(f"{days} days later would be {self.at}, not before {self.until}.")
        return self.at


def office_hour(at: datetime, random: Random) -> datetime:
    """A time of the same day at work, of the Monday after a weekend."""
    day = timezone.localtime(at)
    if day.weekday() >= SATURDAY:
        day += timedelta(days=7 - day.weekday())
    minutes = random.randint(0, 8 * 60)
    return day.replace(hour=8, minute=0, second=random.randint(0, 59), microsecond=0) + timedelta(minutes=minutes)


@contextmanager
def history(number: int | None = None) -> Iterator[None]:
    """One initiative's history is loaded whole or not at all; `number` is that of its code, drawn beforehand."""
    with transaction.atomic(), approval.loading_history(number):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")  # what a crash takes back, the next load tells again
        yield


class Telling:
    """An initiative of which the next act is told. The pace says when."""

    def __init__(self, initiative: Initiative, authors: Sequence[Author], pace: Pace, roll: Roll) -> None:
        self.initiative = initiative
        self.pace = pace
        self.roll = roll
        self.authors = {author.worker.pk for author in authors}
        self.confirmers: set[int] = set()

    @classmethod
    def begin(
        cls,
        name: str,
        *,
        by: Worker,
        programme: Programme,
        authors: Sequence[Author],
        content: dict[str, Any],
        pace: Pace,
        roll: Roll,
    ) -> "Telling":
        """A draft, written some days before the pace's time."""
        initiative = drafts.start(by=by, programme=programme, authors=authors, key=key_of(name), **content)
        begun = max(pace.at - timedelta(days=pace.random.uniform(0.02, 3)), programme.opens_at)
        _date(initiative, created_at=min(begun, pace.at), edited_at=min(begun, pace.at))
        return cls(initiative, authors, pace, roll)

    @property
    def waits(self) -> bool:
        return self.initiative.state == State.WAITING

    def submit(self) -> None:
        """By the author; by who entered it where the author did not."""
        self.confirmers.clear()
        by, seen = self.initiative.entered_by, self.initiative.last_step_id
        approval.submit(self.initiative, by=by, seen=seen, at=self.pace.at)

    def change(self, **content: Any) -> None:
        """The author changes what was returned."""
        drafts.change(self.initiative, by=self.initiative.entered_by, **content)
        _date(self.initiative, edited_at=self.pace.at)
        for name, value in content.items():
            setattr(self.initiative, name, value)

    def approve(self, *, share: float = 1.0, note: str = "") -> None:
        """By an officer of the desk; `share` of the claimed benefit is verified, in whole thousands of VND."""
        officer, claimed = self._officer(), self.initiative.claimed_benefit
        verified = None if claimed is None else claimed if share == 1 else int(claimed * share) // 1000 * 1000
        seen = self.initiative.last_step_id
        approval.approve(self.initiative, by=officer, seen=seen, verified_benefit=verified, note=note, at=self.pace.at)
        self.confirmers.add(officer.pk)

    def return_(self, reason: Reason, note: str) -> None:
        seen = self.initiative.last_step_id
        officer = self._officer()
        approval.return_(self.initiative, by=officer, seen=seen, reason=reason, note=note, at=self.pace.at)

    def reject(self, reason: Reason, note: str, duplicate_of: Initiative | None = None) -> None:
        approval.reject(
            self.initiative,
            by=self._officer(),
            seen=self.initiative.last_step_id,
            reason=reason,
            note=note,
            duplicate_of=duplicate_of,
            at=self.pace.at,
        )

    def reopen(self, reason: Reason, note: str) -> None:
        """By the officer who decided."""
        last = self.initiative.last_step
        if last is None or last.made_by is None:
            raise ValueError("Only what an officer decided is reopened.")
        approval.reopen(self.initiative, by=last.made_by, seen=last.pk, reason=reason, note=note, at=self.pace.at)
        self.confirmers.clear()

    def withdraw(self) -> None:
        by, seen = self.initiative.entered_by, self.initiative.last_step_id
        approval.withdraw(self.initiative, by=by, seen=seen, at=self.pace.at)

    def pass_up_overdue(self) -> None:
        """As the system's job does."""
        seen = self.initiative.last_step_id
        approval.forward(self.initiative, seen=seen, reason=Reason.OVERDUE, at=self.pace.at)

    def _officer(self) -> Worker:
        """An officer of the desk who is free to decide."""
        if self.initiative.desk_id is None:
            raise ValueError("It waits at no desk.")
        barred = self.authors | self.confirmers
        free = [officer for officer in self.roll.officers[self.initiative.desk_id] if officer.pk not in barred]
        return self.pace.random.choice(free)


def _date(initiative: Initiative, **instants: datetime) -> None:
    """When the draft was written and changed, which the models take from the clock."""
    Initiative.objects.filter(pk=initiative.pk).update(**instants)
    for name, instant in instants.items():
        setattr(initiative, name, instant)

"""The made-up initiatives of this year's programme, told through the acts."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.utils import timezone

from campaign import courses
from campaign.people import Roll
from campaign.plans import Plan, Window, drawn
from campaign.telling import Pace, Telling, history, key_of
from campaign.texts import worded, worded_union_work
from campaign.tree import planned_unions
from campaign.visits import visits
from initiatives.drafts import Author
from initiatives.models import Field, Initiative, Programme
from unions.models import Worker

SHARES = ((100,), (100,), (70, 30), (60, 40), (50, 30, 20), (40, 30, 30))


def load_generated(programme: Programme, roll: Roll, now: datetime, told: Callable[[int, int], None]) -> int:
    """Tell those that are not there yet; how many. `told` is called with how many of how many are done."""
    standing = set(Initiative.objects.filter(programme=programme).values_list("key", flat=True))
    window = window_of(programme, now)
    missing = [plan for plan in (*visits(window), *drawn(window)) if key_of(plan.name) not in standing]
    teller = _Teller(programme, roll, window)
    for number, plan in enumerate(sorted(missing, key=lambda plan: (plan.submitted_at, plan.name)), start=1):
        with history():
            teller.tell(plan)
        told(number, len(missing))
    return len(missing)


def window_of(programme: Programme, now: datetime) -> Window:
    """From the opening to this morning; on the first days of a programme, to this minute."""
    until = timezone.make_aware(datetime.combine(timezone.localdate(now), time()))
    if until - programme.opens_at < timedelta(days=2):
        until = now
    return Window(programme.slug, programme.opens_at, min(until, programme.closes_at))


class _Teller:
    def __init__(self, programme: Programme, roll: Roll, window: Window) -> None:
        self.programme, self.roll, self.window = programme, roll, window

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {field.slug: field for field in Field.objects.all()}

    def tell(self, plan: Plan) -> None:
        random = Random(f"{plan.name}:told")
        authors = self._authors(plan, random)
        by = self._enterer(plan, authors)
        pace = Pace(plan.submitted_at, self.window.until, random)
        content = self._content(plan)
        telling = Telling.begin(
            plan.name, by=by, programme=self.programme, authors=authors, content=content, pace=pace, roll=self.roll
        )
        if plan.duplicate_of:
            telling.submit()
            courses.rejected_as_duplicate(telling, Initiative.objects.get(key=key_of(plan.duplicate_of)))
        elif plan.course:
            telling.submit()
            plan.course(telling)

    def _authors(self, plan: Plan, random: Random) -> list[Author]:
        """Visitors, an officer of the union with a member, or members."""
        members = self.roll.members[plan.union]
        if plan.authors:
            people = [self.roll.visitor(mailbox) for mailbox in plan.authors]
            shares: tuple[int, ...] = (100,) if len(people) == 1 else (60, 40)
        else:
            shares = random.choice(SHARES)
            people = random.sample(members, len(shares))
            if plan.union_work and (officers := self._officers(plan)):
                people[0] = officers[-1]
        return [Author(person, share) for person, share in zip(people, shares, strict=True)]

    def _enterer(self, plan: Plan, authors: list[Author]) -> Worker:
        """The main author, or an officer of the union who is no author."""
        people = {author.worker.pk for author in authors}
        free = [officer for officer in self._officers(plan) if officer.pk not in people]
        return free[0] if plan.by_officer and free else authors[0].worker

    def _officers(self, plan: Plan) -> list[Worker]:
        return self.roll.officers_at(plan.union)

    def _content(self, plan: Plan) -> dict[str, Any]:
        random = Random(f"{plan.words}:words")
        union = planned_unions()[plan.union]
        words = worded_union_work(random) if plan.union_work else worded(random, union.sector, plan.between)
        submitted_on = timezone.localdate(plan.submitted_at)
        applied_on = max(submitted_on - timedelta(days=random.randint(35, 150)), self.programme.applied_from)
        recognised_on = max(submitted_on - timedelta(days=random.randint(4, 25)), applied_on)
        whole = plan.course is not None or bool(plan.duplicate_of)
        content = words | {
            "field": self.fields[words["field"]],
            "applied_on": applied_on,
            "recognised_on": recognised_on if whole else None,
            "recognition_number": words["recognition_number"] if whole else "",
            "declared": whole,
            "confidential": plan.confidential,
            "confidential_parts": "Thông số vận hành và bản vẽ chi tiết của giải pháp." if plan.confidential else "",
        }
        if plan.duplicate_of:
            content["title"] = f"{words['title']} (áp dụng tại tổ)"
        return content

"""Tells a plan: fills the form in, submits it and lets it take its course."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from campaign import courses
from campaign.people import Roll
from campaign.plans import Plan, Window
from campaign.telling import Pace, Telling, history, key_of
from campaign.texts import worded, worded_union_work
from campaign.tree import planned_unions
from initiatives.drafts import Author
from initiatives.models import Field, Initiative, Programme
from unions.models import Worker

SHARES = ((100,), (100,), (100,), (70, 30), (60, 40), (50, 30, 20), (40, 30, 30))


class Teller:
    """Reads at the beginning, once, what all plans need: who there is, the fields, the programmes."""

    def __init__(self, windows: Mapping[Programme, Window], roll: Roll) -> None:
        self.programmes = {programme.slug: programme for programme in windows}
        self.windows = {window.programme: window for window in windows.values()}
        self.fields = {field.slug: field for field in Field.objects.all()}
        self.roll = roll
        roll.read()

    def tell(self, plan: Plan, number: int | None) -> None:
        """In one transaction; `number` is that of the code, None for a draft."""
        with history(number):
            self._tell(plan)

    def _tell(self, plan: Plan) -> None:
        random = Random(f"{plan.name}:told")
        authors = self._authors(plan, random)
        telling = Telling.begin(
            plan.name,
            by=self._enterer(plan, authors),
            programme=self.programmes[plan.programme],
            authors=authors,
            content=self._content(plan),
            pace=Pace(plan.submitted_at, self.windows[plan.programme].until, random),
            roll=self.roll,
        )
        if plan.is_sent:
            telling.submit()
        if plan.duplicate_of:
            courses.rejected_as_duplicate(telling, Initiative.objects.get(key=key_of(plan.duplicate_of)))
        elif plan.course:
            plan.course(telling)

    def _authors(self, plan: Plan, random: Random) -> list[Author]:
        """Visitors, an officer of the union with a member, or members."""
        members = self.roll.members[plan.union]
        if plan.authors:
            people = [self.roll.visitors[mailbox] for mailbox in plan.authors]
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
        applied_from = self.programmes[plan.programme].applied_from
        applied_on = max(submitted_on - timedelta(days=random.randint(35, 150)), applied_from)
        recognised_on = max(submitted_on - timedelta(days=random.randint(4, 25)), applied_on)
        content = words | {
            "field": self.fields[words["field"]],
            "applied_on": applied_on,
            "recognised_on": recognised_on if plan.is_sent else None,
            "recognition_number": words["recognition_number"] if plan.is_sent else "",
            "declared": plan.is_sent,
            "confidential": plan.confidential,
            "confidential_parts": "Thông số vận hành và bản vẽ chi tiết của giải pháp." if plan.confidential else "",
        }
        if plan.duplicate_of:
            content["title"] = f"{words['title']} (áp dụng tại tổ)"
        return content

"""Which made-up initiatives there are: who puts forward what, when, and the course it takes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

from django.utils import timezone

from campaign import courses
from campaign.courses import COURSES, Course
from campaign.people import is_named
from campaign.programmes import DESK_DAYS
from campaign.telling import Telling
from campaign.tree import PlannedUnion, planned_unions
from unions.models import Level

COUNT = 40
"""How many are drawn at random, besides those on the visitors' line of the tree."""
DUPLICATES, CONFIDENTIAL, BY_OFFICER, UNION_WORK, DRAFTS = 0.03, 0.04, 0.35, 0.08, 0.05
"""Shares of those drawn at random: rejected as a duplicate, confidential, entered by an officer for the author, put
forward by a union officer, and still drafts."""
LATELY_DAYS = (4, 22)
MILLION, BILLION = 1_000_000, 1_000_000_000
SUBMITTING_HOURS = (range(7, 23), (2, 5, 8, 8, 6, 3, 3, 6, 8, 8, 5, 3, 4, 7, 7, 4))
"""The hours at which people submit, and how many do."""


@dataclass(frozen=True)
class Plan:
    """A made-up initiative. `name` is its key; plans of the same `words` say the same; without a course it is a draft.

    `authors` are mailboxes of visitors, main author first; where there are none, members of the union are drawn.
    """

    name: str
    union: str
    submitted_at: datetime
    words: str
    course: Callable[[Telling], None] | None
    between: tuple[int, int] | None = None
    authors: tuple[str, ...] = ()
    by_officer: bool = False
    union_work: bool = False
    confidential: bool = False
    duplicate_of: str = ""

    def copied(self, name: str, window: "Window", random: Random) -> "Plan":
        """The same words from another member of the same union, some time later."""
        later = self.submitted_at + (window.until - self.submitted_at) * random.uniform(0.1, 0.9)
        awake = max(window.awake(later, random), self.submitted_at)
        return Plan(
            name, self.union, awake, self.words, None, self.between, union_work=self.union_work, duplicate_of=self.name
        )


@dataclass(frozen=True)
class Window:
    """The time that is told: from the programme's opening to this morning. At its opening, to the last minute."""

    programme: str
    opens_at: datetime
    until: datetime

    def share(self, part: float, random: Random) -> datetime:
        return self.awake(self.opens_at + (self.until - self.opens_at) * part, random)

    def lately(self, random: Random) -> datetime:
        """So lately that no desk's time is over yet."""
        ago = self.until - timedelta(days=random.uniform(*LATELY_DAYS))
        return self.awake(ago, random) if ago > self.opens_at else self.share(random.uniform(0.2, 0.6), random)

    def time_for(self, course: Callable[[Telling], None] | None, random: Random) -> datetime:
        """When an initiative on the visitors' line was submitted, so that it stands today where its course ends."""
        if course in (courses.approved, courses.rejected, courses.withdrawn):
            return self.share(random.uniform(0.3, 0.8), random)
        if course is courses.overdue:
            overdue = self.until - timedelta(days=DESK_DAYS + random.uniform(2, 9))
            return max(overdue, self.opens_at)
        return self.lately(random)

    def fits(self, course: Course) -> bool:
        return self.until - self.opens_at > timedelta(days=course.least_days)

    def any_time(self, random: Random, course: Course) -> datetime:
        """Any time that leaves the days which the course takes; more towards the end."""
        whole = self.until - self.opens_at
        return self.share((1 - timedelta(days=course.least_days) / whole) * 0.97 * random.betavariate(1.6, 1.0), random)

    def awake(self, at: datetime, random: Random) -> datetime:
        """An hour of the same day at which people submit, where it lies in the window."""
        hour, minute, second = random.choices(*SUBMITTING_HOURS)[0], random.randint(0, 59), random.randint(0, 59)
        awake = timezone.localtime(at).replace(hour=hour, minute=minute, second=second, microsecond=0)
        return awake if self.opens_at < awake < self.until else at


def drawn(window: Window, count: int = COUNT) -> list[Plan]:
    """Those drawn at random; the same on the same day."""
    plans: list[Plan] = []
    for number in range(1, count + 1):
        plans.append(_drawn(number, window, plans))
    return plans


def _drawn(number: int, window: Window, before: list[Plan]) -> Plan:
    name = f"{window.programme}:made-up:{number}"
    random = Random(name)
    if random.random() < DUPLICATES and (originals := [plan for plan in before if plan.course is courses.approved]):
        return random.choice(originals).copied(name, window, random)
    course = random.choices([*COURSES.values()], [course.weight for course in COURSES.values()])[0]
    if not window.fits(course):
        course = COURSES["waiting"]
    draft = random.random() < DRAFTS
    return Plan(
        name=name,
        union=random.choice(ordinary_unions()).code,
        submitted_at=window.lately(random) if course.lately or draft else window.any_time(random, course),
        words=name,
        course=None if draft else course.tell,
        by_officer=random.random() < BY_OFFICER,
        union_work=random.random() < UNION_WORK,
        confidential=random.random() < CONFIDENTIAL,
    )


@cache
def ordinary_unions() -> list[PlannedUnion]:
    """Grassroots unions at made-up workplaces: nothing is made up about those that the press named."""
    return [union for union in planned_unions().values() if union.level == Level.GRASSROOTS and not is_named(union)]

"""Which made-up initiatives there are: who puts forward what, when, and the course it takes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from random import Random

from django.utils import timezone

from campaign import courses
from campaign.courses import COURSES, LATELY, Course
from campaign.people import is_named
from campaign.programmes import DESK_DAYS
from campaign.rhythm import Rhythm
from campaign.telling import Telling
from campaign.tree import PlannedUnion, planned_unions
from unions.models import Level

DUPLICATES, CONFIDENTIAL, BY_OFFICER, UNION_WORK, DRAFTS = 0.03, 0.04, 0.35, 0.07, 0.1
"""Shares of those drawn at random: rejected as a duplicate, confidential, entered by an officer for the author, put
forward by a union officer, and, of those begun lately, still drafts."""
MILLION, BILLION = 1_000_000, 1_000_000_000
LARGE = (((6 * BILLION, 30 * BILLION), 7), ((30 * BILLION, 95 * BILLION), 5), ((105 * BILLION, 320 * BILLION), 4))
"""Claimed benefits in VND, and how many of a thousand initiatives are that large: they climb the whole ladder."""
LARGE_SECTORS = ("oil", "power", "mining")


@dataclass(frozen=True)
class Plan:
    """A made-up initiative. `name` is its key; plans of the same `words` say the same; without a course it is a draft.

    `authors` are mailboxes of visitors, main author first; where there are none, members of the union are drawn.
    """

    name: str
    programme: str
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

    @property
    def is_sent(self) -> bool:
        """Whether it was submitted; else it is a draft."""
        return self.course is not None or bool(self.duplicate_of)

    def copied(self, name: str, window: "Window", random: Random) -> "Plan":
        """The same words from another member of the same union, some time later."""
        later = self.submitted_at + (window.submitted_until - self.submitted_at) * random.uniform(0.1, 0.9)
        awake = max(window.rhythm.awake(timezone.localdate(later), random), self.submitted_at)
        return Plan(
            name,
            self.programme,
            self.union,
            awake,
            self.words,
            None,
            self.between,
            union_work=self.union_work,
            duplicate_of=self.name,
        )


@dataclass(frozen=True)
class Window:
    """The time that is told of a programme: from its opening to this morning; of one that is over, to its end.

    What is first submitted falls before `submitted_until`, what is decided before `until`.
    """

    programme: str
    rhythm: Rhythm
    until: datetime
    is_over: bool = False

    @property
    def opens_at(self) -> datetime:
        return self.rhythm.begins_at

    @property
    def submitted_until(self) -> datetime:
        return self.rhythm.until

    @cached_property
    def length(self) -> timedelta:
        return self.submitted_until - self.opens_at

    def days_before(self, days: float, random: Random) -> datetime:
        """So many days before its end; soon after its opening where it is younger."""
        day = self.until - timedelta(days=days)
        if day <= self.opens_at:
            return self.opens_at + self.length * random.uniform(0.1, 0.6)
        return self.rhythm.awake(timezone.localdate(day), random)

    def lately(self, random: Random) -> datetime:
        """So lately that no desk's time is over yet; the more the later."""
        return self.days_before(0.3 + (LATELY - timedelta(days=1)).days * random.betavariate(0.9, 1.5), random)

    def earlier(self, random: Random) -> datetime:
        """Long enough ago that it has been decided."""
        at = self.rhythm.draw(random)
        while not self.is_over and self.until - at < LATELY and self.length > 2 * LATELY:
            at = self.rhythm.draw(random)
        return at

    def fits(self, days: int) -> bool:
        return self.until - self.opens_at > timedelta(days=days)

    def time_for(self, course: Callable[[Telling], None] | None, random: Random) -> datetime:
        """When an initiative on the visitors' line was submitted, so that it stands today where its course ends."""
        if course is courses.overdue:
            return self.days_before(DESK_DAYS + random.uniform(2, 25), random)
        if course is courses.overdue_at_the_unit:
            return self.days_before(DESK_DAYS + random.uniform(11, 34), random)
        return self.lately(random) if course in courses.PENDING else self.earlier(random)


def drawn(window: Window, counts: Mapping[str, int]) -> Iterator[Plan]:
    """So many initiatives drawn at random for each unit by its code; the same on the same day."""
    for unit, count in counts.items():
        plans: list[Plan] = []
        for number in range(1, count + 1):
            plans.append(_drawn(f"{window.programme}:made-up:{unit}:{number}", unit, window, plans))
        yield from plans
    yield from _large(window, sum(counts.values()))


def _drawn(name: str, unit: str, window: Window, before: list[Plan]) -> Plan:
    random = Random(name)
    if random.random() < DUPLICATES and (originals := [plan for plan in before if plan.course is courses.approved]):
        return random.choice(originals).copied(name, window, random)
    submitted_at = window.rhythm.draw(random)
    left = window.until - submitted_at
    lately = not window.is_over and left < LATELY
    fitting = [course for course in COURSES if left > timedelta(days=course.least_days)]
    course: Course = random.choices(fitting, [course.lately if lately else course.settled for course in fitting])[0]
    if window.is_over and course.tell in courses.PENDING:
        course = COURSES[0]
    draft = lately and random.random() < DRAFTS
    return Plan(
        name=name,
        programme=window.programme,
        union=random.choice(ordinary_unions_of(unit)).code,
        submitted_at=submitted_at,
        words=name,
        course=None if draft else course.tell,
        by_officer=random.random() < BY_OFFICER,
        union_work=random.random() < UNION_WORK,
        confidential=random.random() < CONFIDENTIAL,
    )


def _large(window: Window, count: int) -> Iterator[Plan]:
    """The few that are worth billions, of which the leadership asks first."""
    unions = [union for union in ordinary_unions() if union.sector in LARGE_SECTORS]
    for between, of_a_thousand in LARGE:
        for number in range(1, 1 + count * of_a_thousand // 1000):
            name = f"{window.programme}:large:{between[0] // BILLION}:{number}"
            random = Random(name)
            yield Plan(
                name=name,
                programme=window.programme,
                union=random.choice(unions).code,
                submitted_at=window.earlier(random),
                words=name,
                course=random.choice((courses.approved, courses.approved, courses.approved_after_return)),
                between=between,
                confidential=random.random() < CONFIDENTIAL,
            )


@cache
def ordinary_unions() -> list[PlannedUnion]:
    """Grassroots unions at made-up workplaces: nothing is made up about those that the press named."""
    return [union for union in planned_unions().values() if union.level == Level.GRASSROOTS and not is_named(union)]


@cache
def ordinary_unions_of(unit: str) -> list[PlannedUnion]:
    """The same below one unit."""
    return [union for union in ordinary_unions() if union.code.startswith(f"{unit}-")]

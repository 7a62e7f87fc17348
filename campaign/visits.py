"""What visitors find on their line of the tree: at each desk something waits, and each author has something."""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from campaign import courses
from campaign.accounts import GRASSROOTS, SUPERIOR
from campaign.courses import COURSES
from campaign.plans import BILLION, MILLION, Plan, Window, ordinary_unions
from campaign.telling import Telling

TO_GRASSROOTS = (8 * MILLION, 95 * MILLION)
TO_SUPERIOR = (130 * MILLION, 900 * MILLION)
TO_UNIT = (1_100 * MILLION, 5 * BILLION)
TO_ROOT = (105 * BILLION, 180 * BILLION)
"""Claimed benefits in VND that go up to the desk of this level."""

WORKER, COLLEAGUE = ("cong-nhan",), ("dong-tac-gia", "cong-nhan")
"""Mailboxes of the authors, main author first."""


class Line(NamedTuple):
    """An initiative on the visitors' line of the tree. `authors` are visitors' mailboxes; else members are drawn."""

    union: str
    course: Callable[[Telling], None] | None
    between: tuple[int, int] | None
    authors: tuple[str, ...] = ()


def visits(window: Window) -> Iterator[Plan]:
    """The same on the same day."""
    for number, line in enumerate(_lines(window), start=1):
        name = f"{window.programme}:visitors:{number}"
        plan = Plan(
            name=name,
            union=line.union,
            submitted_at=window.time_for(line.course, Random(name)),
            words=name,
            course=line.course,
            between=line.between,
            authors=line.authors,
            by_officer=not line.authors and number % 2 == 0,
            confidential=line.course is courses.approved and line.between == TO_UNIT,
        )
        yield plan
        if line.course is courses.approved and line.authors == COLLEAGUE:
            yield plan.copied(f"{name}:copy", window, Random(name))


def _lines(window: Window) -> Iterator[Line]:
    below = [union for union in ordinary_unions() if union.parent == SUPERIOR]
    makers = [union.code for union in below if union.sector == "materials"]
    refineries = [union.code for union in ordinary_unions() if union.sector == "oil"]
    overdue = courses.overdue if window.fits(COURSES["approved after the desk's time"]) else courses.waiting
    yield Line(GRASSROOTS, None, TO_GRASSROOTS, WORKER)
    yield Line(GRASSROOTS, courses.returned, TO_GRASSROOTS, WORKER)
    yield Line(GRASSROOTS, courses.waiting, TO_SUPERIOR, WORKER)
    yield Line(GRASSROOTS, courses.passed_up, TO_UNIT, WORKER)
    yield Line(GRASSROOTS, courses.approved, TO_SUPERIOR, WORKER)
    yield Line(GRASSROOTS, courses.rejected, TO_GRASSROOTS, WORKER)
    yield Line(GRASSROOTS, courses.waiting, TO_GRASSROOTS, COLLEAGUE)
    yield Line(GRASSROOTS, courses.approved, TO_GRASSROOTS, COLLEAGUE)
    yield Line(GRASSROOTS, courses.withdrawn, TO_GRASSROOTS, COLLEAGUE[:1])
    yield Line(GRASSROOTS, courses.resubmitted, TO_GRASSROOTS)
    yield Line(GRASSROOTS, courses.waiting, None)
    yield Line(GRASSROOTS, courses.waiting, TO_GRASSROOTS)
    yield Line(GRASSROOTS, courses.approved, TO_UNIT)
    yield Line(GRASSROOTS, courses.passed_up_twice, TO_UNIT)
    yield Line(below[0].code, courses.passed_up, TO_SUPERIOR)
    yield Line(below[1].code, courses.passed_up, TO_SUPERIOR)
    yield Line(below[-1].code, courses.reopened, TO_SUPERIOR)
    yield Line(below[2].code, overdue, TO_GRASSROOTS)
    yield Line(makers[0], courses.passed_up_twice, TO_UNIT)
    yield Line(makers[-1], courses.passed_up_twice, TO_UNIT)
    yield Line(refineries[0], courses.to_the_root, TO_ROOT)
    yield Line(refineries[-1], courses.to_the_root, TO_ROOT)

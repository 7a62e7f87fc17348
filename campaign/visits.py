"""What visitors find on their line of the tree: at each desk something waits, and each author has something."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from random import Random
from typing import NamedTuple

from campaign import courses
from campaign.accounts import GRASSROOTS, SUPERIOR, UNIT
from campaign.plans import BILLION, LARGE_SECTORS, MILLION, Plan, Window, ordinary_unions, ordinary_unions_of
from campaign.programmes import DESK_DAYS
from campaign.telling import Telling

TO_GRASSROOTS = (8 * MILLION, 95 * MILLION)
TO_SUPERIOR = (130 * MILLION, 900 * MILLION)
TO_UNIT = (1_100 * MILLION, 9 * BILLION)
LARGE = (12 * BILLION, 90 * BILLION)
TO_ROOT = (105 * BILLION, 340 * BILLION)
"""Claimed benefits in VND that go up to the desk of this level; the large ones are a unit's to finish too."""

WORKER, COLLEAGUE, TOGETHER = ("cong-nhan",), ("dong-tac-gia", "cong-nhan"), ("cong-nhan", "dong-tac-gia")
"""Mailboxes of the authors, main author first."""
MAKERS = ("mechanics", "electronics", "materials", "food", "construction", "logistics")
"""Sectors in which something is worth a billion."""
UNEVEN = 5
"""Each so many-th of those without a visitor among its authors is confidential."""


class Line(NamedTuple):
    """So many initiatives on the visitors' line of the tree, in turn at these unions.

    `authors` are visitors' mailboxes; where there are none, members are drawn.
    """

    unions: tuple[str, ...]
    course: Callable[[Telling], None] | None
    between: tuple[int, int] | None
    times: int = 1
    authors: tuple[str, ...] = ()


OWN = (GRASSROOTS,)

OF_AUTHORS = (
    Line(OWN, None, TO_GRASSROOTS, 2, WORKER),
    Line(OWN, courses.returned, TO_GRASSROOTS, 2, WORKER),
    Line(OWN, courses.waiting, TO_GRASSROOTS, 2, WORKER),
    Line(OWN, courses.waiting, TO_SUPERIOR, 1, WORKER),
    Line(OWN, courses.passed_up, TO_SUPERIOR, 1, WORKER),
    Line(OWN, courses.passed_up_twice, TO_UNIT, 1, WORKER),
    Line(OWN, courses.approved, TO_GRASSROOTS, 4, WORKER),
    Line(OWN, courses.approved, TO_SUPERIOR, 1, WORKER),
    Line(OWN, courses.approved_after_return, TO_GRASSROOTS, 1, WORKER),
    Line(OWN, courses.rejected, TO_GRASSROOTS, 2, WORKER),
    Line(OWN, courses.rejected_after_return, TO_SUPERIOR, 1, WORKER),
    Line(OWN, courses.withdrawn, TO_GRASSROOTS, 1, WORKER),
    Line(OWN, courses.waiting, TO_GRASSROOTS, 1, COLLEAGUE),
    Line(OWN, courses.approved, TO_GRASSROOTS, 2, COLLEAGUE),
    Line(OWN, courses.resubmitted, TO_GRASSROOTS, 1, COLLEAGUE),
    Line(OWN, courses.withdrawn, TO_GRASSROOTS, 1, COLLEAGUE[:1]),
    Line(OWN, None, TO_GRASSROOTS, 1, COLLEAGUE[:1]),
    Line(OWN, courses.waiting, TO_GRASSROOTS, 1, TOGETHER),
    Line(OWN, courses.passed_up, TO_SUPERIOR, 1, TOGETHER),
    Line(OWN, courses.approved, TO_GRASSROOTS, 2, TOGETHER),
    Line(OWN, courses.returned, TO_SUPERIOR, 1, TOGETHER),
)

OF_MEMBERS = (
    Line(OWN, courses.waiting, None, 4),
    Line(OWN, courses.waiting, TO_GRASSROOTS, 9),
    Line(OWN, courses.waiting, TO_SUPERIOR, 4),
    Line(OWN, courses.resubmitted, TO_GRASSROOTS, 2),
    Line(OWN, courses.reopened, TO_GRASSROOTS, 1),
    Line(OWN, courses.returned, TO_GRASSROOTS, 2),
    Line(OWN, courses.passed_up, TO_SUPERIOR, 4),
    Line(OWN, courses.approved, TO_GRASSROOTS, 12),
    Line(OWN, courses.approved, TO_SUPERIOR, 3),
    Line(OWN, courses.approved, TO_UNIT, 1),
    Line(OWN, courses.rejected, TO_GRASSROOTS, 2),
)

OF_OLD = (
    Line(OWN, courses.approved, TO_GRASSROOTS, 2, WORKER),
    Line(OWN, courses.rejected, TO_GRASSROOTS, 1, WORKER),
    Line(OWN, courses.approved, TO_SUPERIOR, 1, COLLEAGUE),
    Line(OWN, courses.approved, TO_GRASSROOTS, 10),
    Line(OWN, courses.approved_after_return, TO_SUPERIOR, 3),
    Line(OWN, courses.approved, TO_UNIT, 2),
    Line(OWN, courses.rejected, TO_GRASSROOTS, 2),
    Line(OWN, courses.withdrawn, TO_GRASSROOTS, 1),
)


def visits(window: Window) -> Iterator[Plan]:
    """Of this year's programme. The same on the same day."""
    return _plans(window, (*OF_AUTHORS, *OF_MEMBERS, *_above(window)))


def visits_of_old(window: Window) -> Iterator[Plan]:
    """Of a programme that is over: all is decided."""
    below = _codes(union.code for union in ordinary_unions() if union.parent == SUPERIOR)
    return _plans(window, (*OF_OLD, Line(below, courses.approved, TO_SUPERIOR, 8)))


def _above(window: Window) -> Iterator[Line]:
    """What waits at the desks above the visitors' grassroots union."""
    below = _codes(union.code for union in ordinary_unions() if union.parent == SUPERIOR)
    makers = _codes(union.code for union in ordinary_unions_of(UNIT) if union.sector in MAKERS)
    large = _codes(union.code for union in ordinary_unions() if union.sector in LARGE_SECTORS)[::7]
    fits = window.fits(2 * DESK_DAYS + 6)
    yield Line(below, courses.passed_up, TO_SUPERIOR, 30)
    yield Line(below, courses.reopened, TO_SUPERIOR, 2)
    yield Line(below, courses.overdue if fits else courses.waiting, TO_GRASSROOTS, 4)
    yield Line(makers, courses.passed_up_twice, TO_UNIT, 14)
    yield Line(makers, courses.passed_up_twice, LARGE, 3)
    yield Line(large, courses.to_the_root, TO_ROOT, 7)
    yield Line(large, courses.overdue_at_the_unit if fits else courses.passed_up_twice, LARGE, 9)


def _plans(window: Window, lines: Iterable[Line]) -> Iterator[Plan]:
    told = [(line, line.unions[turn % len(line.unions)]) for line in lines for turn in range(line.times)]
    for number, (line, union) in enumerate(told, start=1):
        name = f"{window.programme}:visitors:{number}"
        plan = Plan(
            name=name,
            programme=window.programme,
            union=union,
            submitted_at=window.time_for(line.course, Random(name)),
            words=name,
            course=line.course,
            between=line.between,
            authors=line.authors,
            by_officer=not line.authors and number % 2 == 0,
            confidential=not line.authors and line.between in (TO_UNIT, LARGE) and number % UNEVEN == 0,
        )
        yield plan
        if line.course is courses.approved and line.authors == COLLEAGUE:
            yield replace(plan.copied(f"{name}:copy", window, Random(name)), authors=())


def _codes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(codes)

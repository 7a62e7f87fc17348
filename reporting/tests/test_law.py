"""The counting law on random histories, made by the real acts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import event as note
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.approval import loading_history
from initiatives.models import ApprovalStep, Programme, UncountedStep
from initiatives.states import SENT, State
from reporting import cells, small
from reporting.audit import findings
from reporting.differences import compare, make_tables
from reporting.figures import By, breakdowns, figures, series
from reporting.fold import fold
from reporting.models import ALL_SENT, KeptUnion, MonthEnd, Progress, Tally
from reporting.rebuild import count, mend
from reporting.tests import recount
from reporting.tests.histories import Event, World, events, trees, world
from unions.models import Level, Union

pytestmark = pytest.mark.django_db

LARGE = st.sampled_from((1, 3, 500))
"""How many initiatives make a grassroots union large: all that have any, some on the way, none."""

histories = given(tree=trees, unstaffed=st.integers(2, 6), happenings=events, batch=st.integers(1, 9), large=LARGE)
many = settings(max_examples=20, deadline=None)
few = settings(max_examples=10, deadline=None)


@contextmanager
def undone(large: int) -> Iterator[None]:
    """What one example does is undone before the next; tallies are kept of unions from `large` initiatives on."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(small, "LARGE_FROM", large)
        yield
        transaction.set_rollback(True)


def live_through(tree: list[list[int]], unstaffed: int, happenings: list[Event], batch: int) -> World:
    """The history, folded now and then in batches of this size as it goes."""
    lived = world(tree, unstaffed)
    with loading_history():
        for event in happenings:
            if event.what == "fold":
                fold(batch)
            else:
                lived.happen(event)
    _note_what_happened()
    return lived


def _note_what_happened() -> None:
    """For --hypothesis-show-statistics: whether the histories come upon what is hard to count."""
    steps = list(ApprovalStep.objects.select_related("previous"))
    for act in {step.act for step in steps}:
        note(act)
    for name in ("claimed_benefit", "field_id", "author_group"):
        if any(step.previous and getattr(step, name) != getattr(step.previous, name) for step in steps):
            note(f"{name} changed on the way")
    if len({step.day.replace(day=1) for step in steps}) > 1:
        note("several months")


def fold_all(batch: int) -> None:
    for _ in range(1000):
        folded = fold(batch)
        assert folded is not None
        if folded.emptied:
            return
    raise AssertionError("the queue is never emptied")


def audited() -> list[str]:
    with connection.cursor() as cursor:
        cells.prepare(cursor)
        make_tables(cursor)
        return list(findings(cursor))


@histories
@many
def test_folding_in_any_batches_is_rebuilding_is_counting_the_live(
    tree: list[list[int]], unstaffed: int, happenings: list[Event], batch: int, large: int
) -> None:
    with undone(large):
        lived = live_through(tree, unstaffed, happenings, batch)
        fold_all(batch)
        folded = recount.stored()
        for programme in lived.programmes:
            for phase in (None, *programme.phases.all()):
                due = recount.figures_of(recount.live(), programme, phase)
                found = figures(programme, Union.objects.all(), phase=phase)
                assert {pk: _counts(asdict(one)) for pk, one in found.items()} == due
        Tally.objects.all().delete()
        MonthEnd.objects.all().delete()
        Progress.objects.all().delete()
        note(f"kept: {KeptUnion.objects.exists()}")
        with connection.cursor() as cursor:
            cells.prepare(cursor)
            make_tables(cursor)
            compare(cursor, on=timezone.localdate())
            mend(cursor)
            assert recount.stored() == folded
            cells.prepare(cursor)
            make_tables(cursor)
            compare(cursor, on=timezone.localdate())
            assert not count(cursor).anything
        assert audited() == []


@histories
@few
def test_the_audit_finds_nothing_while_steps_are_still_uncounted(
    tree: list[list[int]], unstaffed: int, happenings: list[Event], batch: int, large: int
) -> None:
    with undone(large):
        live_through(tree, unstaffed, happenings, batch)
        fold(batch)
        note(f"uncounted: {UncountedStep.objects.exists()}")
        assert audited() == []


@histories
@few
def test_a_union_is_its_own_and_its_children_and_the_nation_is_its_units(
    tree: list[list[int]], unstaffed: int, happenings: list[Event], batch: int, large: int
) -> None:
    with undone(large):
        lived = live_through(tree, unstaffed, happenings, batch)
        fold_all(batch)
        counts = _read_back(lived)
        for state in (*SENT, ALL_SENT):
            found = counts[state]
            if state != ALL_SENT:
                own = Counter(one.union for one in recount.live() if one.state == state)
            else:
                own = Counter(ApprovalStep.objects.filter(previous=None).values_list("union_id", flat=True))
            for union in Union.objects.all():
                children = Union.objects.filter(depth=union.depth + 1, path__startswith=union.path)
                assert found[union.pk] == own[union.pk] + sum(found[child.pk] for child in children)
            units = Union.objects.filter(level=Level.UNIT).values_list("pk", flat=True)
            root = Union.objects.get(level=Level.CONFEDERATION)
            assert found[root.pk] == sum(found[unit] for unit in units)


@histories
@many
def test_any_past_midnight_is_a_recount_of_the_steps_before_it(
    tree: list[list[int]], unstaffed: int, happenings: list[Event], batch: int, large: int
) -> None:
    with undone(large):
        lived = live_through(tree, unstaffed, happenings, batch)
        fold_all(batch)
        first, second = lived.programmes
        for day in _days():
            counted = recount.at_midnight(day)
            for programme, phase in ((first, None), (first, first.phases.all()[day.day % 2]), (second, None)):
                found = figures(programme, Union.objects.all(), phase=phase, as_of=day)
                due = recount.figures_of(counted, programme, phase)
                assert {pk: _counts(asdict(one)) for pk, one in found.items()} == due


def _check_days(programme: Programme, unions: Iterable[Union]) -> None:
    """Day by day, small unions too: what was sent and approved less what was reopened."""
    for union in unions:
        steps = ApprovalStep.objects.filter(programme=programme, union=union).select_related("previous")
        sent = Counter(step.day for step in steps if step.previous is None)
        approved = Counter[date]()
        for step in steps:
            was = step.previous is not None and step.previous.state == State.APPROVED
            approved[step.day] += (step.state == State.APPROVED) - was
        found = {one.day: (one.sent, one.approved) for one in series(programme, union)}
        assert {day: both for day, both in found.items() if any(both)} == {
            day: (sent[day], approved[day]) for day in {*sent, *approved} if sent[day] or approved[day]
        }


def _read_back(lived: World) -> dict[str, Counter[int]]:
    """How many initiatives each union has in each state at the last midnight, and how many were ever sent."""
    counts: dict[str, Counter[int]] = {state: Counter() for state in (*SENT, ALL_SENT)}
    for programme in lived.programmes:
        for pk, found in figures(programme, Union.objects.all(), as_of=max(_days())).items():
            for state in SENT:
                counts[state][pk] += getattr(found, state)
        for union in Union.objects.all():
            counts[ALL_SENT][union.pk] += sum(day.sent for day in series(programme, union))
    return counts


BROKEN_DOWN_BY: dict[str, set[By]] = {
    Level.CONFEDERATION: {"author_group", "kind", "field"},
    Level.UNIT: {"author_group", "kind", "field"},
    Level.SUPERIOR: {"author_group"},
    Level.GRASSROOTS: set(),
}


@histories
@few
def test_breakdowns_and_days_are_those_of_the_steps(
    tree: list[list[int]], unstaffed: int, happenings: list[Event], batch: int, large: int
) -> None:
    with undone(large):
        lived = live_through(tree, unstaffed, happenings, batch)
        fold_all(batch)
        programme = lived.programmes[0]
        live = recount.live()
        counted = {None: live} | {day: recount.at_midnight(day) for day in _days()}
        for union, (as_of, then) in product(Union.objects.all(), counted.items()):
            for state, phase in ((State.WAITING, None), (State.APPROVED, programme.phases.first())):
                found = breakdowns(programme, union, state=state, phase=phase, as_of=as_of)
                assert set(found) == BROKEN_DOWN_BY[union.level]
                for by, parts in found.items():
                    due = recount.parts_of(then, programme, union, by, state, phase)
                    assert {part.key: part.initiatives for part in parts} == due
        root = Union.objects.get(level=Level.CONFEDERATION)
        _check_days(programme, Union.objects.filter(level=Level.GRASSROOTS))
        sent = Counter(step.day for step in ApprovalStep.objects.filter(programme=programme, previous=None))
        found_days = series(programme, root)
        assert {one.day: one.sent for one in found_days if one.sent} == sent
        approved = recount.parts_of(live, programme, root, "state", State.APPROVED)
        assert sum(one.approved for one in found_days) == approved.get(State.APPROVED, 0)
        assert all(after.day - before.day == timedelta(days=1) for before, after in pairwise(found_days))


def _counts(values: dict[str, int]) -> dict[str, int]:
    return {name: value for name, value in values.items() if name not in {"quota", "registered"}}


def _days() -> set[date]:
    """Every day with a step, the last of its month, and a day before all."""
    days = {step.day for step in ApprovalStep.objects.all()} or {date(2022, 12, 31)}
    ends = {(day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1) for day in days}
    return days | ends | {min(days) - timedelta(days=1)}

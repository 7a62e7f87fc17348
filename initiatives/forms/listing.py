"""From what an officer asked for to the list: its parts as indexes hold them, and what is looked for row by row."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from initiatives.forms.narrowing import BANDS, NOT_IN_MONEY
from initiatives.forms.queue import QueueFilter
from initiatives.lists import LATEST_SUBMITTED, NEWEST, OLDEST, Listing, Part
from initiatives.models import Initiative, Phase
from initiatives.models.initiative import LARGE_CLAIM
from initiatives.models.reads import InitiativeQuerySet
from initiatives.searching import Search, SearchedListing
from initiatives.states import State
from unions import scope
from unions.models import Level, Union


def listing_of(asked: QueueFilter) -> Listing:
    """What was asked for, of what this person may see: the oldest first while it waits, else the newest."""
    parts = list(_then(asked, asked.midnight) if asked.midnight and not asked.is_of_my_desks else _now(asked))
    order = OLDEST if asked.is_waiting else LATEST_SUBMITTED if asked.midnight else NEWEST
    parts, search = parts or [Part(Initiative.objects.none())], _search(asked)
    return SearchedListing(parts, order, search) if search else Listing(parts, order)


def _search(asked: QueueFilter) -> Search | None:
    text = asked.given("q")
    if not text:
        return None
    below = [top for top in _tops(asked) if top.level != Level.CONFEDERATION]
    everywhere = len(below) < len(_tops(asked))
    named = [pk for top in below for pk in (*top.named_by, *top.taken_in)]  # as entries still have them after a move
    return Search(text, asked.worker, () if everywhere else named)


def _tops(asked: QueueFilter) -> list[Union]:
    """At or below which unions it lies."""
    union: Union | None = asked.given("union") or asked.given("unit")
    return [union] if union else scope.tops(asked.worker, scope.READING)


def _then(asked: QueueFilter, midnight: datetime) -> Iterator[Part]:
    """How they stood at a midnight, by the steps, each as it was counted then."""
    counted_as = _programme(asked) | _classes(asked) | _limits(asked)
    if at := asked.given("at"):
        counted_as["desk"] = at
    rows = Initiative.objects.in_scope_of(asked.worker).filter(first_submitted_at__lt=midnight)
    phases = _phases(asked)
    if phases is not None:
        last = Initiative.objects.filter(phase=OuterRef("pk")).order_by("-first_submitted_at")
        ends = phases.annotate(last=Subquery(last.values("first_submitted_at")[:1])).values_list("last", flat=True)
        sent = [end for end in ends if end]
        rows = rows.filter(first_submitted_at__lte=max(sent)) if sent else rows.none()
    for top in _tops(asked):
        yield Part(
            rows.within([top]),
            lambda found: found.filter(**_age(asked)).in_states_at(midnight, asked.states, **counted_as),
        )


def _now(asked: QueueFilter) -> Iterator[Part]:
    """How they stand: a part for each state, and for each desk or union at or below which they lie.

    What an author edits counts when it is sent again, so the returned are narrowed by their last step.
    """
    rows = Initiative.objects.in_scope_of(asked.worker)
    at = asked.given("at")
    desks = asked.desks if asked.is_of_my_desks else [at] if at else []
    if desks:
        for desk in desks if State.WAITING in asked.states else []:
            yield _part(asked, rows.within(_tops(asked)).waiting_at(desk), State.WAITING, _programme(asked))
        return
    phases = _phases(asked)
    lasts = _lasts(phases, asked.states) if phases is not None else None
    for state in asked.states:
        for top in _tops(asked):
            yield from _below(asked, rows.within([top]).in_states([state]), state, top, lasts)


def _below(
    asked: QueueFilter, rows: InitiativeQuerySet, state: State, top: Union, lasts: list[dict[str, int | None]] | None
) -> Iterator[Part]:
    """Of a programme an index holds all of a state; below a union, it is at least known where they end."""
    if lasts is None:
        yield _part(asked, rows, state, {})
    elif top.level == Level.CONFEDERATION:
        for phase in lasts:
            yield _part(asked, rows.filter(phase=phase["pk"], pk__lte=phase[state] or 0), state, {})
    else:
        end = max((phase[state] or 0 for phase in lasts), default=0)
        yield _part(asked, rows.filter(pk__lte=end), state, {"phase__in": [phase["pk"] for phase in lasts]})


def _part(asked: QueueFilter, rows: InitiativeQuerySet, state: State, programme: dict[str, Any]) -> Part:
    limits, counted_as = _limits(asked), _classes(asked)
    edited_limits: dict[str, int] = {}
    if state == State.RETURNED:
        counted_as = {f"last_step__{name}": value for name, value in counted_as.items()}
        edited_limits = limits
    elif limits.get("claimed_benefit__gte", 0) >= LARGE_CLAIM:
        rows = rows.filter(**limits)
    else:
        counted_as |= limits
    counted_as |= programme
    if asked.is_waiting:
        rows = rows.filter(**_age(asked))
    else:
        counted_as |= _age(asked)
    if edited_limits:
        return Part(rows, lambda found: found.returned_with(**edited_limits).filter(**counted_as))
    return Part(rows, (lambda found: found.filter(**counted_as)) if counted_as else None)


def _phases(asked: QueueFilter) -> Any:
    """The phases of the programme or the one phase asked for, None where neither is."""
    if not _programme(asked):
        return None
    phase, programme = asked.given("phase"), asked.given("programme")
    found = Phase.objects.filter(pk=phase.pk) if phase else Phase.objects.all()
    return found.filter(programme=programme) if programme else found


def _lasts(phases: Any, states: Iterable[State]) -> list[dict[str, int | None]]:
    """Of each phase, its pk and the last initiative of each state."""
    sent = Initiative.objects.filter(phase=OuterRef("pk")).newest_first()
    ends = {state.value: Subquery(sent.filter(state=state).values("pk")[:1]) for state in states}
    return list(phases.annotate(**ends).order_by().values("pk", *ends))


def _programme(asked: QueueFilter) -> dict[str, Any]:
    return _given(asked, "programme", "phase")


def _classes(asked: QueueFilter) -> dict[str, Any]:
    found = _given(asked, "field", "kind", "author_group")
    return found | ({"computable": False} if asked.given("band") == NOT_IN_MONEY else {})


def _given(asked: QueueFilter, *names: str) -> dict[str, Any]:
    return {name: asked.given(name) for name in names if asked.given(name)}


def _age(asked: QueueFilter) -> dict[str, Any]:
    days = asked.given("age")
    return {"moved_at__lte": timezone.now() - timedelta(days=days)} if days else {}


def _limits(asked: QueueFilter) -> dict[str, int]:
    """The limits that are typed, together with those of a band."""
    limits = {"claimed_benefit__gte": asked.given("amount_from"), "claimed_benefit__lte": asked.given("amount_to")}
    start, end = BANDS.get(asked.given("band") or "", (None, None))
    if start is not None:
        limits |= {"claimed_benefit__gte": max(start, asked.given("amount_from") or 0), "claimed_benefit__lt": end}
    return {name: limit for name, limit in limits.items() if limit is not None}

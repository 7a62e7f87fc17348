"""The largest initiatives: approved ones of a union by verified benefit, now or as they stood at a past midnight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from config.database import IsAnyOf, planned
from config.lots import lots
from initiatives.models import ApprovalStep, Initiative
from initiatives.models.reads import InitiativeQuerySet
from initiatives.models.step import LARGE_APPROVAL
from initiatives.states import Act, State
from reporting.standing import Asked
from unions.models import Level, Union, Worker

SHOWN = 10
PORTION = 200
AMONG_LARGE = {
    Level.CONFEDERATION: LARGE_APPROVAL,
    Level.UNIT: LARGE_APPROVAL,
    Level.SUPERIOR: 3 * LARGE_APPROVAL,
    Level.GRASSROOTS: 3 * LARGE_APPROVAL,
}
"""From how much VND on it is quicker to look through all large approvals than through a union's few reopenings."""


@dataclass(frozen=True)
class Large:
    """One of the largest, with the verified benefit in VND that it had then."""

    initiative: Initiative
    verified_benefit: int
    is_open: bool
    """Whether its words may be shown."""


def largest(asked: Asked, reader: Worker) -> Sequence[Large]:
    """At most ten, the largest first, of what the reader's offices reach."""
    visible = Initiative.objects.in_scope_of(reader).within([asked.union])
    amounts = _standing_approved(asked, visible)
    if asked.as_of:
        least = amounts[-1][1] if len(amounts) == SHOWN else 0
        amounts += _reopened_since(asked, visible, least)
        amounts = sorted(amounts, key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
    initiatives = _described().in_bulk([pk for pk, _amount in amounts])
    open_ones = _open_ones(initiatives.values(), reader)
    return [Large(initiatives[pk], amount, pk in open_ones) for pk, amount in amounts]


def _standing_approved(asked: Asked, visible: InitiativeQuerySet) -> list[tuple[int, int]]:
    """What is approved today and has not moved since; read from the top of an index."""
    found = visible.approved().filter(programme=asked.programme, verified_benefit__isnull=False)
    if asked.phase:
        found = found.filter(phase=asked.phase)
    if asked.as_of:
        found = found.filter(moved_at__lt=asked.at)
    amounts = found.order_by("-verified_benefit", "pk").values_list("pk", "verified_benefit")
    return [(pk, amount or 0) for pk, amount in amounts[:SHOWN]]


def _reopened_since(asked: Asked, visible: InitiativeQuerySet, least: int) -> list[tuple[int, int]]:
    """What was approved at that midnight and was reopened later, with the amount that it had, from so much VND on:
    below that it is none of the largest.

    Looked for among the few large approvals where it must be one, else among what was reopened since: of the unions at
    or below, which the indexes of both tell apart. Nothing changes its union between the two.
    """
    if least < AMONG_LARGE[Level(asked.union.level)]:
        since = _below(asked, ApprovalStep.objects.filter(act=Act.REOPEN, at__gte=asked.at, programme=asked.programme))
        reopened = since.filter(initiative__in=visible.values("pk")).values_list("initiative_id", "previous_id")
        return _amounts_then(asked, least, list(reopened))
    approvals = _below(asked, _approvals(asked, least))
    reopened_then = {"next__act": Act.REOPEN, "next__at__gte": asked.at, "next__programme": asked.programme}
    with planned(enable_nestloop="off"):  # both are small, and would be looked up far apart, one by one
        found = _amounts(approvals.filter(next__union=F("union"), **reopened_then))
    shown: list[tuple[int, int]] = []
    for portion in lots(found, PORTION):
        seen = set(visible.filter(pk__in=dict(portion)).values_list("pk", flat=True))
        shown += [pair for pair in portion if pair[0] in seen]
        if len(shown) >= SHOWN:
            break
    return shown[:SHOWN]


def _amounts_then(asked: Asked, least: int, before: Sequence[tuple[int, int | None]]) -> list[tuple[int, int]]:
    """Of initiatives, each with the id of a step of its own, those that this step approved, the largest first.

    The steps lie far apart, so that all pages are asked for before the first is read.
    """
    initiatives = {pk for pk, _step in before}
    steps = [step for _pk, step in before if step]
    if not steps:
        return []
    with planned(enable_indexscan="off"):
        found = _amounts(_approvals(asked, least).filter(IsAnyOf(steps)))
    return [pair for pair in found if pair[0] in initiatives][:SHOWN]


def _amounts(approvals: QuerySet[ApprovalStep]) -> list[tuple[int, int]]:
    """What was approved, by its id, each with the amount, the largest first."""
    found = approvals.order_by("-verified_benefit", "initiative_id").values_list("initiative_id", "verified_benefit")
    return [(pk, amount or 0) for pk, amount in found]


def _approvals(asked: Asked, least: int) -> QuerySet[ApprovalStep]:
    """Those before the midnight, of so much VND at least."""
    approvals = ApprovalStep.objects.filter(state=State.APPROVED, at__lt=asked.at, verified_benefit__gte=least)
    return approvals.filter(programme=asked.programme, **({"phase": asked.phase} if asked.phase else {}))


def _below(asked: Asked, steps: QuerySet[ApprovalStep]) -> QuerySet[ApprovalStep]:
    """The steps of the union's initiatives and of those below it."""
    if asked.union.level == Level.CONFEDERATION:
        return steps
    return steps.filter(union__in=Union.objects.all().at_or_below([asked.union]).order_by().values("pk"))


def _described() -> InitiativeQuerySet:
    """Of ids that are in the reader's scope by the queries that gave them, in the same snapshot."""
    every: InitiativeQuerySet = Initiative.objects.all()
    shown = ("code", "title", "confidential", "union", "field")
    names = ("union__name", "union__short_name", "field__name_vi", "field__name_en")
    return every.select_related("union", "field").only(*shown, *names)


def _open_ones(initiatives: Iterable[Initiative], reader: Worker) -> set[int]:
    """Those whose words the reader may see; asked only for confidential ones, which are few."""
    confidential = [initiative.pk for initiative in initiatives if initiative.confidential]
    found = {initiative.pk for initiative in initiatives} - set(confidential)
    if confidential:
        rows = Initiative.objects.filter(pk__in=confidential).with_openness(reader).filter(Q(("is_open", True)))
        found |= set(rows.values_list("pk", flat=True))
    return found

"""The largest initiatives: approved ones of a union by verified benefit, now or as they stood at a past midnight."""

from collections.abc import Sequence
from dataclasses import dataclass

from initiatives.models import ApprovalStep, Initiative
from initiatives.models.reads import InitiativeQuerySet
from initiatives.states import State
from reporting.standing import Asked
from unions.models import Worker

SHOWN = 10


@dataclass(frozen=True)
class Large:
    """One of the largest, with the verified benefit in VND that it had then."""

    initiative: Initiative
    verified_benefit: int


def largest(asked: Asked, reader: Worker) -> Sequence[Large]:
    """At most ten, the largest first, of what the reader may see; `is_open` says whether its words may be shown."""
    visible = _described(Initiative.objects.visible_to(reader).within([asked.union]), reader)
    return _then(asked, visible) if asked.as_of else _now(asked, visible)


def _described(initiatives: InitiativeQuerySet, reader: Worker) -> InitiativeQuerySet:
    shown = ("code", "title", "confidential", "union", "field", "verified_benefit")
    names = ("union__name", "union__short_name", "field__name_vi", "field__name_en")
    return initiatives.with_openness(reader).select_related("union", "field").only(*shown, *names)


def _now(asked: Asked, visible: InitiativeQuerySet) -> list[Large]:
    approved = visible.approved().filter(programme=asked.programme, verified_benefit__isnull=False)
    if asked.phase:
        approved = approved.filter(phase=asked.phase)
    found = approved.order_by("-verified_benefit", "pk")[:SHOWN]
    return [Large(initiative, initiative.verified_benefit or 0) for initiative in found]


def _then(asked: Asked, visible: InitiativeQuerySet) -> list[Large]:
    """From the steps; what was reopened or decided anew since is shown as it stood."""
    steps = ApprovalStep.objects.last_before(asked.at).filter(
        programme=asked.programme,
        state=State.APPROVED,
        verified_benefit__isnull=False,
        initiative__in=visible.values("pk"),
    )
    if asked.phase:
        steps = steps.filter(phase=asked.phase)
    found = list(steps.order_by("-verified_benefit", "initiative_id")[:SHOWN])
    initiatives = visible.in_bulk([step.initiative_id for step in found])
    return [Large(initiatives[step.initiative_id], step.verified_benefit or 0) for step in found]

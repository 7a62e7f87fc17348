"""What a change of the tree would change, told before it is done; read from progress, so as fast at any size."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils import timezone

from initiatives.models import Initiative, Programme
from initiatives.states import State
from reporting.figures import Figures, figures
from reporting.models import TreeChange
from reporting.tree_paths import BEHIND
from reporting.tree_plan import Plan, initiatives_of
from unions.models import Level, Office, Union, Worker

MOST = 10_000
"""Up to how many waiting initiatives are counted."""


@dataclass(frozen=True)
class Shift:
    """A union that loses or gains initiatives in a programme: how many are approved before and after."""

    programme: Programme
    union: Union
    before: Figures
    approved: int

    @property
    def quota(self) -> int | None:
        return self.before.quota


@dataclass(frozen=True)
class OwnQuota:
    """What the merged union owes a programme: it keeps it, and the survivor owes no more than before."""

    programme: Programme
    quota: int


@dataclass(frozen=True)
class Preview:
    """What a plan comes to. `unions` counts the one that moves too; `waiting` what is passed on to other desks."""

    plan: Plan
    unions: int
    initiatives: int
    waiting: int
    members: int
    offices: int
    shifts: list[Shift]
    quotas: list[OwnQuota]

    @property
    def is_merge(self) -> bool:
        return self.plan.kind == TreeChange.Kind.MERGE

    @property
    def stays_beside(self) -> bool:
        """Whether a merged union keeps its own figures beside the survivor, as at grassroots."""
        return self.is_merge and not self.plan.sinks

    @property
    def below(self) -> int:
        """How many unions go along with the one that moves."""
        return self.unions - 1

    @property
    def waiting_is_capped(self) -> bool:
        return self.waiting > MOST


def preview(plan: Plan) -> Preview:
    """Read what the plan comes to; some ten queries and two more for each programme."""
    union = plan.union
    below = Union.objects.filter(path__gte=union.path, path__lt=union.path + BEHIND)
    offices = Office.objects.not_over(timezone.localdate()).filter(union=union)
    return Preview(
        plan,
        unions=below.count(),
        initiatives=initiatives_of(union),
        waiting=waiting(plan)[: MOST + 1].count(),
        members=Worker.objects.filter(union=union).count() if plan.kind == TreeChange.Kind.MERGE else 0,
        offices=offices.count(),
        shifts=list(_shifts(plan)),
        quotas=list(_quotas(plan)) if plan.kind == TreeChange.Kind.MERGE else [],
    )


def waiting(plan: Plan) -> "QuerySet[Initiative]":
    """What waits at the desks that will stand no longer above it."""
    union = plan.union
    found = Initiative.objects.filter(state=State.WAITING, desk__in=plan.left)
    found = found.filter(union__path__gte=union.path, union__path__lt=union.path + BEHIND)
    return found.exclude(union=union, desk=F("union"))


def _shifts(plan: Plan) -> Iterator[Shift]:
    for programme in _programmes([plan.union]):
        concerned = [union for union in (*plan.left, *plan.gained) if union.level != Level.CONFEDERATION]
        counted = figures(programme, [plan.union, *concerned])
        moving = counted[plan.union.pk].approved
        for union in concerned:
            if union == plan.union:
                continue
            before = counted[union.pk]
            yield Shift(programme, union, before, before.approved + (moving if union in plan.gained else -moving))


def _quotas(plan: Plan) -> Iterator[OwnQuota]:
    programmes = Programme.objects.filter(quotas__union=plan.union).distinct().order_by("-opens_at", "-pk")
    for programme in programmes:
        quota = figures(programme, [plan.union])[plan.union.pk].quota
        if quota:
            yield OwnQuota(programme, quota)


def _programmes(unions: Iterable[Union]) -> "QuerySet[Programme]":
    """Those in which anything was sent there, the newest first."""
    sent = Programme.objects.filter(progress__union__in=unions, progress__phase=None)
    return sent.distinct().order_by("-opens_at", "-pk")

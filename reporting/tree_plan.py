"""What a change of the tree comes to, checked: whether it may be, by whom, and which unions it concerns."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Sum, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.refusals import Refused
from initiatives.states import SENT
from reporting.models import TreeChange
from unions import scope
from unions.models import Level, Union, Worker
from unions.models.union import UNDER

MOST_AT_ONCE = 5_000
"""So many initiatives' rows an act writes itself: each stands in some twenty indexes."""


@dataclass(frozen=True)
class Plan:
    """A union to be moved under `target`, or merged into it; `parent` is what it will stand under."""

    kind: TreeChange.Kind
    union: Union
    old_parent: Union
    target: Union
    parent: Union

    @property
    def level(self) -> Level:
        return Level(self.union.level)

    @property
    def sinks(self) -> bool:
        """Whether the merged union comes to stand under the survivor; at grassroots it stands beside it."""
        return self.parent == self.target and self.kind == TreeChange.Kind.MERGE

    @cached_property
    def survivors_parent(self) -> Union:
        return parent_of(self.target)

    @property
    def keeps_parent(self) -> bool:
        """Whether the two that are merged stand under the same parent, which then keeps all its figures."""
        return self.kind == TreeChange.Kind.MERGE and self.old_parent == self.survivors_parent

    @property
    def still_named(self) -> list[int]:
        """The ids by which initiatives will name the survivor until a job has carried them."""
        return [self.union.pk, *self.union.formerly] if self.sinks and self.keeps_parent else []

    @cached_property
    def is_large(self) -> bool:
        """Whether it has more initiatives than an act writes: a job then lets them name the unit that it moved to."""
        if self.kind == TreeChange.Kind.MERGE or self.level != Level.SUPERIOR:
            return False
        return bool(self.union.formerly) or initiatives_of(self.union) > MOST_AT_ONCE

    @cached_property
    def ways(self) -> tuple[list[Union], list[Union]]:
        """What stands above the union's initiatives before, and what after: the root first."""
        before, after = self.old_parent.with_ancestors(), self.parent.with_ancestors()
        return ([*before, self.union] if self.sinks else before), after

    @property
    def left(self) -> list[Union]:
        """The unions above what moves that will stand there no longer."""
        before, after = self.ways
        return [union for union in before if union not in after]

    @property
    def gained(self) -> list[Union]:
        """The unions that will stand above what moves and did not before."""
        before, after = self.ways
        return [union for union in after if union not in before]


def _check_settled(*unions: Union) -> None:
    """Large superiors that were moved are carried on by a job; until then the two units change no further."""
    if any(union.taken_in or union.let_go for union in unions):
        raise Refused("unsettled", _("An earlier change is still being carried on here. Try again in some minutes."))


def initiatives_of(union: Union) -> int:
    """How many were sent at or below the union, in all programmes, by the last fold."""
    sent = union.progress.filter(phase=None).aggregate(sent=sum((Sum(state) for state in SENT), start=Value(0)))
    return sent["sent"] or 0


def plan_move(union: Union, *, under: Union, by: Worker | None) -> Plan:
    """Raises Refused where `under` cannot be above the union or the person may not move it there."""
    _check_standing(union)
    _check_open(under)
    if under.level not in UNDER[Level(union.level)]:
        raise Refused(
            "level",
            _("%(union)s is: %(level)s. That cannot stand under: %(parent_level)s.")
            % {"union": union, "level": Level(union.level).label, "parent_level": Level(under.level).label},
        )
    old_parent = parent_of(union)
    if old_parent == under:
        raise Refused(
            "same_parent", _("%(union)s stands under %(parent)s already.") % {"union": union, "parent": under}
        )
    _check_right(by, old_parent, under)
    _check_settled(old_parent, under)
    return Plan(TreeChange.Kind.MOVE, union, old_parent, under, under)


def plan_merge(union: Union, *, into: Union, by: Worker | None) -> Plan:
    """Raises Refused where the two cannot be one or the person may not merge them."""
    _check_standing(union)
    _check_open(union)
    _check_open(into)
    if union == into:
        raise Refused("same_union", _("Choose another union."))
    if union.level != into.level:
        raise Refused("level", _("Only two unions of the same level are merged."))
    old_parent, survivors_parent = parent_of(union), parent_of(into)
    _check_right(by, old_parent, survivors_parent)
    _check_settled(old_parent, survivors_parent, union, into)
    if union.level == Level.SUPERIOR and old_parent != survivors_parent and initiatives_of(union) > MOST_AT_ONCE:
        words = _("First move %(union)s under %(unit)s, then merge the two.")
        raise Refused("too_large", words % {"union": union, "unit": survivors_parent})
    parent = survivors_parent if union.level == Level.GRASSROOTS else into
    return Plan(TreeChange.Kind.MERGE, union, old_parent, into, parent)


def parent_of(union: Union) -> Union:
    """The union above; the root's is the root."""
    return union.with_ancestors()[-2:][0]


def _check_standing(union: Union) -> None:
    if union.level == Level.CONFEDERATION:
        raise Refused("confederation", _("The confederation stays where it is."))
    if TreeChange.objects.filter(kind=TreeChange.Kind.MERGE, union=union).exists():
        raise Refused("merged", _("%(union)s was merged into another union and stays with it.") % {"union": union})


def _check_open(union: Union) -> None:
    if union.is_closed_on(timezone.localdate()):
        raise Refused("closed", _("%(union)s is closed.") % {"union": union})


def _check_right(by: Worker | None, *places: Union) -> None:
    if by is not None and not all(scope.administers(by, place) for place in places):
        raise Refused("no_right", _("Only who administers both places, the old and the new, may do that."))

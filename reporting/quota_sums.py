"""Whether the quotas of a union's children add up to its own; worth a warning, never a refusal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from initiatives.models import Phase, Programme
from reporting.models import Quota
from reporting.quotas import Line
from unions.models import Level, Union


class _Place(NamedTuple):
    """A union by its path, in a programme as a whole (phase None) or in one of its phases."""

    programme: int
    phase: int | None
    path: str

    @property
    def above(self) -> "_Place":
        return self._replace(path=self.path[: -Union.steplen])


def wrong_sums(lines: Iterable[Line]) -> list[str]:
    """A line for each union that these quotas touch whose children have quotas that do not add up to its own.

    Assigned quotas as they hold on the latest day that the lines name.
    """
    assigned = [line for line in lines if line.kind == Quota.Kind.ASSIGNED]
    if not assigned:
        return []
    programmes = {line.programme for line in assigned}
    held = Quota.objects.filter(programme__in=programmes).assigned().holding_on(max(line.from_on for line in assigned))
    rows = held.values_list("programme_id", "phase_id", "union__path", "union_id", "count")
    own, sums, of_union = _targets(programmes), defaultdict[_Place, int](int), defaultdict[int, set[_Place]](set)
    for programme, phase, path, union, count in rows.iterator():
        place = _Place(programme, phase, path)
        own[place] = count
        sums[place.above] += count
        of_union[union].add(place)
    touched = {place for line in assigned for place in of_union[line.union]}
    touched |= {place.above for place in touched}
    wrong = sorted(place for place in touched if place in own and sums.get(place, own[place]) != own[place])
    return list(_told(wrong, own, sums))


def _targets(programmes: Iterable[int]) -> dict[_Place, int]:
    """The confederation's quotas."""
    root = Union.objects.get(level=Level.CONFEDERATION).path
    own = {
        _Place(pk, None, root): target
        for pk, target in Programme.objects.filter(pk__in=programmes).values_list("pk", "target")
    }
    phases = Phase.objects.filter(programme__in=programmes).values_list("programme_id", "pk", "target")
    return own | {_Place(programme, pk, root): target for programme, pk, target in phases if target}


def _told(places: list[_Place], own: dict[_Place, int], sums: dict[_Place, int]) -> Iterator[str]:
    codes = dict(Union.objects.filter(path__in={place.path for place in places}).values_list("path", "code"))
    programmes = Programme.objects.in_bulk({place.programme for place in places})
    phases = Phase.objects.in_bulk({place.phase for place in places if place.phase})
    for place in places:
        yield _("%(union)s, %(programme)s: the quotas below it add up to %(sum)s, its own is %(own)s.") % {
            "union": codes[place.path],
            "programme": phases[place.phase] if place.phase else programmes[place.programme],
            "sum": sums[place],
            "own": own[place],
        }

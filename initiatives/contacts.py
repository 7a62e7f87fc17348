"""Who can help with an initiative: the officers of a desk and the union's phone. Nobody's own phone or e-mail."""

from dataclasses import dataclass
from datetime import date

from unions.models import Office, Union

MOST_NAMED = 3


@dataclass(frozen=True)
class Contact:
    """A union to turn to, and the names of those who are officers there."""

    union: Union
    officers: list[str]


def contact_at(desk: Union, on: date) -> Contact:
    """The desk with its officers on the day; where it has none, the first union above that has some."""
    offices = Office.objects.active(on).officers().filter(union__path__in=desk.ancestor_paths, worker__is_active=True)
    nearest = list(offices.order_by("-union__depth", "pk").values_list("union_id", "worker__name")[:MOST_NAMED])
    if not nearest:
        return Contact(desk, [])
    first = nearest[0][0]
    union = desk if desk.pk == first else Union.objects.get(pk=first)
    return Contact(union, [name for union_id, name in nearest if union_id == first])

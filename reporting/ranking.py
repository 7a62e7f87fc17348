"""The unions below one, ranked by share of quota or by number, and how many of them met their quota."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reporting.figures import Figures, figures
from reporting.standing import Asked, Standing
from unions.models import Level, Union

PER_PAGE = 100
FURTHEST = 3


class Order(TextChoices):
    """What the unions are ranked by."""

    SHARE = "share", _("share of the quota")
    NUMBER = "number", _("number approved")


@dataclass(frozen=True)
class Row:
    """A union in the ranking; equals share a rank, and what has no quota has no rank by its share."""

    rank: int | None
    union: Union
    figures: Figures
    standing: Standing | None


@dataclass(frozen=True)
class Ranking:
    """One page of the unions directly below, and what holds of all of them."""

    order: Order
    page: "Page[Row]"
    furthest: Sequence[Row]
    """The few with the smallest shares of those that are behind, the smallest first."""
    unions: int
    with_quota: int
    met: int
    over_twice: int
    """How many have more than 200% of their quota."""
    own: int
    """Approved initiatives of the union itself, which are in the figures of none of the unions below."""

    @property
    def orders(self) -> list[tuple[str, str]]:
        return [(order.value, str(order.label)) for order in Order]

    @property
    def are_units(self) -> bool:
        return self.page[0].union.level == Level.UNIT


def ranking(asked: Asked, total: Figures, order: Order, page: str | None) -> Ranking | None:
    """The ranking below the union, whose own figures are `total`; None where nothing stands below it.

    Three queries, however many there are. A page too far is the last one.
    """
    children = _children(asked.union)
    below = figures(asked.programme, children, phase=asked.phase, as_of=asked.as_of)
    shown = [union for union in children if _stands(union, asked.on) or below[union.pk].submitted]
    rows = list(_ranked(asked, shown, below, order))
    if not rows:
        return None
    behind = [row for row in rows if row.standing in (Standing.BEHIND, Standing.MISSED)]
    return Ranking(
        order=order,
        page=Paginator(rows, PER_PAGE).get_page(page),
        furthest=sorted(behind, key=lambda row: row.figures.share or 0)[:FURTHEST],
        unions=len(rows),
        with_quota=sum(1 for row in rows if row.figures.quota),
        met=sum(1 for row in rows if row.figures.is_met),
        over_twice=sum(1 for row in rows if _is_over_twice(row.figures)),
        own=total.approved - sum(row.figures.approved for row in rows),
    )


def _children(union: Union) -> list[Union]:
    """The unions directly below, in the order of their names."""
    levels = [level for level in Level if level.rank > Level(union.level).rank]
    if union.level == Level.CONFEDERATION:
        levels = [Level.UNIT]  # the tree's index finds 82 of them among 126,000
    below = Union.objects.filter(level__in=levels, path__startswith=union.path, depth=union.depth + 1)
    return list(below.by_name().only("code", "name", "short_name", "level", "opened_on", "closed_on"))


def _stands(union: Union, on: date) -> bool:
    return (union.opened_on is None or union.opened_on <= on) and (union.closed_on is None or union.closed_on > on)


def _ranked(asked: Asked, unions: list[Union], below: Mapping[int, Figures], order: Order) -> Iterator[Row]:
    values = {union.pk: _value(below[union.pk], order) for union in unions}
    place, last = 0, -2.0
    ordered = sorted(unions, key=lambda union: (values[union.pk], below[union.pk].approved), reverse=True)
    for number, union in enumerate(ordered, start=1):
        of, value = below[union.pk], values[union.pk]
        if value != last:
            place, last = number, value
        yield Row(place if value >= 0 else None, union, of, asked.standing(of.approved, of.quota))


def _value(of: Figures, order: Order) -> float:
    """What is ranked by, the larger the better; -1 without a quota."""
    if order == Order.NUMBER:
        return of.approved
    return -1 if of.share is None else of.share


def _is_over_twice(of: Figures) -> bool:
    return of.quota is not None and of.approved > 2 * of.quota

"""The unions below one, ranked by share of quota or by number, and how many of them met their quota."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from reporting.figures import Figures, figures
from reporting.models import Progress
from reporting.standing import Asked, Standing
from unions.models import Level, Union
from unions.models.union import UnionQuerySet

PER_PAGE = 100
FURTHEST = 3
LATE = (Standing.BEHIND, Standing.MISSED)


class Order(TextChoices):
    """What the unions are ranked by."""

    SHARE = "share", _("share of the quota")
    NUMBER = "number", _("number approved")


class Key(NamedTuple):
    """What a union is ranked by, and whether it stands on the day."""

    union: int
    stands: bool
    approved: int
    quota: int | None
    submitted: int

    @property
    def share(self) -> float:
        """Of the quota, 1.0 is met; -1 without one."""
        return self.approved / self.quota if self.quota else -1


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
    page: "Page[tuple[int | None, Key]]"
    rows: Sequence[Row]
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
        return self.rows[0].union.level == Level.UNIT


def ranking(asked: Asked, total: Figures, order: Order, page: str | None) -> Ranking | None:
    """The ranking below the union, whose own figures are `total`; None where nothing stands below it.

    The same few queries for 82 units and for thousands of grassroots unions: all are ranked by two numbers each, and
    only the page's have their figures read. A page too far is the last one.
    """
    keys = [key for key in _keys(asked) if key.stands or key.submitted]
    if not keys:
        return None
    keys.sort(key=lambda key: (_value(key, order), key.approved), reverse=True)
    shown = Paginator(list(zip(_ranks(keys, order), keys, strict=True)), PER_PAGE).get_page(page)
    behind = [key for key in keys if asked.standing(key.approved, key.quota) in LATE]
    furthest = sorted(behind, key=lambda key: key.share)[:FURTHEST]
    rows = _rows(asked, [*shown, *((None, key) for key in furthest)])
    return Ranking(
        order=order,
        page=shown,
        rows=rows[: len(shown)],
        furthest=rows[len(shown) :],
        unions=len(keys),
        with_quota=sum(1 for key in keys if key.quota),
        met=sum(1 for key in keys if key.quota and key.approved >= key.quota),
        over_twice=sum(1 for key in keys if key.quota and key.approved > 2 * key.quota),
        own=total.approved - sum(key.approved for key in keys),
    )


def _keys(asked: Asked) -> Iterator[Key]:
    """What each union directly below is ranked by, in the order of their names."""
    below = _children(asked.union)
    numbers = _numbers_now(asked, below) if asked.as_of is None else _numbers_then(asked, below)
    for pk, opened_on, closed_on in below.values_list("pk", "opened_on", "closed_on"):
        stands = (opened_on is None or opened_on <= asked.on) and (closed_on is None or closed_on > asked.on)
        yield Key(pk, stands, *numbers.get(pk, (0, None, 0)))


def _children(union: Union) -> UnionQuerySet:
    levels = [level for level in Level if level.rank > Level(union.level).rank]
    if union.level == Level.CONFEDERATION:
        levels = [Level.UNIT]  # the tree's index finds 82 of them among 126,000
    below = Union.objects.filter(level__in=levels, path__startswith=union.path, depth=union.depth + 1)
    children: UnionQuerySet = below.by_name()
    return children


def _numbers_now(asked: Asked, below: UnionQuerySet) -> dict[int, tuple[int, int | None, int]]:
    progress = Progress.objects.filter(
        programme=asked.programme, phase=asked.phase, union__in=below.order_by().values("pk")
    )
    sent = F("waiting") + F("returned") + F("approved") + F("rejected")
    return {pk: numbers for pk, *numbers in progress.values_list("union_id", "approved", "quota", sent)}


def _numbers_then(asked: Asked, below: UnionQuerySet) -> dict[int, tuple[int, int | None, int]]:
    unions = below.only("level")
    then = figures(asked.programme, unions, phase=asked.phase, as_of=asked.as_of)
    return {pk: (of.approved, of.quota, of.submitted) for pk, of in then.items()}


def _value(key: Key, order: Order) -> float:
    """What is ranked by, the larger the better; -1 without a quota."""
    return key.approved if order == Order.NUMBER else key.share


def _ranks(keys: Sequence[Key], order: Order) -> Iterator[int | None]:
    place, last = 0, -2.0
    for number, key in enumerate(keys, start=1):
        value = _value(key, order)
        if value != last:
            place, last = number, value
        yield place if value >= 0 else None


def _rows(asked: Asked, ranked: Sequence[tuple[int | None, Key]]) -> list[Row]:
    unions = Union.objects.in_bulk([key.union for _rank, key in ranked])
    of = figures(asked.programme, unions.values(), phase=asked.phase, as_of=asked.as_of)
    return [
        Row(rank, unions[key.union], of[key.union], asked.standing(of[key.union].approved, of[key.union].quota))
        for rank, key in ranked
    ]

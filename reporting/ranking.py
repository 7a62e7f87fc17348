"""The unions below one: ranked, narrowed to those that are behind, met or over, and whose initiatives wait most."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reporting.figures import Figures, figures
from reporting.models import Progress
from reporting.scales import Scale, scale
from reporting.standing import Asked, Standing
from unions.models import Level, Union
from unions.models.union import UnionQuerySet

PER_PAGE = 100
SHORT = 5
"""How many stand in the short list of those furthest behind."""
FULLEST = 3
"""How many stand in that of those whose initiatives wait most."""
LATE = (Standing.BEHIND, Standing.MISSED)


class Order(TextChoices):
    """What the unions are ranked by."""

    SHARE = "share", _("share of the quota")
    NUMBER = "number", _("number approved")
    MISSING = "missing", _("number missing")
    BENEFIT = "benefit", _("verified benefit")


class Which(TextChoices):
    """Which of the unions below are shown."""

    ALL = "all", _("All")
    BEHIND = "behind", _("Behind")
    MET = "met", _("Quota met")
    OVER = "over", _("Over 200%")
    NO_QUOTA = "none", _("No quota")


class Key(NamedTuple):
    """What a union is ranked and chosen by, and whether it stands on the day. Benefit is verified, in VND."""

    union: int
    stands: bool
    approved: int
    quota: int | None
    submitted: int
    waiting: int
    benefit: int

    @property
    def share(self) -> float:
        """Of the quota, 1.0 is met; -1 without one."""
        return self.approved / self.quota if self.quota else -1

    @property
    def missing(self) -> int:
        """Approved initiatives to the quota; -1 without one."""
        return max(0, self.quota - self.approved) if self.quota else -1


VALUES: dict[Order, Callable[[Key], float]] = {
    Order.SHARE: lambda key: key.share,
    Order.NUMBER: lambda key: key.approved,
    Order.MISSING: lambda key: key.missing,
    Order.BENEFIT: lambda key: key.benefit,
}
"""What is ranked by, the larger the higher; -1 has no rank and stands last whichever way."""


@dataclass(frozen=True)
class Sorting:
    """What is ranked by, largest first unless `up`, and which are shown."""

    order: Order = Order.SHARE
    up: bool = False
    which: Which = Which.ALL


@dataclass(frozen=True)
class Row:
    """A union in the ranking; equals share a rank, and what has no quota has no rank by its share."""

    rank: int | None
    union: Union
    figures: Figures
    standing: Standing | None

    @property
    def missing(self) -> int | None:
        """Approved initiatives to the quota; None without one."""
        return self.figures.missing

    @property
    def percent(self) -> int | None:
        """The share of the quota as the length of a bar, not to be read as a figure; None without a quota."""
        return 100 * self.figures.approved // self.figures.quota if self.figures.quota else None


@dataclass(frozen=True)
class Ranking:
    """One page of the unions directly below, and what holds of all of them."""

    sorting: Sorting
    page: "Page[tuple[int | None, Key]]"
    rows: Sequence[Row]
    furthest: Sequence[Row]
    """The few with the smallest shares of those that are behind, the smallest first; of equals who misses most."""
    crowded: Sequence[Row]
    """The few whose initiatives wait most, at their own desks or above, the most first."""
    scale: Scale
    """How long the bars are, the same on every page."""
    numbers: dict[Which, int]
    """How many of all there are of each choice."""
    with_quota: int
    own: int
    """Approved initiatives of the union itself, which are in the figures of none of the unions below."""
    are_units: bool

    @property
    def unions(self) -> int:
        return self.numbers[Which.ALL]

    @property
    def behind(self) -> int:
        return self.numbers[Which.BEHIND]

    @property
    def met(self) -> int:
        return self.numbers[Which.MET]

    @property
    def over_twice(self) -> int:
        """How many have more than 200% of their quota."""
        return self.numbers[Which.OVER]

    @cached_property
    def orders(self) -> list[tuple[str, str]]:
        return [(order.value, str(order.label)) for order in Order]

    @cached_property
    def choices(self) -> list[tuple[str, str, int]]:
        """Value, label and number of each choice of unions."""
        return [(which.value, str(which.label), self.numbers[which]) for which in Which]


def ranking(asked: Asked, total: Figures, sorting: Sorting, page: str | None) -> Ranking | None:
    """The ranking below the union, whose own figures are `total`; None where nothing stands below it.

    The same few queries for 82 units and for thousands of grassroots unions: all are ranked by a few numbers each,
    and only the page's have their figures read. A rank is one among all, whichever are shown. A page too far is the
    last one.
    """
    keys = [key for key in _keys(asked) if key.stands or key.submitted]
    if not keys:
        return None
    kinds = {key.union: set(_kinds(asked, key)) for key in keys}
    ranked = [pair for pair in _ranked(keys, sorting) if sorting.which in kinds[pair[1].union]]
    shown = Paginator(ranked, PER_PAGE).get_page(page)
    behind = [key for key in keys if Which.BEHIND in kinds[key.union]]
    furthest = sorted(behind, key=lambda key: (key.share, -key.missing))[:SHORT]
    crowded = sorted((key for key in keys if key.waiting), key=lambda key: -key.waiting)[:FULLEST]
    rows = _rows(asked, [*shown, *((None, key) for key in (*furthest, *crowded))])
    end = len(shown) + len(furthest)
    return Ranking(
        sorting=sorting,
        page=shown,
        rows=rows[: len(shown)],
        furthest=rows[len(shown) : end],
        crowded=rows[end:],
        scale=scale(key.share for key in keys),
        numbers={which: sum(1 for of in kinds.values() if which in of) for which in Which},
        with_quota=sum(1 for key in keys if key.quota),
        own=total.approved - sum(key.approved for key in keys),
        are_units=asked.union.level == Level.CONFEDERATION,
    )


def _kinds(asked: Asked, key: Key) -> Iterator[Which]:
    """Every choice that the union belongs to."""
    yield Which.ALL
    if not key.quota:
        yield Which.NO_QUOTA
        return
    if asked.standing(key.approved, key.quota) in LATE:
        yield Which.BEHIND
    if key.approved >= key.quota:
        yield Which.MET
    if key.approved > 2 * key.quota:
        yield Which.OVER


def _ranked(keys: list[Key], sorting: Sorting) -> list[tuple[int | None, Key]]:
    """Each with its rank, in the order asked for; of equals the one with more approved stands higher."""
    value = VALUES[sorting.order]
    keys = sorted(keys, key=lambda key: (value(key), key.approved), reverse=True)
    ranked = list(zip(_ranks(map(value, keys)), keys, strict=True))
    if not sorting.up:
        return ranked
    return [*reversed([pair for pair in ranked if pair[0]]), *(pair for pair in ranked if pair[0] is None)]


def _ranks(values: Iterable[float]) -> Iterator[int | None]:
    place, last = 0, -2.0
    for number, value in enumerate(values, start=1):
        if value != last:
            place, last = number, value
        yield place if value >= 0 else None


def _keys(asked: Asked) -> Iterator[Key]:
    """What each union directly below is ranked by, in the order of their names."""
    below = _children(asked.union)
    numbers = _numbers_now(asked, below) if asked.as_of is None else _numbers_then(asked, below)
    for pk, opened_on, closed_on in below.values_list("pk", "opened_on", "closed_on"):
        stands = (opened_on is None or opened_on <= asked.on) and (closed_on is None or closed_on > asked.on)
        yield Key(pk, stands, *numbers.get(pk, (0, None, 0, 0, 0)))


def _children(union: Union) -> UnionQuerySet:
    levels = [level for level in Level if level.rank > Level(union.level).rank]
    if union.level == Level.CONFEDERATION:
        levels = [Level.UNIT]  # the tree's index finds 82 of them among 126,000
    below = Union.objects.filter(level__in=levels, path__startswith=union.path, depth=union.depth + 1)
    children: UnionQuerySet = below.by_name()
    return children


Numbers = tuple[int, int | None, int, int, int]


def _numbers_now(asked: Asked, below: UnionQuerySet) -> dict[int, Numbers]:
    progress = Progress.objects.filter(
        programme=asked.programme, phase=asked.phase, union__in=below.order_by().values("pk")
    )
    columns = ("approved", "quota", "submitted", "waiting", "verified_benefit")
    return {pk: numbers for pk, *numbers in progress.with_submitted().values_list("union_id", *columns)}


def _numbers_then(asked: Asked, below: UnionQuerySet) -> dict[int, Numbers]:
    then = figures(asked.programme, below.only("level"), phase=asked.phase, as_of=asked.as_of)
    return {pk: (of.approved, of.quota, of.submitted, of.waiting, of.verified_benefit) for pk, of in then.items()}


def _rows(asked: Asked, ranked: Sequence[tuple[int | None, Key]]) -> list[Row]:
    unions = Union.objects.in_bulk([key.union for _rank, key in ranked])
    of = figures(asked.programme, unions.values(), phase=asked.phase, as_of=asked.as_of)
    return [
        Row(rank, unions[key.union], of[key.union], asked.standing(of[key.union].approved, of[key.union].quota))
        for rank, key in ranked
    ]

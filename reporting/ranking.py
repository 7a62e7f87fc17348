"""The unions below one: ranked, narrowed to those that are behind, met or over, and whose initiatives wait most."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest, nsmallest

from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reporting.figures import Figures
from reporting.keys import Key, keys_below
from reporting.scales import Scale, scale
from reporting.standing import Asked, Standing
from unions.models import Level, Union

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
    key: Key
    standing: Standing | None

    @property
    def missing(self) -> int | None:
        """Approved initiatives to the quota; None without one."""
        return self.key.missing if self.key.quota else None

    @property
    def percent(self) -> int | None:
        """The share of the quota as the length of a bar, not to be read as a figure; None without a quota."""
        return 100 * self.key.approved // self.key.quota if self.key.quota else None


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
    and only the page's have their names read. A rank is one among all, whichever are shown. A page too far is the
    last one.
    """
    keys = keys_below(asked)
    if not keys:
        return None
    kinds = _kinds(asked, keys)
    shown = Paginator(_chosen(keys, kinds, sorting), PER_PAGE).get_page(page)
    furthest = nsmallest(SHORT, kinds[Which.BEHIND], key=lambda key: (key.share, -key.missing))
    crowded = nlargest(FULLEST, (key for key in keys if key.waiting), key=lambda key: key.waiting)
    rows = _rows(asked, [*shown, *((None, key) for key in (*furthest, *crowded))])
    end = len(shown) + len(furthest)
    return Ranking(
        sorting=sorting,
        page=shown,
        rows=rows[: len(shown)],
        furthest=rows[len(shown) : end],
        crowded=rows[end:],
        scale=scale(key.share for key in keys),
        numbers={which: len(of) for which, of in kinds.items()},
        with_quota=len(keys) - len(kinds[Which.NO_QUOTA]),
        own=total.approved - sum(key.approved for key in keys),
        are_units=asked.union.level == Level.CONFEDERATION,
    )


def everything(asked: Asked, sorting: Sorting) -> list[Row] | None:
    """The rows of all pages; None where nothing stands below the union."""
    keys = [] if asked.union.level == Level.GRASSROOTS else keys_below(asked)
    if not keys:
        return None
    return _rows(asked, _chosen(keys, _kinds(asked, keys), sorting))


def _kinds(asked: Asked, keys: list[Key]) -> dict[Which, list[Key]]:
    """The unions of each choice."""
    given = [key for key in keys if key.quota]
    return {
        Which.ALL: keys,
        Which.BEHIND: [key for key in given if asked.standing(key.approved, key.quota) in LATE],
        Which.MET: [key for key in given if key.approved >= (key.quota or 0)],
        Which.OVER: [key for key in given if key.approved > 2 * (key.quota or 0)],
        Which.NO_QUOTA: [key for key in keys if not key.quota],
    }


def _chosen(keys: list[Key], kinds: dict[Which, list[Key]], sorting: Sorting) -> list[tuple[int | None, Key]]:
    """Those of the choice in their order, each with its rank among all."""
    ranked = _ranked(keys, sorting)
    if sorting.which == Which.ALL:
        return ranked
    chosen = {key.union for key in kinds[sorting.which]}
    return [pair for pair in ranked if pair[1].union in chosen]


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


def _rows(asked: Asked, ranked: Sequence[tuple[int | None, Key]]) -> list[Row]:
    unions = Union.objects.only("code", "name", "short_name").in_bulk({key.union for _rank, key in ranked})
    return [Row(rank, unions[key.union], key, asked.standing(key.approved, key.quota)) for rank, key in ranked]

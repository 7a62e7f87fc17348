"""Long lists of initiatives, read along an index in their order: whole, or the first that match within a bound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet

from initiatives.models import Initiative
from initiatives.models.reads import InitiativeQuerySet
from unions.paging import CAP

LOOK = 20_000
"""Through how many a narrowed list looks at least, where no index answers what narrows it."""

LONG = 10_000
"""How many rows a list shows that indexes hold in its order."""

Place = tuple[Any, ...]
"""A row of a list: its id, and what it stands by where that is another column."""

Narrow = Callable[[InitiativeQuerySet], InitiativeQuerySet]


class Search(NamedTuple):
    """What keeps the rows with the words looked for: by reading row by row, and by the index of words."""

    by_row: Narrow
    by_index: Narrow


@dataclass(frozen=True)
class Order:
    """In which order a list stands: by a column and the number of the row, both up or both down."""

    column: str
    down: bool

    @property
    def by(self) -> tuple[str, ...]:
        sign = "-" if self.down else ""
        return tuple(f"{sign}{column}" for column in reversed(self.columns))

    @property
    def columns(self) -> tuple[str, ...]:
        return ("pk",) if self.column == "pk" else ("pk", self.column)

    def until(self, reached: Sequence[Any]) -> dict[str, Any]:
        """What is looked at where the parts reach so far: no part further than the one that reaches least far."""
        return {f"{self.column}__gte": max(reached)} if self.down else {f"{self.column}__lte": min(reached)}


NEWEST = Order("pk", down=True)
OLDEST = Order("moved_at", down=False)
LATEST_SUBMITTED = Order("first_submitted_at", down=True)
"""From a midnight back: an index begins there, where one by number walks through all that came later."""


@dataclass(frozen=True)
class Part:
    """A part of a list that an index holds in the list's order; `narrow` keeps what matches, row by row."""

    rows: InitiativeQuerySet
    narrow: Narrow | None = None

    @property
    def matching(self) -> InitiativeQuerySet:
        return self.narrow(self.rows) if self.narrow else self.rows

    def until(self, end: dict[str, Any]) -> "Part":
        return Part(self.rows.filter(**end), self.narrow)


@dataclass(frozen=True)
class Found:
    """The first that match, up to one more than a list shows; `is_bounded` where there may be others further on."""

    places: list[Place]
    is_bounded: bool


@dataclass(frozen=True)
class Listing:
    """A list in parts that share no row: each is read along its index."""

    parts: Sequence[Part]
    order: Order
    search: Search | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether rows of the parts are left out, so that it is read row by row."""
        return self.search is not None or any(part.narrow for part in self.parts)

    @property
    def has_any(self) -> bool:
        return bool(self.found.places) if self.is_narrowed else self.whole.exists()

    @property
    def whole(self) -> "QuerySet[Initiative, Place]":
        """The first `LONG` rows and one more in their order, of a list that is not narrowed."""
        return self._merged([part.rows for part in self.parts], LONG + 1)

    @cached_property
    def found(self) -> Found:
        """Of a narrowed list, the first that match.

        What no index answers is looked for in the first `LOOK` rows of each part at most. So are words, and where many
        of those rows have them, no further: only for rare words the index of words is asked.
        """
        reached = self._reached()
        near = [part.until(self.order.until(reached)) if reached else part for part in self.parts]
        if self.search is None:
            found = self._first([part.matching for part in near])
            return Found(found, bool(reached) and len(found) <= CAP)
        by_row, by_index = self.search
        found = self._first([by_row(part.matching) for part in near])
        if not reached or len(found) > CAP:
            return Found(found, False)
        if any(part.narrow for part in near) and len(self._first([by_row(part.rows) for part in near])) > CAP:
            return Found(found, True)
        return Found(self._first([by_index(part.matching) for part in self.parts]), False)

    def _first(self, parts: Sequence[InitiativeQuerySet]) -> list[Place]:
        return list(self._merged(parts, CAP + 1)[: CAP + 1])

    def _reached(self) -> list[Any]:
        """Of each part with more rows than are looked at, the place where the look ends."""
        by, column = self.order.by, self.order.column
        ends = [part.rows.order_by(*by).values_list(column, flat=True)[LOOK : LOOK + 1] for part in self.parts]
        return list(ends[0].union(*ends[1:], all=True) if ends[1:] else ends[0])

    def _merged(self, parts: Sequence[InitiativeQuerySet], most: int) -> "QuerySet[Initiative, Place]":
        """The parts' rows in the order of the list; of several parts so many of each, as the planner sorts all else."""
        first, *others = (rows.order_by(*self.order.by).values_list(*self.order.columns) for rows in parts)
        if not others:
            return first
        return first[:most].union(*(other[:most] for other in others), all=True).order_by(*self.order.by)

"""Long lists of initiatives, read along an index in their order: whole, or the first that match within a bound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.db.models.query import EmptyQuerySet

from initiatives.models import Initiative
from initiatives.models.reads import InitiativeQuerySet
from unions.paging import CAP

LOOK = 20_000
"""Through how many a narrowed list looks at least, where no index answers what narrows it."""

NEARER = 10
"""In one in so many of these rows it looks before, which is enough where many match."""

LONG = 10_000
"""How many rows a list shows that indexes hold in its order."""

Place = tuple[Any, ...]
"""A row of a list: its id, and what it stands by where that is another column."""

Narrow = Callable[[InitiativeQuerySet], InitiativeQuerySet]


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
    """The first that match, up to one more than a list shows; `is_bounded` where there may be others further on.

    `looked` is among about how many rows then, and `reached` where each part was left that has more rows.
    """

    places: list[Place]
    is_bounded: bool
    looked: int = 0
    reached: Sequence[Any] = ()


@dataclass(frozen=True)
class Listing:
    """A list in parts that share no row: each is read along its index."""

    parts: Sequence[Part]
    order: Order

    @property
    def is_narrowed(self) -> bool:
        """Whether rows of the parts are left out, so that it is read row by row."""
        return any(part.narrow for part in self.parts)

    @property
    def has_any(self) -> bool:
        return bool(self.found.places) if self.is_narrowed else self.whole.exists()

    @property
    def look(self) -> int:
        """Through how many it looks; of a past midnight fewer, since the steps of each are read."""
        return LOOK // 2 if self.order == LATEST_SUBMITTED else LOOK

    @property
    def whole(self) -> "QuerySet[Initiative, Place]":
        """The first `LONG` rows and one more in their order, of a list that is not narrowed."""
        return self.merged([part.rows for part in self.parts], LONG + 1)

    @cached_property
    def found(self) -> Found:
        """Of a narrowed list the first that match, among the first `look` rows of each part at least."""
        near = self.near(self.look // NEARER)
        return self.near(self.look) if near.is_bounded else near

    @property
    def every(self) -> list[InitiativeQuerySet]:
        """Of each part all that match, however far: for exports and bulk acts, which take their time."""
        return [part.matching for part in self.parts]

    @property
    def every_row_by_row(self) -> list[InitiativeQuerySet]:
        """The same, for who reads the rows in an order of their own."""
        return self.every

    def to_the_end(self, most: int) -> list[Place]:
        """All that match in the order of the list, up to so many."""
        return list(self.merged(self.every, most)[:most])

    def match(self, part: Part) -> InitiativeQuerySet:
        """What of a part matches, asked of each row."""
        return part.matching

    def near(self, rows: int) -> Found:
        """What matches among about so many rows, read one by one."""
        reached = self._reached(rows)
        near = [part.until(self.order.until(reached)) if reached else part for part in self.parts]
        found = self.first([self.match(part) for part in near])
        return Found(found, bool(reached) and len(found) <= CAP, rows, reached)

    def first(self, parts: Sequence[InitiativeQuerySet]) -> list[Place]:
        """As many of these parts as a list shows, and one more."""
        return list(self.merged(parts, CAP + 1)[: CAP + 1])

    def _reached(self, look: int) -> list[Any]:
        """Of each part with more rows than are looked at, the place where the look ends."""
        by, column = self.order.by, self.order.column
        ends = [part.rows.order_by(*by).values_list(column, flat=True)[look : look + 1] for part in self.parts]
        return list(ends[0].union(*ends[1:], all=True) if ends[1:] else ends[0])

    def merged(
        self, parts: Sequence[InitiativeQuerySet], most: int, *more_columns: str
    ) -> "QuerySet[Initiative, Place]":
        """The parts' rows in the order of the list; of several parts so many of each, as the planner sorts all else."""
        full = [rows for rows in parts if not isinstance(rows, EmptyQuerySet)] or parts[:1]
        first, *others = (
            rows.order_by(*self.order.by).values_list(*self.order.columns, *more_columns) for rows in full
        )
        if not others:
            return first
        return first[:most].union(*(other[:most] for other in others), all=True).order_by(*self.order.by)

"""Long lists of initiatives, read along an index in their order: whole, or the first that match within a bound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import EmptyQuerySet

from initiatives.models import Initiative
from initiatives.models.reads import InitiativeQuerySet
from initiatives.models.search import blocks, code_condition, entries, places, words_query
from initiatives.models.search_entry import BLOCK
from unions.models import Worker
from unions.paging import CAP

LOOK = 20_000
"""Through how many a narrowed list looks at least, where no index answers what narrows it."""

FREQUENT = 100
"""One in so many has words that stand in more than `CANDIDATES` of a large programme."""

FIRST = 16 * BLOCK
"""Among so many of the newest numbers the index of words is asked first, which tells how frequent they are: those that
came last, which were read row by row, may all be of one wave."""

CANDIDATES = 6_000
"""Of how many found by the index of words it is looked whether all else matches, too."""

NEAR = 5_000
"""In how many words are looked for row by row before the index of words is asked: enough for all frequent ones."""

SAMPLE = 500
"""In how many below some union, whose rows lie far apart, before it is known that the words are frequent there."""

OFTEN = 5
"""One in so many has them then; of others the index of words is no slower than as many rows as a list needs."""

LONG = 10_000
"""How many rows a list shows that indexes hold in its order."""

Place = tuple[Any, ...]
"""A row of a list: its id, and what it stands by where that is another column."""

Narrow = Callable[[InitiativeQuerySet], InitiativeQuerySet]


@dataclass(frozen=True)
class Search:
    """Words or a code looked for by a person; `unions` are the ids at or below which all lies, none for everywhere."""

    text: str
    worker: Worker
    unions: Sequence[int] = ()

    @property
    def is_coded(self) -> bool:
        """Whether an index of codes answers it, or nothing is to be found."""
        return code_condition(self.text.strip()) is not None or words_query(self.text) is None

    def row_by_row(self, rows: InitiativeQuerySet) -> InitiativeQuerySet:
        return rows.matching_row_by_row(self.text, self.worker)

    def wholly(self, rows: InitiativeQuerySet) -> InitiativeQuerySet:
        """However many there are: for what may take its time."""
        return rows.matching(self.text, self.worker)

    def newest(self, within: Sequence[str], most: int) -> list[int]:
        """The ids of the newest entries with the words, not yet narrowed to what the person may read."""
        query = words_query(self.text, [places(self.unions), within])
        return list(entries(query or "").order_by("-pk").values_list("pk", flat=True)[:most])


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

    `reached` is where each part was left, of those with more rows than were looked at.
    """

    places: list[Place]
    is_bounded: bool
    reached: Sequence[Any] = ()


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
    def look(self) -> int:
        """Through how many it looks; of a past midnight fewer, since the steps of each are read."""
        return LOOK // 2 if self.order == LATEST_SUBMITTED else LOOK

    @property
    def whole(self) -> "QuerySet[Initiative, Place]":
        """The first `LONG` rows and one more in their order, of a list that is not narrowed."""
        return self._merged([part.rows for part in self.parts], LONG + 1)

    @cached_property
    def found(self) -> Found:
        """Of a narrowed list, the first that match.

        What no index answers is looked for in the first `LOOK` rows of each part at most. So are words in the first
        `NEAR`, and where many of those rows have them, no further; else the index of words is asked. Below some union
        it is asked already where few of `SAMPLE` rows have them.
        """
        if self.search is None:
            return self._near(self.look)
        if self.search.is_coded:
            return Found(self._first(self.every), False)
        rows = min(SAMPLE, NEAR) if self.search.unions else NEAR
        near = self._near(rows)
        if rows < NEAR and near.is_bounded and len(near.places) * OFTEN >= rows:
            rows = max(NEAR, _enough(len(near.places), rows))
            near = self._near(rows)
        return self._indexed(near, rows) if near.is_bounded else near

    @property
    def every(self) -> list[InitiativeQuerySet]:
        """Of each part all that match, however far: for exports and bulk acts, which take their time."""
        return [self.search.wholly(part.matching) if self.search else part.matching for part in self.parts]

    def to_the_end(self, most: int) -> list[Place]:
        """All that match in the order of the list, up to so many."""
        return list(self._merged(self.every, most)[:most])

    def _near(self, rows: int) -> Found:
        """What matches among about so many rows, read one by one."""
        reached = self._reached(rows)
        near = [part.until(self.order.until(reached)) if reached else part for part in self.parts]
        search = self.search
        found = self._first([search.row_by_row(part.matching) if search else part.matching for part in near])
        return Found(found, bool(reached) and len(found) <= CAP, reached)

    def _indexed(self, near: Found, rows: int) -> Found:
        """What the index of words finds: of rare words all, of others the newest, as far as a page may take.

        `near` was found in so many rows.
        """
        if self.order != NEWEST:
            ids = [] if len(near.places) * FREQUENT > rows else self._search.newest((), CANDIDATES + 1)
            return Found(self._among(ids), False) if 0 < len(ids) <= CANDIDATES else self._near(self.look // 2)
        newest = Initiative.objects.newest_first().values_list("pk", flat=True).first() or 0
        seen = max(newest - max(near.reached), 1)
        enough = _enough(len(near.places), seen)
        if self._search.unions:
            return self._indexed_below(blocks(newest, enough))
        numbers = min(enough, FIRST)
        ids = self._search.newest(blocks(newest, numbers), CANDIDATES)
        if len(ids) * newest <= CANDIDATES * numbers:  # so rare that all may be looked at
            return self._all_of_rare()
        found = self._among(ids)
        if len(found) > CAP or numbers >= newest:
            return Found(found, len(found) <= CAP and len(ids) == CANDIDATES)
        numbers = min(_enough(len(found), numbers), numbers * CANDIDATES // len(ids))
        found = self._among(self._search.newest(blocks(newest, numbers), CANDIDATES))
        return Found(found, len(found) <= CAP)

    def _indexed_below(self, within: Sequence[str]) -> Found:
        """What the index of words finds below some union: in blocks that are likely to have enough, else in all."""
        found = self._newest_among(self._search.newest(within, CANDIDATES)) if within else []
        return Found(found, False) if len(found) > CAP else self._all_of_rare()

    def _all_of_rare(self) -> Found:
        """Of all that have the words, the newest that match."""
        ids = self._search.newest((), CANDIDATES + 1)
        return Found(self._newest_among(ids), len(ids) > CANDIDATES)

    def _newest_among(self, ids: Sequence[int]) -> list[Place]:
        """The same as `_among`, of ids with the newest first: no more of them are read than a list takes."""
        found = self._among(ids[: 2 * CAP])
        return self._among(ids) if len(found) <= CAP and len(ids) > 2 * CAP else found

    @property
    def _search(self) -> Search:
        if self.search is None:
            raise ValueError("Nothing is looked for in this list.")
        return self.search

    def _among(self, ids: Sequence[int]) -> list[Place]:
        """The first of these that match and may be searched."""
        parts = reduce(or_, (part.matching for part in self.parts))
        listed = RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, ids))}}}"])
        return self._first([parts.filter(pk__in=listed).searchable_by(self._search.worker, self._search.text)])

    def _first(self, parts: Sequence[InitiativeQuerySet]) -> list[Place]:
        return list(self._merged(parts, CAP + 1)[: CAP + 1])

    def _reached(self, look: int) -> list[Any]:
        """Of each part with more rows than are looked at, the place where the look ends."""
        by, column = self.order.by, self.order.column
        ends = [part.rows.order_by(*by).values_list(column, flat=True)[look : look + 1] for part in self.parts]
        return list(ends[0].union(*ends[1:], all=True) if ends[1:] else ends[0])

    def _merged(self, parts: Sequence[InitiativeQuerySet], most: int) -> "QuerySet[Initiative, Place]":
        """The parts' rows in the order of the list; of several parts so many of each, as the planner sorts all else."""
        full = [rows for rows in parts if not isinstance(rows, EmptyQuerySet)] or parts[:1]
        first, *others = (rows.order_by(*self.order.by).values_list(*self.order.columns) for rows in full)
        if not others:
            return first
        return first[:most].union(*(other[:most] for other in others), all=True).order_by(*self.order.by)


def _enough(found: int, numbers: int) -> int:
    """Among how many numbers, or rows, half as many again as a list shows are likely, where so many had so many."""
    return int(1.5 * CAP * numbers / max(found, 1))

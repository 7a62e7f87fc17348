"""Lists in which words or a code are looked for: row by row where words are frequent, else by the index of words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from config.database import IsAnyOf, planned
from initiatives.lists import NEWEST, Found, Listing, Part, Place
from initiatives.models import Initiative, Outdated
from initiatives.models.reads import InitiativeQuerySet
from initiatives.models.search import blocks, code_condition, entries, likely_entries, places, words_of
from initiatives.models.search_entry import SearchEntry
from unions.models import Union, Worker
from unions.paging import CAP

FREQUENT = 100
"""One in so many has words that stand in more than `CANDIDATES` of a large programme."""

NEAR = 5_000
"""In so many of the first rows words are looked for row by row: enough for frequent ones."""

CANDIDATES = 6_000
"""Of how many found by the index of words it is looked whether all else matches, too."""

AT_ONCE = 3_000
"""So many at most are likely to be found, and are all looked at, sooner than in two steps."""

BY_WORDS = {"work_mem": "32MB", "enable_indexscan": "off", "enable_seqscan": "off"}
"""The index of words is asked, also where the planner takes words for so frequent that it would read entry by entry,
the newest first. The memory is enough for where a frequent beginning of words stands in millions of entries; with the
server's own setting the index tells pages alone, and each of their entries has to be read."""

FAR_APART = {"seq_page_cost": "100", "random_page_cost": "100"}
"""What a page costs. Rows that are asked for by their numbers lie far apart, each on a page of its own, so that an
index with all that is asked is read instead; it has those of a union side by side."""

BY_INDEX_ALONE = FAR_APART | {"enable_bitmapscan": "off"}
"""Where each part of the list has such an index. Where rows have to be read, a bitmap asks for their pages at once."""


@dataclass(frozen=True)
class Search:
    """Words or a code looked for by a person; `unions` are the ids at or below which all lies, none for everywhere."""

    text: str
    worker: Worker
    unions: Sequence[int] = ()

    @property
    def is_coded(self) -> bool:
        """Whether an index of codes answers it, or nothing is to be found."""
        return code_condition(self.text.strip()) is not None or not words_of(self.text)

    def row_by_row(self, rows: InitiativeQuerySet) -> InitiativeQuerySet:
        return rows.matching_row_by_row(self.text, self.worker)

    def wholly(self, rows: InitiativeQuerySet) -> InitiativeQuerySet:
        """However many there are: for what may take its time."""
        return rows.matching(self.text, self.worker)

    @property
    def likely(self) -> int:
        """How many entries have the words, as statistics have it."""
        return likely_entries(self.text, [places(self.unions)])

    def newest(self, within: Sequence[str], most: int) -> list[int]:
        """The ids of the newest entries with the words, not yet narrowed to what the person may read."""
        found = entries(self.text, [places(self.unions), within]).order_by("-pk").values_list("pk", flat=True)[:most]
        with planned(**BY_WORDS):
            return list(found)


@dataclass(frozen=True)
class SearchedListing(Listing):
    """A list of which only what was looked for is shown."""

    search: Search

    @property
    def is_narrowed(self) -> bool:
        return True

    @cached_property
    def found(self) -> Found:
        """The first that match: of words that are frequent everywhere looked for row by row, else in the index of
        words, which can be asked for a part only where the newest stand first."""
        if self.search.is_coded:
            return Found(self.first(self.every), False)
        if self.search.unions and self._was_moved:
            # What was moved a moment ago has its old place in the index: the parts alone tell where it lies.
            return replace(self, search=replace(self.search, unions=())).found
        if self.order != NEWEST:
            return self._in_another_order()
        newest = SearchEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        likely = self.search.likely
        if self.search.unions or _enough(likely, newest) > NEAR:
            return self._indexed(newest, _enough(likely, newest)) if likely > AT_ONCE else self._all_of_rare(newest)
        near = self.near(NEAR)
        if not near.is_bounded:
            return near
        seen, most = max(newest - max(near.reached), 1), CANDIDATES * newest // likely
        indexed = self._indexed(newest, min(_enough(len(near.places), seen), most))
        return near if indexed.is_bounded and len(indexed.places) < len(near.places) else indexed

    @property
    def _was_moved(self) -> bool:
        """Whether anything now at or below the unions may still have another place in the index of words."""
        outdated = Outdated.objects.filter(union__isnull=False)
        if not outdated.exists():
            return False
        below = Union.objects.all().at_or_below(Union.objects.filter(pk__in=self.search.unions))
        return outdated.filter(union__in=below.order_by()).exists()

    @property
    def every(self) -> list[InitiativeQuerySet]:
        return [self.search.wholly(part.matching) for part in self.parts]

    @property
    def every_row_by_row(self) -> list[InitiativeQuerySet]:
        return [self.match(part) for part in self.parts]

    def match(self, part: Part) -> InitiativeQuerySet:
        return self.search.row_by_row(part.matching)

    def _in_another_order(self) -> Found:
        """In an order that the index of words does not know: all of rare words, else what is found row by row."""
        near = self.near(NEAR)
        if not near.is_bounded:
            return near
        if len(near.places) * FREQUENT <= NEAR:
            ids = self.search.newest((), CANDIDATES + 1)
            if len(ids) <= CANDIDATES:
                return Found(self._among(ids), False)
        return self.near(self.look // 2) if self.look // 2 > NEAR else near

    def _indexed(self, newest: int, numbers: int) -> Found:
        """What the index of words finds in so many of the newest numbers, or in more where that is too little.

        Where all that have the words may be looked at, they are. So they are below a union, as far as that may be: few
        of the newest may lie there.
        """
        within = blocks(newest, numbers)
        ids = self.search.newest(within, CANDIDATES) if within else []
        if len(ids) * newest > CANDIDATES * numbers:
            found = self._newest_among(ids) if len(ids) > CAP else []
            if len(found) <= CAP and len(ids) < CANDIDATES:
                likely = _enough(len(found) if len(ids) > CAP else len(ids), numbers)
                further = blocks(newest, min(likely, numbers * CANDIDATES // len(ids)))
                ids, within = self._further(ids, within, further), further
                found = self._newest_among(ids)
            if len(found) > CAP or len(ids) == CANDIDATES or not self.search.unions:
                is_all = not within and len(ids) < CANDIDATES
                return Found(found, len(found) <= CAP and not is_all, newest - ids[-1] + 1)
        return self._all_of_rare(newest)

    def _further(self, ids: list[int], within: Sequence[str], further: Sequence[str]) -> list[int]:
        """The ids of more blocks, or of all where there are none, with those that were found before."""
        others = [block for block in further if block not in within]
        if further and not others:
            return ids
        return sorted({*ids, *self.search.newest(others, CANDIDATES)}, reverse=True)[:CANDIDATES]

    def _all_of_rare(self, newest: int) -> Found:
        """Of all that have the words, the newest that match."""
        ids = self.search.newest((), CANDIDATES + 1)
        found = self._newest_among(ids)
        is_bounded = len(ids) > CANDIDATES and len(found) <= CAP
        return Found(found, is_bounded, newest - ids[-1] + 1 if is_bounded else 0)

    def _newest_among(self, ids: Sequence[int]) -> list[Place]:
        """The same as `_among`, of ids with the newest first: no more of them are read than a list takes."""
        found = self._among(ids[: 2 * CAP])
        return self._among(ids) if len(found) <= CAP and len(ids) > 2 * CAP else found

    def _among(self, ids: Sequence[int]) -> list[Place]:
        """The first of these that match and may be searched.

        An index tells of each part what lies in it and what of it is confidential; only of that, which is little, it is
        asked whether this person may search it.
        """
        if not ids:
            return []
        listed = [part.matching.filter(IsAnyOf(ids)) for part in self.parts]
        with planned(**(FAR_APART if super().is_narrowed else BY_INDEX_ALONE)):
            rows = list(self.merged(listed, len(ids), "confidential"))
        confidential = [pk for pk, *_place, is_confidential in rows if is_confidential]
        hidden = set(confidential) - self._searchable(confidential)
        return [tuple(place) for *place, _is_confidential in rows if place[0] not in hidden][: CAP + 1]

    def _searchable(self, ids: Sequence[int]) -> set[int]:
        """Those of the ids that this person may search for these words."""
        if not ids:
            return set()
        rows = Initiative.objects.filter(IsAnyOf(ids)).searchable_by(self.search.worker, self.search.text)
        return set(rows.values_list("pk", flat=True))


def _enough(found: int, numbers: int) -> int:
    """Among how many numbers, or rows, a quarter more than a list shows are likely, where so many had so many."""
    return int(1.25 * CAP * numbers / max(found, 1))

"""What a page of figures shows of a union: gathered here, without HTTP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from zlib import crc32

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.deadlines import midnight_after
from initiatives.models import AuthorGroup, Field, Kind, Programme
from initiatives.states import State
from reporting.figures import By, DayFigures, Figures, Part, breakdowns, figures, series
from reporting.freshness import Freshness, freshness
from reporting.largest import Large, largest
from reporting.midnights import Midnight, midnights
from reporting.models import Progress
from reporting.pace import Pace
from reporting.plots import Plot, plots
from reporting.ranking import Ranking, Sorting, ranking
from reporting.standing import Asked, Standing
from unions import scope
from unions.models import Level, Office, Union, Worker

RENEWED = 30
"""Seconds after which an open page gets everything anew."""
MOST_FOUND = 20
QUOTAS_SEEN_BY = (Office.Kind.LEADER, Office.Kind.ADMINISTRATOR)
"""Whose quotas stand in the list of quotas; the admin's own scope decides."""


@dataclass(frozen=True)
class Breakdown:
    """The approved by author group, kind or field: the parts with their names, the largest first."""

    by: By
    title: str
    parts: Sequence[tuple[str, Part]]


@dataclass(frozen=True)
class Age:
    """How old the figures are."""

    as_of: date | None
    freshness: Freshness

    @property
    def seconds(self) -> int:
        return self.freshness.seconds

    @property
    def is_provisional(self) -> bool:
        """Whether the day may still bring more: it is today, or steps of it may not be counted yet."""
        folded_at = self.freshness.folded_at
        if self.as_of is None or folded_at is None or self.freshness.uncounted:
            return True
        return folded_at < midnight_after(self.as_of)


@dataclass(frozen=True)
class Board:
    """The figures of a union and what stands behind them; amounts in VND.

    `largest` is None for who may not read initiatives there, `ranking` where nothing stands below.
    """

    asked: Asked
    figures: Figures
    age: Age
    days: Sequence[DayFigures]
    ranking: Ranking | None
    breakdowns: Sequence[Breakdown]
    largest: Sequence[Large] | None
    may_see_quotas: bool

    @property
    def may_read(self) -> bool:
        """Whether the reader may open the lists behind the figures."""
        return self.largest is not None

    @property
    def elapsed(self) -> int:
        """The share of the time that has passed, in whole percent."""
        return int(100 * self.asked.elapsed)

    @property
    def standing(self) -> Standing | None:
        return self.asked.standing(self.figures.approved, self.figures.quota)

    @cached_property
    def pace(self) -> Pace:
        return Pace(self.asked, self.figures, self.days)

    @cached_property
    def plots(self) -> tuple[Plot, Plot]:
        """The totals, and what each day brought."""
        return plots(self.pace)

    @property
    def is_target(self) -> bool:
        """Whether the quota is the programme's own target, which nobody assigned."""
        return bool(self.asked.union.level == Level.CONFEDERATION)

    @property
    def midnights(self) -> list[Midnight]:
        return midnights(self.asked)

    @property
    def version(self) -> str:
        return version(self.figures)


def board(asked: Asked, reader: Worker, *, sorting: Sorting, page: str | None = None) -> Board:
    """Everything, in a number of queries that does not depend on how much there is."""
    total = figures_of(asked)
    below = None if asked.union.level == Level.GRASSROOTS else ranking(asked, total, sorting, page)
    return Board(
        asked=asked,
        figures=total,
        age=age_of(asked),
        days=series(asked.programme, asked.union, phase=asked.phase, until=asked.as_of),
        ranking=below,
        breakdowns=list(_breakdowns(asked)),
        largest=largest(asked, reader) if scope.reaches(reader, asked.union, scope.READING) else None,
        may_see_quotas=scope.reaches(reader, asked.union, QUOTAS_SEEN_BY),
    )


def figures_of(asked: Asked) -> Figures:
    return figures(asked.programme, [asked.union], phase=asked.phase, as_of=asked.as_of)[asked.union.pk]


def age_of(asked: Asked) -> Age:
    return Age(asked.as_of, freshness())


def version(of: Figures) -> str:
    """A word that stays while a union's figures do, at most RENEWED seconds: what is below may change by itself."""
    return f"{crc32(repr(of).encode()):x}-{int(timezone.now().timestamp()) // RENEWED}"


def above_in_scope(union: Union, reader: Worker) -> list[Union]:
    """The unions above whose figures the reader may see, the highest first."""
    if all(office.union.depth >= union.depth for office in scope.offices(reader)):
        return []
    return [above for above in union.with_ancestors()[:-1] if scope.reaches(reader, above)]


@dataclass(frozen=True)
class Found:
    """Unions found, each with the one above it by which namesakes are told apart; `more` where some are left out."""

    unions: Sequence[tuple[Union, Union | None]]
    more: bool


def find(reader: Worker, text: str) -> Found:
    """The unions whose figures the reader may see and whose code or name holds every word; the highest first."""
    if not text.strip():
        return Found([], more=False)
    seen = Union.objects.all().at_or_below(scope.tops(reader)).matching(text)
    found = list(seen.order_by("depth", "name_key", "pk")[: MOST_FOUND + 1])
    paths = [union.path[: -Union.steplen] for union in found]
    above = {union.path: union for union in Union.objects.filter(path__in=paths)}
    pairs = [(union, above.get(path)) for union, path in zip(found, paths, strict=True)][:MOST_FOUND]
    return Found(pairs, more=len(found) > MOST_FOUND)


def newest_with_data(union: Union) -> Programme | None:
    """The newest programme in which the union has figures; where none has, the newest of all."""
    programmes = Programme.objects.newest_first()
    counted = Progress.objects.filter(union=union).values("programme")
    return programmes.filter(pk__in=counted).first() or programmes.first()


def _breakdowns(asked: Asked) -> Iterator[Breakdown]:
    found = breakdowns(asked.programme, asked.union, state=State.APPROVED, phase=asked.phase, as_of=asked.as_of)
    for by, parts in found.items():
        title, names = _words(by)
        yield Breakdown(by, title, [(names[part.key], part) for part in parts])


def _words(by: By) -> tuple[str, dict[Any, str]]:
    """The breakdown's title, and the name of each key."""
    if by == "field":
        return _("By field of work"), {field.pk: str(field) for field in Field.objects.all()}
    if by == "kind":
        return _("By kind"), {key: str(label) for key, label in Kind.choices}
    return _("By author group"), {key: str(label) for key, label in AuthorGroup.choices}

"""What a page of figures shows of a union: gathered here, without HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import AuthorGroup, Field, Kind, Programme
from initiatives.states import State
from reporting.figures import KEPT, By, Figures, Part, breakdown, figures
from reporting.freshness import Freshness, freshness
from reporting.largest import Large, largest
from reporting.models import Progress
from reporting.ranking import Order, Ranking, ranking
from reporting.standing import Asked, Standing
from unions import scope
from unions.models import Level, Union, Worker

RENEWED = 30
"""Seconds after which an open page gets everything anew."""


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
        """Since the figures were whole."""
        folded_at = self.freshness.folded_at
        return max(0, int((timezone.now() - folded_at).total_seconds())) if folded_at else 0


@dataclass(frozen=True)
class Board:
    """The figures of a union and what stands behind them; amounts in VND.

    `largest` is None for who may not read initiatives there, `ranking` where nothing stands below.
    """

    asked: Asked
    figures: Figures
    age: Age
    ranking: Ranking | None
    breakdowns: Sequence[Breakdown]
    largest: Sequence[Large] | None

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

    @property
    def version(self) -> str:
        return version(self.figures)


def board(asked: Asked, reader: Worker, *, order: Order = Order.SHARE, page: str | None = None) -> Board:
    """Everything but the plots, in a number of queries that does not depend on how much there is."""
    total = figures_of(asked)
    below = None if asked.union.level == Level.GRASSROOTS else ranking(asked, total, order, page)
    return Board(
        asked=asked,
        figures=total,
        age=age_of(asked),
        ranking=below,
        breakdowns=[_breakdown(asked, by) for by in KEPT[asked.union.level]],
        largest=largest(asked, reader) if scope.reaches(reader, asked.union, scope.READING) else None,
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
    return [above for above in union.with_ancestors()[:-1] if scope.reaches(reader, above)]


def newest_with_data(union: Union) -> Programme | None:
    """The newest programme in which the union has figures; where none has, the newest of all."""
    programmes = Programme.objects.newest_first()
    counted = Progress.objects.filter(union=union).values("programme")
    return programmes.filter(pk__in=counted).first() or programmes.first()


def _breakdown(asked: Asked, by: By) -> Breakdown:
    parts = breakdown(asked.programme, asked.union, by=by, state=State.APPROVED, phase=asked.phase, as_of=asked.as_of)
    title, names = _words(by)
    return Breakdown(by, title, [(names[part.key], part) for part in parts])


def _words(by: By) -> tuple[str, dict[Any, str]]:
    """The breakdown's title, and the name of each key."""
    if by == "field":
        return _("By field of work"), {field.pk: str(field) for field in Field.objects.all()}
    if by == "kind":
        return _("By kind"), {key: str(label) for key, label in Kind.choices}
    return _("By author group"), {key: str(label) for key, label in AuthorGroup.choices}

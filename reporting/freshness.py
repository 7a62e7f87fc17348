"""How old the figures are."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from reporting.models import FoldState

MOST_COUNTED = 100_000

FRESHNESS = """
SELECT (SELECT folded_at FROM reporting_foldstate),
    (SELECT count(*) FROM (SELECT FROM initiatives_uncountedstep LIMIT %s) waiting)
"""


@dataclass(frozen=True)
class Freshness:
    """How old the figures are: every step committed before `folded_at` is in them; None before the first fold.

    `uncounted` is how many steps wait to be counted, at most MOST_COUNTED.
    """

    folded_at: datetime | None
    uncounted: int

    @property
    def seconds(self) -> int:
        """Since the figures were whole."""
        return max(0, int((timezone.now() - self.folded_at).total_seconds())) if self.folded_at else 0


def folded_at() -> datetime | None:
    """The instant to write beside figures: every step committed before it is in them. None before the first fold."""
    return FoldState.objects.values_list("folded_at", flat=True).first()


def freshness() -> Freshness:
    """How old the figures are and what is still to be counted."""
    with connection.cursor() as cursor:
        cursor.execute(FRESHNESS, [MOST_COUNTED])
        return Freshness(*cursor.fetchone())

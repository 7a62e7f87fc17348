"""How old the figures are."""

from dataclasses import dataclass
from datetime import datetime

from initiatives.models import ApprovalStep, UncountedStep
from reporting.models import FoldState

MOST_COUNTED = 100_000


@dataclass(frozen=True)
class Freshness:
    """How old the figures are: every step committed before `folded_at` is in them; None before the first fold.

    `uncounted` is how many steps wait to be counted, at most MOST_COUNTED; `oldest_at` is the first one's time.
    """

    folded_at: datetime | None
    uncounted: int
    oldest_at: datetime | None


def folded_at() -> datetime | None:
    """The instant to write beside figures: every step committed before it is in them. None before the first fold."""
    return FoldState.objects.values_list("folded_at", flat=True).first()


def freshness() -> Freshness:
    """How old the figures are and what is still to be counted."""
    uncounted = UncountedStep.objects.all()[:MOST_COUNTED].count()
    oldest = ApprovalStep.objects.filter(pk=UncountedStep.objects.order_by("pk").values("pk")[:1])
    return Freshness(folded_at(), uncounted, oldest.values_list("at", flat=True).first())

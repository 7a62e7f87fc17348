"""How long bars of shares are drawn beside one another, so that 140% and 260% of a quota differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

WIDEST = 300
"""Percent that the longest bar can show: one union at 2,000% must not press all others together."""
STEP = 50


@dataclass(frozen=True)
class Scale:
    """What the bars of one table share: `widest`, in percent of the quota, fills a bar."""

    widest: int = 100

    @property
    def mark(self) -> int | None:
        """Percent at which a mark stands in each bar; None where the quota is the bar's end."""
        return 100 if self.widest > 100 else None


def scale(shares: Iterable[float]) -> Scale:
    """For shares of which 1.0 is met: up to the next STEP above the largest, from 100% to WIDEST."""
    return Scale(min(WIDEST, max(100, STEP * ceil(100 * max(shares, default=0) / STEP))))

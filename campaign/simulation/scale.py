"""How large the simulated programme is, what is drawn from which seed, and how its time is counted."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

Array = NDArray[Any]

WHOLE = 2_400_000
"""Initiatives that the real programme was sent."""
BEGIN = date(2021, 9, 1)
"""Instants are counted in seconds from this midnight in Vietnam, days from this day; nothing is told of before."""
DAY = 86_400
OPENS, CLOSES = date(2022, 1, 8), date(2023, 8, 31)
SECOND_PHASE = date(2022, 6, 1)
IN_OFFICE_FROM = date(2021, 12, 1)


@dataclass(frozen=True)
class Size:
    """So many initiatives in a tree of so many unions; rows depend on these and on the seed alone."""

    initiatives: int = WHOLE
    seed: int = 1
    superiors: int = 1_300
    grassroots: int = 126_000

    @property
    def share(self) -> float:
        """How much of the real programme it is."""
        return self.initiatives / WHOLE

    def scaled(self, published: float) -> int:
        """A published count in proportion."""
        return round(published * self.share)

    def seed_of(self, *names: object) -> int:
        """A seed for one part of the work, the same in every process."""
        text = ":".join(str(name) for name in (self.seed, *names))
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")

    def numbers(self, *names: object) -> np.random.Generator:
        """Random numbers in bulk for one part of the work."""
        return np.random.Generator(np.random.PCG64(self.seed_of(*names)))


def day_number(day: date) -> int:
    return (day - BEGIN).days


def day_of(number: int) -> date:
    return BEGIN + timedelta(days=number)


def instant(seconds: float) -> datetime:
    """So many seconds after the first midnight, in Vietnam."""
    return timezone.make_aware(datetime.combine(BEGIN, time()) + timedelta(seconds=seconds))


def apportioned(total: int, weights: "Array | list[float]", least: int = 0) -> Array:
    """The total divided in proportion by largest remainders; parts are `least` or more and add up to the total."""
    shares = np.asarray(weights, dtype=float)
    spread = total - least * len(shares)
    exact = shares * (spread / shares.sum())
    parts: Array = np.floor(exact).astype(np.int64)
    parts[np.argsort(parts - exact, kind="stable")[: spread - int(parts.sum())]] += 1
    return parts + least


def fitted(rows: Array, columns: Array, prior: Array) -> Array:
    """Whole numbers near the prior's shape that add up to these rows and columns, whose sums are the same.

    Raises ValueError where the prior leaves cells no room.
    """
    cells = prior.astype(float) * (rows.sum() / prior.sum())
    for _round in range(500):
        cells *= (rows / np.maximum(cells.sum(axis=1), 1e-12))[:, None]
        cells *= columns / np.maximum(cells.sum(axis=0), 1e-12)
    if np.abs(cells.sum(axis=1) - rows).max() > 1:
        raise ValueError("Rows and columns do not fit the prior.")
    whole: Array = np.floor(cells + 1e-9).astype(np.int64)
    left, over = rows - whole.sum(axis=1), columns - whole.sum(axis=0)
    for cell in np.argsort(whole - cells, axis=None, kind="stable").tolist() * 3:
        row, column = divmod(cell, prior.shape[1])
        if left[row] > 0 and over[column] > 0 and prior[row, column] > 0:
            whole[row, column] += 1
            left[row] -= 1
            over[column] -= 1
    if left.any() or over.any():
        raise ValueError("Rows and columns do not fit the prior.")
    return whole

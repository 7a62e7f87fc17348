"""What simulated initiatives are worth: a long tail whose sums by unit are those that were published."""

import numpy as np

from campaign.simulation.scale import Array, Size
from campaign.simulation.units import BILLION, UnitPlan

APPROVED_FINAL = 0
COMPUTABLE = (0.34, 0.86, 0.0)
"""Of each author group, how many state an amount."""
SPREAD = (1.1, 1.35, 1.0)
"""How uneven amounts are in each author group: the deviation of their logarithms."""
ENTERPRISE_LARGER = 3.0
SPREAD_OF_LARGE_UNITS = 2.1
LEAST, MOST = 200_000, 96 * BILLION
VERIFIED_LESS = 0.16
LARGE = (
    ("CD-DK", 512), ("CD-DK", 262), ("CD-DL", 173), ("CD-DK", 154), ("CD-TKV", 131), ("LD01", 122), ("CD-DK", 118),
    ("CD-DL", 112), ("CD-CT", 108), ("CD-TKV", 105), ("LD79", 103), ("CD-DK", 101),
)  # fmt: skip
"""The largest, in billion VND: one above 500 and at least nine from 100 were published, without their figures."""
CENTS = 1_000
"""Amounts are whole thousands of VND."""


def planned_amounts(size: Size, units: UnitPlan, unit: Array, group: Array, final: Array) -> tuple[Array, Array]:
    """Claimed and verified benefit of each initiative in VND, 0 where there is none."""
    random = size.numbers("amounts")
    count = len(unit)
    computable = random.random(count) < np.array(COMPUTABLE)[group]
    uneven = np.array(SPREAD)[group]
    oil = unit == units.number("CD-DK")
    uneven[oil] = SPREAD_OF_LARGE_UNITS
    raw = np.exp(random.standard_normal(count) * uneven) * np.where(group == 1, ENTERPRISE_LARGER, 1.0)
    raw[~computable] = 0
    share = np.where(random.random(count) < VERIFIED_LESS, random.uniform(0.6, 0.97, count), 1.0)
    large = _large(size, units, unit, final, computable)
    scale = _scales(units, unit, final, raw * share, large)
    claimed = _rounded(np.clip(raw * scale[unit], LEAST, MOST))
    claimed[~computable] = 0
    claimed[final != APPROVED_FINAL] = _rounded(claimed[final != APPROVED_FINAL] * 1.25)
    verified = (claimed * share).astype(np.int64) // CENTS * CENTS
    for number, amount in large.items():
        claimed[number] = verified[number] = amount
    verified[final != APPROVED_FINAL] = 0
    return claimed, verified


def _large(size: Size, units: UnitPlan, unit: Array, final: Array, computable: Array) -> dict[int, int]:
    """The largest few by initiative: as many as the size allows, from the largest down."""
    random = size.numbers("large")
    found: dict[int, int] = {}
    for code, billions in LARGE[: round(len(LARGE) * size.share)]:
        mine = np.flatnonzero((unit == units.number(code)) & (final == APPROVED_FINAL) & computable)
        if len(mine):
            found[int(random.choice(mine))] = billions * BILLION + int(random.integers(0, 900)) * 1_000_000
    return found


def _scales(units: UnitPlan, unit: Array, final: Array, raw: Array, large: dict[int, int]) -> Array:
    """By unit, what makes its approved amounts add up to its benefit, after what is clipped."""
    counted = raw.copy()
    counted[final != APPROVED_FINAL] = 0
    counted[list(large)] = 0
    taken = np.bincount(unit[list(large)], weights=list(large.values()), minlength=len(units.codes))
    wanted = np.maximum(units.benefit - taken, 0)
    scale = wanted / np.maximum(np.bincount(unit, weights=counted, minlength=len(units.codes)), 1e-9)
    for _round in range(12):
        amounts = np.where(counted > 0, np.clip(counted * scale[unit], LEAST * 0.8, MOST), 0)
        scale *= wanted / np.maximum(np.bincount(unit, weights=amounts, minlength=len(units.codes)), 1)
    return scale


def _rounded(amounts: Array) -> Array:
    """As people state them: three figures, and never less than whole thousands."""
    whole = np.maximum(amounts, 1)
    steps = np.maximum(10.0 ** (np.floor(np.log10(whole)) - 2), CENTS)
    found: Array = (np.round(amounts / steps) * steps).astype(np.int64)
    return found

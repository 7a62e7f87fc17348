"""Who submits what, when and how it ends: arrays over all initiatives in the order of their submission."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from campaign.simulation.amounts import planned_amounts
from campaign.simulation.days import instants, per_day, units_of
from campaign.simulation.forest import Forest
from campaign.simulation.scale import CLOSES, DAY, Array, Size, apportioned, day_number
from campaign.simulation.units import UnitPlan

END = (day_number(CLOSES) + 1) * DAY
"""Nothing is told of after the close: the figures of its midnight were published."""
PUBLIC, ENTERPRISE, UNION_WORK = range(3)
PER_AUTHOR = 7.4
"""Initiatives of an author, on average, before what is rounded to whole authors."""
TAKING_PART, OIL_TAKING_PART = 0.985, 0.3
"""Of the grassroots unions, how many submit anything; of CD-DK fewer, so that its authors are as many as published."""
DK_AUTHORS = 1_062
"""Authors of CD-DK, as published."""


class Final(IntEnum):
    """How an initiative stands at the end."""

    APPROVED = 0
    REJECTED = 1
    WITHDRAWN = 2
    RETURNED = 3
    WAITING = 4


@dataclass(frozen=True)
class Plan:
    """By initiative: instant, unit, author group, end, grassroots union (numbers from 0), which of its authors, and
    claimed and verified benefit in VND (0 where it cannot be computed). `members` are authors by union and pool:
    those of union work stand in the second."""

    at: Array
    unit: Array
    group: Array
    final: Array
    grassroots: Array
    author: Array
    claimed: Array
    verified: Array
    members: Array


def planned(size: Size, units: UnitPlan, forest: Forest) -> Plan:
    """The whole plan, in a few seconds at 2.4 million."""
    counts = per_day(size)
    at, unit = instants(size, counts), units_of(size, units, counts)
    group, final, grassroots = (np.empty(size.initiatives, dtype=kind) for kind in (np.uint8, np.uint8, np.int32))
    order = np.argsort(unit, kind="stable")
    begins = np.concatenate([[0], np.cumsum(units.submitted)])
    weights = _weights(size, units, forest)
    for number in range(len(units.codes)):
        mine = order[begins[number] : begins[number + 1]]
        random = size.numbers("unit", number)
        group[mine] = _shuffled(random, np.arange(3), units.groups[number])
        for kind in range(3):
            of_kind = mine[group[mine] == kind]
            final[of_kind] = _finals(random, at[of_kind], int(units.approved_groups[number, kind]))
            grassroots[of_kind] = _placed(random, weights, _fitting(forest, number, kind), len(of_kind))
    members, author = _authors(size, units, forest, grassroots, group)
    claimed, verified = planned_amounts(size, units, unit, group, final)
    return Plan(at, unit, group, final, grassroots, author, claimed, verified, members)


def _shuffled(random: np.random.Generator, values: Array, counts: Array) -> Array:
    found = np.repeat(values, counts)
    random.shuffle(found)
    return found


def _finals(random: np.random.Generator, at: Array, approved: int) -> Array:
    """So many are approved, of what came in the last days fewer; of the others most of those still wait."""
    days_left = (END - at) / DAY
    score = random.random(len(at)) + 1.6 * np.exp(-days_left / 7.0)
    found = np.empty(len(at), dtype=np.uint8)
    order = np.argsort(score, kind="stable")
    found[order[:approved]] = Final.APPROVED
    rest = order[approved:]
    drawn, left = random.random(len(rest)), days_left[rest]
    settled = random.choice(
        [Final.REJECTED, Final.WITHDRAWN, Final.RETURNED, Final.WAITING], size=len(rest), p=[0.755, 0.17, 0.07, 0.005]
    )
    lately = np.where(drawn > 1 - 0.1 * np.exp(-left / 40.0), Final.RETURNED, settled)
    found[rest] = np.where(drawn < 0.97 * np.exp(-left / 16.0), Final.WAITING, lately)
    return found


def _weights(size: Size, units: UnitPlan, forest: Forest) -> Array:
    """How much is submitted at each grassroots union: heavy-tailed, in some nothing; at a smaller size in fewer."""
    random = size.numbers("weights")
    weights = forest.members**0.85 * random.lognormal(0, 0.7, len(forest.members))
    taking_part = np.minimum(TAKING_PART, 1.2 * size.share * Size.grassroots / size.grassroots)
    chances = np.where(forest.unit == units.number("CD-DK"), taking_part * OIL_TAKING_PART, taking_part)
    return np.where(random.random(len(weights)) < chances, weights, weights * 1e-9)


def _fitting(forest: Forest, unit: int, kind: int) -> Array:
    """The grassroots unions of a unit from which an author group comes; officers' own work comes from all of them."""
    mine = np.flatnonzero(forest.unit == unit)
    fitting = mine if kind == UNION_WORK else mine[forest.is_public[mine] == (kind == PUBLIC)]
    return fitting if len(fitting) else mine


def _placed(random: np.random.Generator, weights: Array, fitting: Array, count: int) -> Array:
    """The grassroots union of each of so many, in proportion to the weights."""
    return _shuffled(random, fitting, apportioned(count, weights[fitting]))


def _authors(size: Size, units: UnitPlan, forest: Forest, grassroots: Array, group: Array) -> tuple[Array, Array]:
    """How many authors each union has in its two pools, and which of them put each initiative forward.

    Everybody has one; the others fall to a few more than to most.
    """
    random = size.numbers("authors")
    pool = grassroots.astype(np.int64) * 2 + (group == UNION_WORK)
    counts = np.bincount(pool, minlength=2 * len(forest.members))
    members = _pool_sizes(size, units, forest, counts, random)
    order = np.lexsort((random.random(len(pool)), pool))
    rank = np.arange(len(pool)) - np.repeat(np.cumsum(counts) - counts, counts)
    of = members[pool[order]]
    skewed = (of * random.random(len(pool)) ** 1.5).astype(np.int64)
    author = np.empty(len(pool), dtype=np.int32)
    author[order] = np.where(rank < of, rank, np.minimum(skewed, of - 1))
    return members.reshape(-1, 2), author


def _pool_sizes(size: Size, units: UnitPlan, forest: Forest, counts: Array, random: np.random.Generator) -> Array:
    wanted = counts / (PER_AUTHOR * random.uniform(0.85, 1.25, len(counts)))
    members = np.where(counts > 0, np.maximum(1, np.round(wanted)), 0).astype(np.int64)
    oil = np.repeat(forest.unit == units.number("CD-DK"), 2) & (counts > 0)
    known = max(int(oil.sum()), size.scaled(DK_AUTHORS))
    parts = np.minimum(1 + apportioned(known - int(oil.sum()), counts[oil]), counts[oil])
    members[oil] = parts
    return members

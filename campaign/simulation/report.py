"""Published against simulated, line by line: each with the tolerance beyond which the simulation is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from campaign.simulation.days import KNOWN_EARLY, LD68_LATER
from campaign.simulation.scale import WHOLE, Size
from campaign.sources import document
from initiatives.models import Programme

BILLION = 1_000_000_000
LEAST_FOR_UNITS = 1_000_000
"""From this size on lines hold that cannot scale: what small units come to, and single amounts."""


NEAR_BENEFIT = ((LEAST_FOR_UNITS, 0.005), (100_000, 0.05), (20_000, 0.1), (0, 0.4))
"""How near sums of money come, by size: where it is small, some units have but a handful of amounts."""
LEAST_FOR_AUTHORS = 20_000
"""Below this there are more unions and author groups than authors with several."""
APPROVED = "SELECT author_group, count(*) FROM initiatives_initiative WHERE state = 'approved' GROUP BY 1"
VERIFIED = """
SELECT u.code, sum(i.verified_benefit) FROM initiatives_initiative i JOIN unions_union u ON u.id = i.unit_id
WHERE i.state = 'approved' GROUP BY 1
"""
CHARACTERS = """
SELECT avg(length(state_before) + length(solution) + length(conditions) + length(effect) + length(computation))
FROM initiatives_initiative WHERE mod(id, %s) = 0
"""
SUNDAYS = """
SELECT avg((extract(isodow FROM first_submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh') = 7)::int)
FROM initiatives_initiative WHERE state <> 'draft'
"""
BY_UNIT = """
SELECT u.code, count(i.id), count(i.id) FILTER (WHERE i.state = 'approved'), max(q.count)
FROM unions_union u JOIN reporting_quota q ON q.union_id = u.id AND q.kind = 'assigned'
LEFT JOIN initiatives_initiative i ON i.unit_id = u.id AND i.state <> 'draft' WHERE u.level = 'unit' GROUP BY 1
"""
OF_UNITS_BEFORE = """
SELECT u.code, count(*) FROM initiatives_initiative i JOIN unions_union u ON u.id = i.unit_id
WHERE i.first_submitted_at < %s GROUP BY 1
"""


@dataclass(frozen=True)
class Line:
    """A figure: published, what that is at this size, and simulated; `published` is empty where nothing was.

    It may be off by the tolerance, a share of what is expected, and the slack.
    """

    name: str
    published: str
    expected: float
    simulated: float
    tolerance: float = 0.0
    slack: float = 0.0
    at_least: bool = False

    @property
    def holds(self) -> bool:
        if self.at_least:
            return self.simulated >= self.expected * (1 - self.tolerance)
        return abs(self.simulated - self.expected) <= self.expected * self.tolerance + self.slack

    @property
    def said(self) -> tuple[str, str]:
        """What is expected at this size and what was simulated, in words."""
        return f"{'at least ' if self.at_least else ''}{_said(self.expected)}", _said(self.simulated)


def lines() -> list[Line]:
    """All lines, from the rows alone; of a programme that is not folded too."""
    programme = Programme.objects.get(slug=document("programme.json")["slug"])
    count = int(_one("SELECT count(*) FROM initiatives_initiative WHERE state <> 'draft'"))
    size = Size(count)
    return [
        *_milestones(size),
        *_results(size),
        *_units(size, programme),
        *_benefits(size),
        *_texts(size),
    ]


def _said(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1_000 or number == int(number) else f"{number:,.3g}"


def _milestones(size: Size) -> Iterator[Line]:
    for name, until, published in (
        ("submitted on the first day", "2022-01-09", 23),
        ("submitted by 24:00 on 11/5/2022", "2022-05-12", 300_000),
        ("submitted by 24:00 on 31/5/2022", "2022-06-01", 696_948),
        ("submitted by 24:00 on 31/8/2023", "2023-09-01", WHOLE),
    ):
        sent = _one("SELECT count(*) FROM initiatives_initiative WHERE first_submitted_at < %s", f"{until}T00:00+07:00")
        yield Line(name, f"{published:,}", max(1, size.scaled(published)), sent)
    at = _one(
        "SELECT first_submitted_at FROM initiatives_initiative WHERE state <> 'draft' ORDER BY id OFFSET %s LIMIT 1",
        max(0, size.scaled(1_000_000) - 1),
    )
    minute = int(f"{timezone.localtime(at):%Y%m%d%H%M}")
    yield Line("minute of the 1,000,000th (or what stands for it)", "2022-10-03 15:34", 202210031534, minute)
    last_days = _one(
        "SELECT count(*) FROM initiatives_initiative WHERE first_submitted_at >= '2022-05-12T00:00+07:00' "
        "AND first_submitted_at < '2022-06-01T00:00+07:00'"
    )
    yield Line("a day in the last 20 of phase 1", "about 20,000", size.share * 20_000, last_days / 20, 0.05)
    second = _one("SELECT count(*) FROM initiatives_initiative WHERE first_submitted_at >= '2022-10-04T00:00+07:00'")
    yield Line("a day after the millionth", "about 4,200", size.share * 4_200, second / 332, 0.05)
    sundays = float(_one(SUNDAYS))
    yield Line("share of what comes on Sundays", "", 0.035, sundays, 0.6)


def _results(size: Size) -> Iterator[Line]:
    result = document("programme.json")["result"]
    approved = dict(_rows(APPROVED))
    yield Line(
        "approved",
        f"{result['approved']:,}",
        size.scaled(result["approved"]),
        sum(approved.values()),
        slack=_slack(size),
    )
    for group, published in result["approved_by_author_group"].items():
        yield Line(f"approved: {group}", f"{published:,}", published * size.share, approved[group], slack=_slack(size))
    authors = _one(
        "SELECT count(DISTINCT a.worker_id) FROM initiatives_authorship a JOIN initiatives_initiative i "
        "ON i.id = a.initiative_id WHERE a.position = 1 AND i.state <> 'draft'"
    )
    near = 0.24 if size.initiatives >= LEAST_FOR_AUTHORS else 0.5
    yield Line("initiatives of an author", "5 to 8", 6.5, size.initiatives / authors, near)


def _units(size: Size, programme: Programme) -> Iterator[Line]:
    by_unit = {code: (int(sent), int(approved), int(quota)) for code, sent, approved, quota in _rows(BY_UNIT)}
    yield Line("units", "82", 82, len(by_unit))
    yield Line(
        "sum of the units' quotas", "1,000,000", programme.target, sum(quota for _, _, quota in by_unit.values())
    )
    slack = 0 if size.initiatives >= LEAST_FOR_UNITS else 8
    met = sum(approved >= quota for _sent, approved, quota in by_unit.values())
    yield Line("units that met their quota", "59", 59, met, slack=slack)
    twice = sum(approved > 2 * quota for _sent, approved, quota in by_unit.values())
    yield Line("units above 200 percent", "14", 14, twice, slack=slack)
    for unit in document("programme.json")["units_published"]:
        sent, approved, quota = by_unit[unit["code"]]
        if "submitted" in unit:
            yield Line(
                f"{unit['code']} submitted",
                f"{unit['submitted']:,}",
                unit["submitted"] * size.share,
                sent,
                slack=_slack(size),
            )
        if "quota" in unit or "quota_derived" in unit:
            owed = unit.get("quota") or unit["quota_derived"]
            yield Line(f"{unit['code']} quota", f"{owed:,}", owed * size.share, quota, slack=_slack(size))
        if "percent_of_quota" in unit and unit["code"] != "LD68":
            percent = 100 * approved / quota
            owed = unit["percent_of_quota"]
            yield Line(f"{unit['code']} percent", f"{owed}", owed, percent, slack=0.5 + 200 / quota)
    percent = 100 * by_unit["LD38"][1] / by_unit["LD38"][2]
    yield Line("LD38 percent", "614.6", 614.6, percent, slack=0.1 + 900 / by_unit["LD38"][2])
    yield from _order(size, by_unit)
    yield from _early(size)


def _order(size: Size, by_unit: dict[str, tuple[int, int, int]]) -> Iterator[Line]:
    order = document("programme.json")["unit_order_by_number"]
    first = sorted(by_unit, key=lambda code: -by_unit[code][0])[: len(order)]
    same = sum(code == published for code, published in zip(first, order, strict=True))
    yield Line("units first in number, in their order", f"{len(order)}", len(order), same)
    if size.initiatives >= LEAST_FOR_UNITS:
        authors = _one(
            "SELECT count(DISTINCT a.worker_id) FROM initiatives_authorship a JOIN initiatives_initiative i "
            "ON i.id = a.initiative_id JOIN unions_union u ON u.id = i.unit_id "
            "WHERE u.code = 'CD-DK' AND a.position = 1 AND i.state <> 'draft'"
        )
        yield Line("CD-DK authors", "1,062", 1_062, authors, 0.01)


def _early(size: Size) -> Iterator[Line]:
    early = dict(_rows(OF_UNITS_BEFORE, "2022-03-27T00:00+07:00"))
    for code, published in KNOWN_EARLY.items():
        yield Line(
            f"{code} submitted by 26/3/2022",
            f"{published:,}",
            published * size.share,
            early.get(code, 0),
            slack=_slack(size),
        )
    later = dict(_rows(OF_UNITS_BEFORE, "2023-03-26T00:00+07:00"))
    yield Line(
        "LD68 submitted by 25/3/2023", f"{LD68_LATER:,}", LD68_LATER * size.share, later["LD68"], slack=_slack(size)
    )


def _benefits(size: Size) -> Iterator[Line]:
    verified = dict(_rows(VERIFIED))
    near = next(near for least, near in NEAR_BENEFIT if size.initiatives >= least)
    total = sum(int(amount or 0) for amount in verified.values())
    yield Line(
        "verified benefit, billion VND", "over 33,000", 33_000 * size.share, total / BILLION, near, at_least=True
    )
    for unit in document("programme.json")["units_published"]:
        if "benefit" in unit:
            expected = unit["benefit"] * size.share / BILLION
            simulated = int(verified.get(unit["code"]) or 0) / BILLION
            name = f"{unit['code']} verified benefit, billion VND"
            yield Line(name, f"{unit['benefit'] / BILLION:,.0f}", expected, simulated, near)
    claimed = _one(
        "SELECT coalesce(sum(claimed_benefit), 0) FROM initiatives_initiative "
        "WHERE first_submitted_at < '2022-06-01T00:00+07:00' AND state <> 'withdrawn'"
    )
    name = "claimed benefit by 31/5/2022, billion VND"
    yield Line(name, "over 10,000", 10_000 * size.share, float(claimed) / BILLION, near, at_least=True)
    if size.initiatives >= LEAST_FOR_UNITS:
        for least, published, expected in ((500, "1", 1), (100, "at least 9", 9)):
            large = _one("SELECT count(*) FROM initiatives_initiative WHERE verified_benefit >= %s", least * BILLION)
            yield Line(f"verified at {least} billion VND or more", published, expected, large, at_least=least < 500)


def _texts(size: Size) -> Iterator[Line]:
    titles = _one("SELECT count(DISTINCT title) FROM initiatives_initiative")
    enough = 200_000 if size.initiatives >= WHOLE else min(0.75 * size.initiatives, 200_000 * size.share**0.5)
    yield Line("distinct titles", "at least 200,000", enough, titles, at_least=True)
    characters = _one(CHARACTERS, max(1, size.initiatives // 20_000))
    yield Line("characters in a body, on average", "1,000", 1_000, float(characters), 0.04)


def _slack(size: Size) -> float:
    """So many initiatives may be rounded away where figures are in proportion; none at the whole size."""
    return 0 if size.initiatives == WHOLE else 4


def _one(query: str, *parameters: Any) -> Any:
    return _rows(query, *parameters)[0][0]


def _rows(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters or None)
        return list(cursor.fetchall())

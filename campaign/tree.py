"""The demonstration's tree: the 82 real units, and below them made-up superior and grassroots unions.

Codes are systematic: LD01 is a unit, LD01-04 a superior, LD01-04-002 a grassroots union; LD01-00-001 stands directly
under the unit, numbers from 901 on are workplaces that the press named, and LD01-04-100 is the visitors' union.
"""

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random

from campaign.sources import document, rows
from unions.models import Level, Union
from unions.union_import import import_unions

ROOT = "TLĐ"
DIRECT = "00"
SHORTER = (("Liên đoàn Lao động", "LĐLĐ"), ("Công đoàn cơ sở", "CĐCS"), ("Công đoàn", "CĐ"))
LONGEST_SHORT_NAME = 100
COLUMNS = ("code", "name", "short_name", "level", "parent", "group", "region", "map_id", "members", "phone")


@dataclass(frozen=True)
class PlannedUnion:
    """A union as it is loaded; `sector` is what its members work at, so that their initiatives fit it."""

    code: str
    name: str
    short_name: str
    level: Level
    parent: str = ""
    group: str = ""
    region: str = ""
    map_id: str = ""
    members: int = 0
    sector: str = ""


@cache
def planned_unions() -> dict[str, PlannedUnion]:
    """Every union of the demonstration by its code, parents first. The same in every run."""
    root = PlannedUnion(ROOT, "Tổng Liên đoàn Lao động Việt Nam", "TLĐ", Level.CONFEDERATION, members=11_000_000)
    below = chain.from_iterable(_with_below(unit) for unit in _units())
    return {union.code: union for union in (root, *below)}


def load_tree() -> int:
    """Make the unions that are missing, in bulk; how many. Those that stand are left as they are."""
    standing = set(Union.objects.values_list("code", flat=True))
    missing = [union for union in planned_unions().values() if union.code not in standing]
    if not missing:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "unions.csv"
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(
                asdict(union) | {"level": union.level.value, "phone": _phone(union.code)} for union in missing
            )
        import_unions(sheet)
    return len(missing)


def workplace_code(unit_code: str, workplace: str) -> str:
    """The code of the grassroots union at a workplace that the press named; '' is where it named none."""
    found = (row["code"] for row in _named_below(unit_code) if row["workplace"] == workplace)
    return next(found)


def _phone(code: str) -> str:
    """A made-up number, the same in every run, in a range of the numbering plan that is given to nobody."""
    number = Random(code).randrange(100_000, 1_000_000)
    return f"0510 {number // 1000} {number % 1000:03}"


def _units() -> Iterator[PlannedUnion]:
    members = {row["unit_code"]: int(row["members"]) for row in rows("members.csv")}
    for row in rows("units.csv"):
        yield PlannedUnion(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            level=Level.UNIT,
            parent=ROOT,
            group=row["group"],
            region=row["region"],
            map_id=row["map_id"],
            members=members[row["code"]],
        )


def _with_below(unit: PlannedUnion) -> Iterator[PlannedUnion]:
    yield unit
    random = Random(unit.code)
    superiors = list(_superiors(unit, random))
    for superior in superiors:
        yield superior
        yield from _grassroots(superior, superior.code, _patterns(unit, superior), random.randint(2, 5), random)
    if random.random() < 0.6:
        yield from _grassroots(unit, f"{unit.code}-{DIRECT}", _patterns(unit, superiors[0]), 1, random)
    yield from map(_named, _named_below(unit.code))


def _superiors(unit: PlannedUnion, random: Random) -> Iterator[PlannedUnion]:
    names = [row["name"] for row in rows("superiors.csv") if row["unit_code"] == unit.code]
    weights = [random.uniform(0.5, 1.5) for _ in names]
    for number, (name, weight) in enumerate(zip(names, weights, strict=True), start=1):
        members = int(unit.members * 0.8 * weight / sum(weights))
        yield PlannedUnion(f"{unit.code}-{number:02}", name, _short(name), Level.SUPERIOR, unit.code, members=members)


def _grassroots(
    parent: PlannedUnion, prefix: str, patterns: list[tuple[str, str]], count: int, random: Random
) -> Iterator[PlannedUnion]:
    names, people = document("workplaces.json")["names"], document("workplaces.json")["people_names"]
    chosen = random.sample(patterns, min(count, len(patterns)))
    for number, (pattern, sector) in enumerate(chosen, start=1):
        name = pattern.format(
            name=random.choice(names),
            person=random.choice(people),
            place=parent.name.removeprefix("Liên đoàn Lao động "),
            number=random.randint(1, 9),
        )
        members = min(int(random.lognormvariate(5.6, 1.0)) + 20, parent.members // 3)
        code = f"{prefix}-{number:03}"
        yield PlannedUnion(code, name, _short(name), Level.GRASSROOTS, parent.code, members=members, sector=sector)


def _patterns(unit: PlannedUnion, superior: PlannedUnion) -> list[tuple[str, str]]:
    """Name patterns and sectors of the workplaces that stand below such a superior."""
    workplaces = document("workplaces.json")
    patterns = workplaces["by_unit"].get(unit.code) or workplaces["by_superior"][_kind_of(superior.name)]
    return [(name, sector) for name, sector in patterns]


def _kind_of(name: str) -> str:
    beginnings = {
        "Liên đoàn Lao động": "district",
        "Công đoàn ngành Giáo dục": "schools",
        "Công đoàn Viên chức": "offices",
    }
    return next((kind for beginning, kind in beginnings.items() if name.startswith(beginning)), "zone")


def _named_below(unit_code: str) -> list[dict[str, str]]:
    return [row for row in rows("named_workplaces.csv") if row["code"].startswith(f"{unit_code}-")]


def _named(row: dict[str, str]) -> PlannedUnion:
    return PlannedUnion(
        row["code"],
        row["name"],
        _short(row["name"]),
        Level.GRASSROOTS,
        row["parent"],
        members=int(row["members"]),
        sector=row["sector"],
    )


def _short(name: str) -> str:
    for long, short in SHORTER:
        if name.startswith(long):
            return f"{short}{name.removeprefix(long)}"[:LONGEST_SHORT_NAME]
    return name[:LONGEST_SHORT_NAME]

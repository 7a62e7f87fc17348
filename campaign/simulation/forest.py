"""The whole tree at any size: the confederation, 82 real units, and below them made-up superiors and grassroots."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from campaign.simulation.scale import Array, Size, apportioned
from campaign.simulation.spelling import escaped, folded_words, key_of
from campaign.simulation.units import PUBLIC_UNITS
from campaign.sources import document, rows
from campaign.texts import PUBLIC
from campaign.tree import LONGEST_SHORT_NAME, ROOT, SHORTER
from unions.models import Level, Union

ROOT_ID, FIRST_UNIT = 1, 2
SUPERIORS_KNOWN = {"LD24": 17}
GRASSROOTS_KNOWN = {"LD38": 3_655}
MEMBERS = 11_000_000
DIRECT_OF_INDUSTRY, DIRECT = 0.3, 0.03
"""How many of a unit's grassroots unions stand directly below it."""
SCHOOLS, OFFICES = 0.48, 0.2
"""Below a district, how many of the grassroots unions are at schools, and at offices and in health care."""
UNEVEN = 1.3
"""The larger, the more of a unit's grassroots unions stand below its largest superiors."""


@dataclass(frozen=True)
class Forest:
    """The unions' columns by position: root, units, superiors, grassroots, which is also the order of their ids.

    Of grassroots unions arrays tell, by number from 0: `unit` (number from 0), `superior` (id, 0 where there is none),
    `members` and `sector`.
    """

    lines: list[str]
    first_superior: int
    first_grassroots: int
    superior_unit: Array
    unit: Array
    superior: Array
    members: Array
    sector: list[str]
    names: list[str]

    @property
    def is_public(self) -> Array:
        return np.array([sector in PUBLIC for sector in self.sector])

    def workplace(self, grassroots: int) -> str:
        """Where it is, as titles name it."""
        name = self.names[grassroots]
        for beginning in ("Công đoàn cơ sở ", "Công đoàn "):
            name = name.removeprefix(beginning)
        return name

    def way(self, grassroots: int) -> tuple[int, ...]:
        """The ids from a grassroots union up to the root."""
        above = (int(self.superior[grassroots]),) if self.superior[grassroots] else ()
        return (self.first_grassroots + grassroots, *above, FIRST_UNIT + int(self.unit[grassroots]), ROOT_ID)


class Planter:
    """Plants the tree line by line: parents before children, children of one parent side by side."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.random = Random(size.seed_of("tree"))
        self.units = rows("units.csv")
        members = {row["unit_code"]: int(row["members"]) for row in rows("members.csv")}
        self.members = np.array([members[unit["code"]] for unit in self.units])
        self.words = document("simulated_texts.json")
        self.lines: list[str] = []
        self.children: dict[str, int] = {}

    def plant(self) -> Forest:
        self.line(ROOT, "Tổng Liên đoàn Lao động Việt Nam", "TLĐ", Level.CONFEDERATION, "", members=MEMBERS)
        unit_paths = [self.unit(unit, int(count)) for unit, count in zip(self.units, self.members, strict=True)]
        superiors = self.superiors_by_unit()
        first_superior = len(self.lines) + 1
        stems = [
            self.superior(unit, unit_paths[unit], number) for unit, of in enumerate(superiors) for number in range(of)
        ]
        first_grassroots = len(self.lines) + 1
        counts = self.grassroots_by_unit()
        below: list[tuple[int, int, int, str, str]] = []
        begun = 0
        for unit, of in enumerate(superiors):
            mine = stems[begun : begun + of]
            for position, count in self.shares(unit, len(mine), int(counts[unit])):
                stem = mine[position] if position >= 0 else None
                superior = first_superior + begun + position if stem else 0
                below += self.grassroots(unit, unit_paths[unit], stem, superior, count)
            begun += int(of)
        unit_of, superior_of, members, sector, names = zip(*below, strict=True)
        superior_unit = np.repeat(np.arange(len(superiors)), superiors)
        return Forest(
            self.lines, first_superior, first_grassroots, superior_unit,
            np.array(unit_of), np.array(superior_of), np.array(members), list(sector), list(names),
        )  # fmt: skip

    def superiors_by_unit(self) -> Array:
        return _with_known(self.size.superiors, self.members**0.5, self.codes, SUPERIORS_KNOWN, least=1)

    def grassroots_by_unit(self) -> Array:
        share = self.size.grassroots / Size.grassroots
        known = {code: round(count * share) for code, count in GRASSROOTS_KNOWN.items()}
        return _with_known(self.size.grassroots, self.members**0.9, self.codes, known, least=2)

    @property
    def codes(self) -> list[str]:
        return [unit["code"] for unit in self.units]

    def shares(self, unit: int, superiors: int, count: int) -> Iterator[tuple[int, int]]:
        """How many grassroots unions stand below each superior, and (position -1) directly below the unit."""
        industry = self.codes[unit].startswith("CD-")
        direct = round(count * (DIRECT_OF_INDUSTRY if industry else DIRECT))
        weights = [rank**-UNEVEN + 0.02 for rank in range(1, superiors + 1)]
        self.random.shuffle(weights)
        yield from enumerate(apportioned(count - direct, weights).tolist())
        yield -1, direct

    def unit(self, unit: dict[str, str], members: int) -> str:
        return self.line(
            unit["code"], unit["name"], unit["short_name"], Level.UNIT, "0001", members=members,
            group=unit["group"], region=unit["region"], map_id=unit["map_id"],
        )  # fmt: skip

    def superior(self, unit: int, above: str, number: int) -> tuple[str, str, str]:
        """Its path, its code and the kind of workplaces below it."""
        code = f"{self.codes[unit]}-{number + 1:02}"
        named = [row["name"] for row in rows("superiors.csv") if row["unit_code"] == self.codes[unit]]
        if number < len(named):
            name = named[number]
            kind = "zone" if "hu công nghiệp" in name or "hu kinh tế" in name else "district"
        elif self.codes[unit].startswith("CD-"):
            name, kind = f"{self.units[unit]['name'].removesuffix(' Việt Nam')} khu vực {self.commune()}", "zone"
        else:
            pattern, kind = self.random.choice(self.words["superiors"])
            name = pattern.format(commune=self.commune())
        members = int(self.members[unit] * self.random.uniform(0.01, 0.08))
        return self.line(code, name, shortened(name), Level.SUPERIOR, above, members=members), code, kind

    def grassroots(
        self, unit: int, unit_path: str, stem: tuple[str, str, str] | None, superior: int, count: int
    ) -> list[tuple[int, int, int, str, str]]:
        path, prefix, kind = stem or (unit_path, f"{self.codes[unit]}-00", "zone")
        found = []
        for number in range(1, count + 1):
            pattern, sector = self.pattern(self.codes[unit], kind)
            name = self.named(pattern)
            members = int(self.random.lognormvariate(3.7, 1.15)) + 8
            self.line(f"{prefix}-{number:04}", name, shortened(name), Level.GRASSROOTS, path, members=members)
            found.append((unit, superior, members, sector, name))
        return found

    def pattern(self, unit: str, kind: str) -> tuple[str, str]:
        random, workplaces = self.random, document("workplaces.json")
        drawn = random.random()
        if unit in PUBLIC_UNITS or not unit.startswith("CD-"):
            if kind == "district" and drawn < SCHOOLS:
                return tuple(random.choice(self.words["schools"]))
            if kind == "district" and drawn < SCHOOLS + OFFICES:
                return tuple(random.choice(self.words["public"]))
        return tuple(random.choice(workplaces["by_unit"].get(unit) or workplaces["by_superior"][kind]))

    def named(self, pattern: str) -> str:
        random = self.random
        return pattern.format(
            name=f"{self.commune()} {random.choice(self.words['firms'])}",
            person=self.commune(),
            place=self.commune(),
            commune=self.commune(),
            number=random.randint(1, 9),
        )

    def commune(self) -> str:
        first, second = (
            self.random.choice(self.words["places"]["first"]),
            self.random.choice(self.words["places"]["second"]),
        )
        return f"{first} {second}" if first != second else f"{first} Thượng"

    def line(
        self,
        code: str,
        name: str,
        short: str,
        level: Level,
        above: str,
        *,
        members: int,
        group: str = "",
        region: str = "",
        map_id: str = "",
    ) -> str:
        """Add a union below this path; its own path."""
        number = self.children.get(above, 0) + 1
        self.children[above] = number
        path, depth = above + _step(number), len(above) // 4 + 1
        searched = folded_words(f"{code} {name} {short}")[:320]
        self.lines.append(
            f"\t{code}\t{name}\t{short}\t{level.value}\t{group}\t{region}\t{map_id}\t{members}\t\t2015-01-01\t\\N"
            f"\t{escaped(key_of(name))}\t{searched}\t{path}\t{depth}"
        )
        return path

    def copied(self) -> Iterator[str]:
        """The lines for COPY, with ids and the number of children."""
        numbers = self.children
        for identity, line in enumerate(self.lines, start=1):
            path = line[line.rindex("\t", 0, line.rindex("\t")) + 1 : line.rindex("\t")]
            yield f"{identity}{line}\t{numbers.get(path, 0)}\n"


COLUMNS = (
    "id", "code", "name", "short_name", "level", "group", "region", "map_id", "members", "phone", "opened_on",
    "closed_on", "name_key", "name_folded", "path", "depth", "numchild",
)  # fmt: skip


def shortened(name: str) -> str:
    for long, short in SHORTER:
        if name.startswith(long):
            return f"{short}{name.removeprefix(long)}"[:LONGEST_SHORT_NAME]
    return name[:LONGEST_SHORT_NAME]


def _step(number: int) -> str:
    return Union.path_below("", number)


def _with_known(total: int, weights: Array, codes: list[str], known: dict[str, int], least: int) -> Array:
    """The total divided by the weights, but as known where it is."""
    fixed = np.array([known.get(code, 0) for code in codes])
    open_ones = fixed == 0
    fixed[open_ones] = apportioned(total - int(fixed.sum()), weights[open_ones], least=least)
    return fixed

"""Whether the rows of a sheet, together with the unions that stand, make one tree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from unions.models import Level, Union
from unions.models.union import UNDER
from unions.sheets import Faults, Wrong


class Standing(NamedTuple):
    """A union that stands in the database."""

    path: str
    level: Level


@dataclass(slots=True)
class Line:
    """A row of the sheet: what it says of a union. What could not be read is None and has its fault already."""

    row: int
    code: str
    parent: str
    level: Level | None = None
    values: dict[str, Any] | None = None

    @property
    def known_level(self) -> Level:
        """The level, which a line without faults has."""
        assert self.level is not None  # noqa: S101  # for the type checker
        return self.level


def check_tree(lines: Sequence[Line], standing: dict[str, Standing], faults: Faults) -> None:
    """Add a fault for each row that does not fit; a row below a faulty one is not blamed for it."""
    check = _TreeCheck(lines, standing)
    for line in lines:
        with faults.in_row(line.row):
            check.once(line)
            if line.level is None:
                continue
            if line.level == Level.CONFEDERATION:
                check.root(line)
            else:
                check.parent(line)
            check.unmoved(line)


class _TreeCheck:
    def __init__(self, lines: Sequence[Line], standing: dict[str, Standing]) -> None:
        self.standing = standing
        self.lines: dict[str, Line] = {}
        for line in lines:
            self.lines.setdefault(line.code, line)
        self.code_at = {union.path: code for code, union in standing.items() if union.level != Level.GRASSROOTS}
        in_sheet = [line.code for line in lines if line.level == Level.CONFEDERATION]
        stands = [code for code, union in standing.items() if union.level == Level.CONFEDERATION]
        self.root_code = next(iter([*stands, *in_sheet]), None)
        self.looping = set(self._looping())

    def once(self, line: Line) -> None:
        first = self.lines[line.code]
        if first is not line and line.code:
            raise Wrong(_("The code “%(code)s” stands in row %(row)s already.") % {"code": line.code, "row": first.row})

    def root(self, line: Line) -> None:
        if line.parent:
            raise Wrong(_("The confederation is the root and has no parent."))
        if line.code != self.root_code:
            raise Wrong(_("There can be only one confederation, and “%(code)s” is it.") % {"code": self.root_code})

    def parent(self, line: Line) -> None:
        """The parent is named, exists, is not below the line itself and has a level that the line's may stand under."""
        if not line.parent:
            raise Wrong(_("The parent is missing."))
        if line.parent not in self.lines and line.parent not in self.standing:
            raise Wrong(_("The parent “%(parent)s” is unknown.") % {"parent": line.parent})
        if line.code in self.looping:
            raise Wrong(_("The union would stand below itself."))
        level = self._level_of(line.parent)
        if level and line.level and level not in UNDER[line.level]:
            raise Wrong(
                _("%(level)s cannot stand under “%(parent)s”, which is: %(parent_level)s.")
                % {"level": line.level.label, "parent": line.parent, "parent_level": level.label}
            )

    def unmoved(self, line: Line) -> None:
        """A standing union keeps its level and its parent: its tallies would have to move with it."""
        union = self.standing.get(line.code)
        if union is None:
            return
        if union.level != line.level:
            raise Wrong(_("The level of a union cannot change; it is: %(level)s.") % {"level": union.level.label})
        parent = self.code_at.get(union.path[: -Union.steplen], "")
        if parent != line.parent:
            raise Wrong(
                _("The parent was “%(parent)s”; a sheet does not move unions, the act “move a union” does.")
                % {"parent": parent}
            )

    def _level_of(self, code: str) -> Level | None:
        if code in self.lines:
            return self.lines[code].level
        return self.standing[code].level

    def _looping(self) -> Iterator[str]:
        """The codes that stand on a circle of parents."""
        done: set[str] = set()
        for start in self.lines:
            way: dict[str, None] = {}
            code = start
            while code in self.lines and code not in done and code not in way:
                way[code] = None
                code = self.lines[code].parent
            if code in way:
                walked = list(way)
                yield from walked[walked.index(code) :]
            done.update(way)

"""Reading quotas from a sheet: everything is checked before anything is written."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.models import Phase, Programme
from reporting.models import Quota
from reporting.quota_sums import wrong_sums
from reporting.quotas import Line, Written, write_quotas
from unions.models import Level, Union
from unions.names import folded
from unions.sheets import Fault, Faults, Row, SheetRefused, Wrong, read_count, read_day, read_rows

REQUIRED = ("programme", "union", "kind", "count", "from")
OPTIONAL = ("phase",)
BATCH = 5000

KIND_WORDS = {
    **{kind.value: kind.value for kind in Quota.Kind},
    "giao": Quota.Kind.ASSIGNED.value,
    "duoc giao": Quota.Kind.ASSIGNED.value,
    "dang ky": Quota.Kind.REGISTERED.value,
    "tu dang ky": Quota.Kind.REGISTERED.value,
}


class Imported(NamedTuple):
    """What an import wrote, and a line for each union whose children's quotas do not add up to its own."""

    written: Written
    warnings: list[str]


class _Known(NamedTuple):
    """What a sheet's rows may name."""

    programmes: dict[str, int]
    phases: dict[tuple[int, str], int]
    """By programme and by name in either language or number, folded."""
    unions: dict[str, tuple[int, str]]
    """Id and level by code."""


def import_quotas(path: Path) -> Imported:
    """Set quotas as a sheet says, all or none; a quota of the same day is replaced.

    Columns: programme (its short address), phase (name or number; empty for the whole programme), union (code), kind
    (assigned or registered), count, from (2023-08-31 or 31/8/2023). Raises SheetRefused with every wrong row.
    """
    rows = list(read_rows(path, required=REQUIRED, optional=OPTIONAL))
    if not rows:
        raise SheetRefused([Fault(0, _("The sheet has no rows."))])
    known = _known(rows)
    faults = Faults()
    lines: dict[tuple[object, ...], Line] = {}
    for row in rows:
        with faults.in_row(row.number):
            line = _line(row, known)
            key = (line.programme, line.phase, line.union, line.kind, line.from_on)
            if key in lines:
                raise Wrong(_("An earlier row sets the same quota from the same day."))
            lines[key] = line
    faults.refuse()
    with transaction.atomic():
        written = write_quotas(list(lines.values()))
        return Imported(written, wrong_sums(lines.values()))


def _known(rows: Iterable[Row]) -> _Known:
    programmes = dict(Programme.objects.values_list("slug", "pk"))
    phases: dict[tuple[int, str], int] = {}
    numbers: dict[int, int] = {}
    for phase in Phase.objects.order_by("programme", "starts_on"):
        number = numbers[phase.programme_id] = numbers.get(phase.programme_id, 0) + 1
        for name in (phase.name_vi, phase.name_en, str(number)):
            phases[phase.programme_id, folded(name)] = phase.pk
    codes = sorted({row.get("union") for row in rows})
    unions: dict[str, tuple[int, str]] = {}
    for start in range(0, len(codes), BATCH):
        found = Union.objects.filter(code__in=codes[start : start + BATCH]).values_list("code", "pk", "level")
        unions.update((code, (pk, level)) for code, pk, level in found)
    return _Known(programmes, phases, unions)


def _line(row: Row, known: _Known) -> Line:
    """The quota that a row sets. Raises Wrong."""
    if row.surplus:
        raise Wrong(_("The row has more cells than the header has columns."))
    programme = known.programmes.get(row.get("programme"))
    if programme is None:
        raise Wrong(_("There is no programme “%(programme)s”.") % {"programme": row.get("programme")})
    phase = known.phases.get((programme, folded(row.get("phase"))))
    if row.get("phase") and phase is None:
        raise Wrong(_("The programme has no phase “%(phase)s”.") % {"phase": row.get("phase")})
    kind = KIND_WORDS.get(folded(row.get("kind")))
    if kind is None:
        raise Wrong(
            _("The kind “%(kind)s” is unknown; known are %(known)s.")
            % {"kind": row.get("kind"), "known": ", ".join(Quota.Kind.values)}
        )
    count, from_on = read_count(row.get("count")), read_day(row.get("from"))
    if count < 1:
        raise Wrong(_("A quota is at least 1."))
    if from_on is None:
        raise Wrong(_("Say from which day the quota holds."))
    return Line(programme, phase, _union(row, known), kind, count, from_on)


def _union(row: Row, known: _Known) -> int:
    union, level = known.unions.get(row.get("union"), (None, ""))
    if union is None:
        raise Wrong(_("There is no union with the code “%(code)s”.") % {"code": row.get("union")})
    if level == Level.CONFEDERATION:
        raise Wrong(_("The confederation's quota is the programme's target."))
    return union

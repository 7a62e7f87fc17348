"""The ranking below a union as a file: every union of the choice, in its order, with the numbers of the page."""

import csv
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.deadlines import written
from initiatives.exports import workbook
from initiatives.exports.columns import Holds, neutral
from initiatives.exports.spools import BOM
from initiatives.exports.workbook import PackedSheet, Sheet
from reporting.dashboard import Age
from reporting.ranking import Row, Sorting
from reporting.standing import Asked
from unions.models import Worker

HOLDS = (
    *(Holds.AMOUNT, Holds.CODE, Holds.TITLE, Holds.AMOUNT, Holds.AMOUNT, Holds.SHARE, Holds.AMOUNT, Holds.WORD),
    *(Holds.AMOUNT, Holds.AMOUNT, Holds.AMOUNT, Holds.AMOUNT, Holds.WORD),
)


@dataclass(frozen=True)
class RankingSheet:
    """What stands in the file, and what it is of."""

    asked: Asked
    sorting: Sorting
    rows: Sequence[Row]
    age: Age
    reader: Worker

    @property
    def headings(self) -> list[str]:
        """The columns of the page, what waits, what the authors claim, and of when it is."""
        return [
            _("Rank"),
            _("Code"),
            _("Union"),
            _("Approved"),
            _("Quota"),
            _("Share of the quota (%)"),
            _("Missing"),
            _("How it stands"),
            _("Submitted"),
            _("Waiting at desks"),
            _("Verified benefit (VND)"),
            _("Claimed benefit (VND)"),
            _("As of"),
        ]

    @property
    def as_of(self) -> str:
        """The midnight, or the instant that the figures of now are of."""
        if self.asked.as_of:
            return f"24:00 {written(self.asked.as_of)}"
        if self.age.freshness.folded_at is None:
            return ""
        at = timezone.localtime(self.age.freshness.folded_at)
        return f"{at:%H:%M:%S} {written(at.date())}"

    @property
    def lines(self) -> list[bytes]:
        """Each row as a line of CSV, without its end."""
        made = _Lines()
        csv.writer(made).writerows(_cells(row, self.as_of) for row in self.rows)
        return [line.removesuffix("\r\n").encode() for line in made]

    @property
    def notes(self) -> list[tuple[str, str]]:
        """What a reader of the file should know."""
        asked = self.asked
        of = {"union": asked.union.name, "programme": str(asked.phase or asked.programme)}
        return [
            (_("List"), neutral(_("The unions directly below %(union)s in: %(programme)s") % of)),
            (_("Rows"), str(len(self.rows))),
            (_("Ranked by"), str(self.sorting.order.label)),
            (_("Which unions are shown"), str(self.sorting.which.label)),
            (_("As of"), self.as_of),
            (_("Made for"), neutral(self.reader.name)),
        ]


class _Lines(list[str]):
    """Takes what a writer of CSV writes."""

    write = list.append


def csv_of(sheet: RankingSheet) -> bytes:
    """Lines end as RFC 4180 says; Excel knows by the mark in front that they are UTF-8."""
    heading = _Lines()
    csv.writer(heading).writerow(sheet.headings)
    return b"".join([f"{BOM}{heading[0]}".encode(), *(line + b"\r\n" for line in sheet.lines)])


def xlsx_of(sheet: RankingSheet) -> bytes:
    """The same as a workbook, with a sheet that says what it is of."""
    book = workbook.skeleton(sheet.headings, HOLDS, [len(sheet.rows)], sheet.notes, _("Ranking"))
    frame = workbook.frame_of(book, 1)
    content = frame.head + workbook.rows_xml(sheet.lines, HOLDS, frame.styles, 2)
    deflating = zlib.compressobj(wbits=-15)
    packed = deflating.compress(content) + deflating.flush(zlib.Z_FULL_FLUSH)
    rows = Sheet(len(sheet.rows), len(content), zlib.crc32(content), len(packed))
    made = BytesIO()
    workbook.pack(book, [PackedSheet(BytesIO(packed), frame.tail, rows)], made)
    return made.getvalue()


WRITERS: dict[str, tuple[Callable[[RankingSheet], bytes], str]] = {
    "csv": (csv_of, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _cells(row: Row, as_of: str) -> Iterable[Any]:
    key = row.key
    yield from (row.rank, neutral(row.union.code), neutral(row.union.name), key.approved, key.quota)
    # Rounded down, so that 100 is not reached before the quota is.
    yield f"{1000 * key.approved // key.quota / 10:.1f}" if key.quota else ""
    yield from (row.missing, row.standing.label if row.standing else "", key.submitted, key.waiting)
    yield from (key.benefit, key.claimed, as_of)

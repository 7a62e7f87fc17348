"""A workbook as Excel opens it: XlsxWriter makes all but the rows, which are written as they are read.

The rows of a sheet are kept as a deflated stream that can be gone on with at any time, so that an export that was
killed goes on from where it was. XlsxWriter alone writes about 7,000 rows a second and begins anew each time.
"""

import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from shutil import copyfileobj
from typing import IO, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from initiatives.exports.columns import Holds

MOST_ROWS = 1_048_575
"""So many a sheet of Excel holds below its heading."""

MOST_CHARACTERS = 32_767
"""So many a cell of Excel holds."""

csv.field_size_limit(1 << 24)  # the names of hundreds of co-authors are longer than the module expects of a cell

NOT_IN_XML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would read as an escaped letter."""

DAY_ZERO = date(1899, 12, 30).toordinal()
"""From which Excel counts days, as all of them are after February 1900."""

STYLE = re.compile(rb'<col min="(\d+)" max="(\d+)"[^>]* style="(\d+)"')
"""Columns whose cells have a format, the first and the last, and its number among the formats."""


class Frame(NamedTuple):
    """What stands around the rows of a sheet."""

    head: bytes
    tail: bytes

    @property
    def styles(self) -> dict[int, int]:
        """The numbers of the formats that columns have, counted from 0."""
        found = (map(int, groups) for groups in STYLE.findall(self.head))
        return {column - 1: style for first, last, style in found for column in range(first, last + 1)}


@dataclass
class Sheet:
    """A sheet that is begun: its rows, its bytes before and after deflating, and the CRC-32 of the former."""

    rows: int = 0
    size: int = 0
    crc: int = 0
    packed_size: int = 0


class PackedSheet(NamedTuple):
    """A sheet up to its last row, as it is kept, and what follows on the rows."""

    stream: IO[bytes]
    tail: bytes
    sheet: Sheet


def skeleton(
    headings: Sequence[str], holds: Sequence[Holds], rows: Sequence[int], notes: Sequence[tuple[str, str]], title: str
) -> bytes:
    """A workbook with a sheet for each of these numbers of rows, so far its heading alone, and one of notes behind."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        amount, day = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "d/m/yyyy"})
        share = book.add_format({"num_format": "#,##0.0"})
        formats = {Holds.AMOUNT: amount, Holds.DAY: day, Holds.SHARE: share}
        for number, length in enumerate(rows, start=1):
            sheet = book.add_worksheet(title if len(rows) == 1 else f"{title} {number}")
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, length, len(headings) - 1)
            for column, (text, kind) in enumerate(zip(headings, holds, strict=True)):
                sheet.set_column(column, column, kind.value, formats.get(kind))
                sheet.write_string(0, column, text, heading)
        notes_sheet = book.add_worksheet(f"{title} – i")
        notes_sheet.set_column(0, 0, 30)
        notes_sheet.set_column(1, 1, 90)
        for number, (name, text) in enumerate(notes):
            notes_sheet.write_string(number, 0, name, heading)
            notes_sheet.write_string(number, 1, text)
    return made.getvalue()


def frame_of(workbook: bytes, number: int) -> Frame:
    """What stands around the rows of the sheet with this number, without the size that its heading alone has."""
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        sheet = archive.read(_name(number))
    end = sheet.index(b"</sheetData>")
    return Frame(re.sub(rb"<dimension [^>]*/>", b"", sheet[:end]), sheet[end:])


def rows_xml(lines: Sequence[bytes], holds: Sequence[Holds], styles: Mapping[int, int], first: int) -> bytes:
    """Lines of CSV, each a row, as rows of a sheet from this number on; texts are texts, whatever they look like."""
    text = b"\0".join(lines).decode().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = LIKE_ESCAPED.sub("_x005F_", NOT_IN_XML.sub("", text))
    pieces = [_pieces(number, kind, styles.get(number, 0)) for number, kind in enumerate(holds)]
    made: list[str] = []
    for number, cells in enumerate(csv.reader(text.split("\0")), start=first):
        row = [
            f"{start}{number}{opening}{value(cell)}{closing}"
            for cell, (start, opening, value, closing) in zip(cells, pieces, strict=True)
            if cell
        ]
        made.append(f'<row r="{number}">{"".join(row)}</row>')
    return "".join(made).encode()


def pack(workbook: bytes, sheets: Sequence["PackedSheet"], into: IO[bytes]) -> None:
    """Write the workbook with these sheets in place of its first."""
    packed = {_name(number): sheet for number, sheet in enumerate(sheets, start=1)}
    with zipfile.ZipFile(BytesIO(workbook)) as source, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if item.filename in packed:
                _add_deflated(target, item.filename, packed[item.filename])
            else:
                target.writestr(item.filename, source.read(item))


def _add_deflated(target: zipfile.ZipFile, name: str, packed: PackedSheet) -> None:
    """Put what is deflated already into the archive, the way `ZipFile.mkdir` puts what has no content."""
    sheet, deflating = packed.sheet, zlib.compressobj(wbits=-15)
    end = deflating.compress(packed.tail) + deflating.flush()
    item = zipfile.ZipInfo(name)
    item.compress_type = zipfile.ZIP_DEFLATED
    item.file_size, item.CRC = sheet.size + len(packed.tail), zlib.crc32(packed.tail, sheet.crc)
    item.compress_size = sheet.packed_size + len(end)
    stream: IO[bytes] = target.fp  # type: ignore[assignment]  # open for writing
    item.header_offset = stream.tell()
    stream.write(item.FileHeader())
    copyfileobj(packed.stream, stream, 1 << 20)
    stream.write(end)
    target.filelist.append(item)
    target.NameToInfo[name] = item
    target.start_dir = stream.tell()
    target._didModify = True  # type: ignore[attr-defined]  # noqa: SLF001 - else no directory is written


def _name(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _pieces(number: int, kind: Holds, style: int) -> tuple[str, str, Callable[[str], str], str]:
    """What stands around the number and the value of a cell in this column, and how the value is written."""
    start = f'<c r="{xl_col_to_name(number)}'
    if kind in {Holds.AMOUNT, Holds.SHARE}:
        return start, f'" s="{style}"><v>', str, "</v></c>"
    if kind is Holds.DAY:
        return start, f'" s="{style}"><v>', _day_number, "</v></c>"
    return start, '" t="inlineStr"><is><t xml:space="preserve">', _text, "</t></is></c>"


def _text(cell: str) -> str:
    """The cell, ended where Excel ends it, and not within an escaped letter."""
    if len(cell) <= MOST_CHARACTERS:
        return cell
    begun = cell.rfind("&", MOST_CHARACTERS - len("&amp;"), MOST_CHARACTERS)
    return cell[: begun if begun >= 0 else MOST_CHARACTERS]


@cache
def _day_number(day: str) -> str:
    return str(date.fromisoformat(day).toordinal() - DAY_ZERO)

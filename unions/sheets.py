"""Reading CSV sheets: columns in any order, cells made tidy, and every fault with its row and reason."""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

from django.utils.translation import gettext as _

DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
VIETNAMESE_DAY = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")
GROUPED = re.compile(r"\d{1,3}(?P<mark>[., ])\d{3}(?:(?P=mark)\d{3})*")
BATCH = 2000
Item = TypeVar("Item")
LARGEST_COUNT = 2**31 - 1  # what the database's integer holds


class Fault(NamedTuple):
    """What is wrong with a row, counted as a spreadsheet counts: 1 is the header. 0 is the whole file."""

    row: int
    reason: str

    def __str__(self) -> str:
        return _("Row %(row)s: %(reason)s") % {"row": self.row, "reason": self.reason} if self.row else self.reason


class Written(NamedTuple):
    """How many rows of a table an import made, changed and found as they should be."""

    created: int
    updated: int
    unchanged: int


class SheetRefused(Exception):
    """The sheet has faults, and nothing of it was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


class Wrong(ValueError):
    """Why a cell or a row cannot be taken, in words for the person."""


class Row(NamedTuple):
    """A row of a sheet: its number, and its cells by column; a column that the sheet lacks is not among them."""

    number: int
    cells: dict[str, str]
    surplus: bool = False
    """Whether it has more cells than the header has columns, so that none can be trusted."""

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


def read_rows(path: Path, *, required: Collection[str], optional: Collection[str]) -> Iterator[Row]:
    """The rows of a CSV file in UTF-8, with commas or semicolons, with or without a byte order mark.

    Cells are in NFC with single spaces; empty rows are passed over. Raises SheetRefused for a file that is no such
    sheet.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(file, required, optional)
    except UnicodeDecodeError as error:
        raise SheetRefused([Fault(0, _("The file is not in UTF-8."))]) from error
    except OSError as error:
        raise SheetRefused([Fault(0, _("The file cannot be read: %(error)s.") % {"error": error.strerror})]) from error
    except csv.Error as error:
        raise SheetRefused([Fault(0, _("The file is no CSV: %(error)s.") % {"error": error})]) from error


def _rows(file: IO[str], required: Collection[str], optional: Collection[str]) -> Iterator[Row]:
    first = file.readline()
    file.seek(0)
    reader = csv.reader(file, delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    columns = [tidy(cell).lower() for cell in next(reader, [])]
    _check_columns(columns, required, optional)
    for number, cells in enumerate(reader, start=2):
        values = [tidy(cell) for cell in cells]
        if any(values):
            surplus = any(values[len(columns) :])
            values += [""] * (len(columns) - len(values))
            named = {column: value for column, value in zip(columns, values, strict=False) if column}
            yield Row(number, named, surplus)


def _check_columns(columns: list[str], required: Collection[str], optional: Collection[str]) -> None:
    named = [column for column in columns if column]
    faults = [
        *(_("The column “%(name)s” is missing.") % {"name": name} for name in required if name not in named),
        *(_("The column “%(name)s” stands there twice.") % {"name": name} for name in _twice(named)),
        *(
            _("The column “%(name)s” is unknown; known are %(known)s.")
            % {"name": name, "known": ", ".join([*required, *optional])}
            for name in named
            if name not in required and name not in optional
        ),
    ]
    if faults:
        raise SheetRefused([Fault(1, fault) for fault in faults])


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


class Faults:
    """The faults of a sheet as they are found."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    @contextmanager
    def in_row(self, row: int) -> Iterator[None]:
        """Takes what is Wrong inside as a fault of the row."""
        try:
            yield
        except Wrong as wrong:
            self.found.append(Fault(row, str(wrong)))

    def refuse(self) -> None:
        """Raises SheetRefused if any fault was found."""
        if self.found:
            raise SheetRefused(sorted(self.found))


def tidy(cell: str) -> str:
    """The cell in NFC with single spaces and without control characters."""
    if cell.isascii() and cell.isalnum():
        return cell
    composed = unicodedata.normalize("NFC", cell)
    return " ".join("".join(mark for mark in composed if mark.isprintable() or mark.isspace()).split())


def read_day(text: str) -> date | None:
    """A day written 2023-08-31 or 31/8/2023; None for an empty cell. Raises Wrong."""
    if not text:
        return None
    written = DAY.fullmatch(text) or VIETNAMESE_DAY.fullmatch(text)
    if written:
        year, month, day = (int(written[part]) for part in ("year", "month", "day"))
        try:
            return date(year, month, day)
        except ValueError as error:
            raise Wrong(_("“%(text)s” is no day of the calendar.") % {"text": text}) from error
    raise Wrong(_("“%(text)s” is no day; write 2023-08-31 or 31/8/2023.") % {"text": text})


def read_count(text: str) -> int:
    """A whole number, with or without marks between thousands; 0 for an empty cell. Raises Wrong."""
    digits = re.sub(r"[., ]", "", text) if GROUPED.fullmatch(text) else text
    if not digits:
        return 0
    if not (digits.isascii() and digits.isdigit()) or int(digits) > LARGEST_COUNT:
        raise Wrong(_("“%(text)s” is no whole number.") % {"text": text})
    return int(digits)


def in_batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of at most BATCH, as many as one statement should carry."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch

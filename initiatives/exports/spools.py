"""Where an export is written before it is whole: files that can be cut back to what was noted and gone on with."""

import csv
import os
import zlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from initiatives.exports import workbook
from initiatives.exports.columns import Column, headings
from initiatives.exports.workbook import MOST_ROWS, PackedSheet, Sheet

BOM = "\ufeff"
"""By which Excel knows that a CSV is UTF-8."""

BLOCK = 200
"""So many lines are made rows of a sheet at once: five times as many are no quicker and take 5 MB more."""

FASTEST = 1
"""The level at which sheets are deflated: a fourth larger than the usual and three times as quick."""


class Spool(ABC):
    """The lines of an export while they are read. `write` takes what COPY sends: a row, as a line of CSV.

    An error of the disk is kept for `keep`, since nothing may break COPY off. `state` is what a job notes of it.
    """

    def __init__(self, key: UUID, columns: Sequence[Column]) -> None:
        self.folder = Path(settings.EXPORT_SPOOL)
        self.key, self.columns = key, columns
        self.rows = 0
        self.fault: OSError | None = None
        self.file: IO[bytes] | None = None

    def go_on(self, state: Any) -> bool:
        """Cut it back to what was noted, or begin it; False where less is there than was noted, so that it began."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if state and self.cut_to(state):
            return True
        self.remove()
        self.begin()
        return not state

    def write(self, line: bytes) -> None:
        self.rows += 1
        if self.fault is None:
            try:
                self.take(line[:-1])
            except OSError as error:
                self.fault = error

    def keep(self) -> Any:
        """Bring all that was written to the disk; its new state. Raises OSError."""
        if self.fault:
            raise self.fault
        return self.state()

    def close(self) -> None:
        """Let go of the file that is written to."""
        if self.file and not self.file.closed:
            with suppress(OSError):  # what was not written is not noted either
                self.file.close()

    def remove(self) -> None:
        """Delete whatever there is of it."""
        for path in self.folder.glob(f"{self.key}.*"):
            path.unlink(missing_ok=True)

    def open(self, suffix: str) -> IO[bytes]:
        """Go on writing at the end of the file with this ending."""
        self.close()
        self.file = self.path(suffix).open("ab", buffering=1 << 20)
        return self.file

    @property
    def writing(self) -> IO[bytes]:
        if self.file is None:
            raise ValueError("The spool was not begun.")
        return self.file

    def path(self, suffix: str) -> Path:
        return self.folder / f"{self.key}.{suffix}"

    @abstractmethod
    def cut_to(self, state: Any) -> bool: ...

    @abstractmethod
    def begin(self) -> None: ...

    @abstractmethod
    def take(self, line: bytes) -> None: ...

    @abstractmethod
    def state(self) -> Any: ...

    @abstractmethod
    def finish(self, notes: Sequence[tuple[str, str]]) -> Path:
        """The whole file, after the last line. Raises OSError."""


class CsvSpool(Spool):
    """A CSV file as it will be handed out: lines end as RFC 4180 says."""

    def cut_to(self, state: Any) -> bool:
        whole = cut(self.path("csv"), state["size"])
        if whole:
            self.open("csv")
        return whole

    def begin(self) -> None:
        heading = StringIO()
        csv.writer(heading).writerow(headings(self.columns))
        self.open("csv").write(f"{BOM}{heading.getvalue()}".encode())

    def take(self, line: bytes) -> None:
        self.writing.write(line)
        self.writing.write(b"\r\n")

    def state(self) -> Any:
        return {"size": kept(self.writing)}

    def finish(self, notes: Sequence[tuple[str, str]]) -> Path:
        kept(self.writing)
        return self.path("csv")


class SheetSpool(Spool):
    """The sheets of a workbook, each as a deflated stream; the workbook around them is made at the end."""

    sheets: list[Sheet]
    lines: list[bytes]

    def cut_to(self, state: Any) -> bool:
        self.sheets = [Sheet(**sheet) for sheet in state["sheets"]]
        number = len(self.sheets)
        whole = all(cut(self.path(str(n)), sheet.packed_size) for n, sheet in enumerate(self.sheets, start=1))
        if whole:
            self._open(number)
        return whole

    def begin(self) -> None:
        self.sheets = []
        self._next_sheet()

    def take(self, line: bytes) -> None:
        if self.sheets[-1].rows == MOST_ROWS:
            self._end_sheet()
            self._next_sheet()
        self.lines.append(line)
        if len(self.lines) == BLOCK or self.sheets[-1].rows + len(self.lines) == MOST_ROWS:
            self._write_rows()

    def state(self) -> Any:
        self._end_sheet()
        return {"sheets": [asdict(sheet) for sheet in self.sheets]}

    def finish(self, notes: Sequence[tuple[str, str]]) -> Path:
        self._end_sheet()
        whole = self._skeleton(notes)
        with ExitStack() as stack:
            packed = []
            for number, sheet in enumerate(self.sheets, start=1):
                tail = workbook.frame_of(whole, number).tail
                end = stack.enter_context(self.path(str(number)).open("rb"))
                packed.append(PackedSheet(end, tail, sheet))
            target = stack.enter_context(self.path("xlsx").open("wb"))
            workbook.pack(whole, packed, target)
            kept(target)
        return self.path("xlsx")

    def _write_rows(self) -> None:
        """Make rows of the lines that are waiting."""
        sheet = self.sheets[-1]
        if self.lines:
            holds = [column.holds for column in self.columns]
            rows = workbook.rows_xml(self.lines, holds, self.styles, sheet.rows + 2)
            self._pack(rows)
            sheet.rows += len(self.lines)
            self.lines = []

    def _end_sheet(self) -> None:
        """Bring it to the disk so that it can be gone on with."""
        self._write_rows()
        self._pack(b"", zlib.Z_FULL_FLUSH)
        kept(self.writing)

    @cached_property
    def styles(self) -> dict[int, int]:
        return workbook.frame_of(self._skeleton(), 1).styles

    def _next_sheet(self) -> None:
        self.sheets.append(Sheet())
        number = len(self.sheets)
        self._open(number)
        self._pack(workbook.frame_of(self._skeleton(), number).head)

    def _open(self, number: int) -> None:
        self.lines = []
        self.open(str(number))
        self.deflating = zlib.compressobj(FASTEST, wbits=-15)

    def _pack(self, content: bytes, flush: int = zlib.Z_NO_FLUSH) -> None:
        sheet = self.sheets[-1]
        packed = self.deflating.compress(content)
        if flush:
            packed += self.deflating.flush(flush)
        self.writing.write(packed)
        sheet.size += len(content)
        sheet.crc = zlib.crc32(content, sheet.crc)
        sheet.packed_size += len(packed)

    def _skeleton(self, notes: Sequence[tuple[str, str]] = ()) -> bytes:
        holds = [column.holds for column in self.columns]
        rows = [sheet.rows for sheet in self.sheets]
        return workbook.skeleton(headings(self.columns), holds, rows, notes, gettext("Initiatives"))


SPOOLS: dict[str, type[Spool]] = {"csv": CsvSpool, "xlsx": SheetSpool}
"""The formats that are offered, by the ending of the file."""


def cut(path: Path, size: int) -> bool:
    """Cut a file back to this size; False where it is shorter or not there."""
    if not path.exists() or path.stat().st_size < size:
        return False
    os.truncate(path, size)
    return True


def kept(file: IO[bytes]) -> int:
    """Bring what was written to the disk; where the file ends."""
    file.flush()
    os.fsync(file.fileno())
    return file.tell()

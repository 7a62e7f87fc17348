"""Writing rows by COPY, straight through the driver."""

import io
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

CHUNK = 1 << 20


class Lines(io.RawIOBase):
    """Lines of text as a file that COPY reads, made while it reads."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.parts = self._encoded(lines)
        self.left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < (size if size >= 0 else CHUNK):
            part = next(self.parts, None)
            if part is None:
                break
            self.left += part
        taken, self.left = (self.left, b"") if size < 0 else (self.left[:size], self.left[size:])
        return taken

    @staticmethod
    def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
        held: list[str] = []
        for line in lines:
            held.append(line)
            if len(held) == 2_000:
                yield "".join(held).encode()
                held.clear()
        yield "".join(held).encode()


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Write lines in COPY's text format, made while they are written."""
    _copy(table, columns, Lines(lines))


def copy_text(table: str, columns: Sequence[str], text: str) -> None:
    """Write lines that are ready."""
    _copy(table, columns, io.BytesIO(text.encode()))


def _copy(table: str, columns: Sequence[str], file: "io.RawIOBase | io.BytesIO") -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" ({named}) FROM STDIN', file, CHUNK)

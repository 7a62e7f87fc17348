"""Many rows, so many at a time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def lots(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The rows in their order, `size` of them at a time; the last lot may have fewer."""
    return (rows[start : start + size] for start in range(0, len(rows), size))

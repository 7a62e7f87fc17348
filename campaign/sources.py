"""Reading the data files of this app."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file by column."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def document(name: str) -> dict[str, Any]:
    """A JSON file whose top is an object."""
    read: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return read

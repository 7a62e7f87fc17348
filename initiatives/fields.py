"""The fields of work that an installation begins with."""

import csv
from pathlib import Path

from initiatives.models import Field

FIRST_FIELDS = Path(__file__).resolve().parent / "data" / "fields.csv"


def load_fields() -> int:
    """Add the fields of data/fields.csv that are missing; how many.

    Those that stand are left alone: a confederation keeps its own list.
    """
    standing = set(Field.objects.values_list("slug", flat=True))
    with FIRST_FIELDS.open(encoding="utf-8", newline="") as file:
        fields = [Field(position=number, **row) for number, row in enumerate(csv.DictReader(file), start=1)]
    missing = [field for field in fields if field.slug not in standing]
    Field.objects.bulk_create(missing)
    return len(missing)

from typing import Any

from django.db import connection, migrations

PORTION = 20_000

BOUNDS = "SELECT coalesce(min(initiative_id), 1), coalesce(max(initiative_id), 0) FROM initiatives_searchentry"

NOTE_WIDE_BLOCKS = """
UPDATE initiatives_searchentry SET words = words || array_to_tsvector(ARRAY['@w' || initiative_id / 65536])
WHERE initiative_id BETWEEN %s AND %s
"""


def note_wide_blocks(_apps: Any, _schema_editor: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BOUNDS)
        first, last = cursor.fetchone()
        for start in range(first, last + 1, PORTION):
            cursor.execute(NOTE_WIDE_BLOCKS, [start, start + PORTION - 1])


class Migration(migrations.Migration):
    """What is submitted meanwhile by the version before lacks its wide block until `reindex` has looked for such."""

    atomic = False

    dependencies = [
        ("initiatives", "0011_lists_by_confidentiality"),
    ]

    operations = [
        migrations.RunPython(note_wide_blocks, migrations.RunPython.noop),
    ]

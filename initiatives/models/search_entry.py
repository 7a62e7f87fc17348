"""The words by which an initiative is found, kept narrow and apart, so that no search reads the long rows."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models

from unions.models import Union, Worker

SEARCH_INDEXES = ("search_entry_words",)
"""What a bulk load may leave out, and `manage.py reindex` builds."""

BLOCK, WIDE_BLOCK = 8_192, 65_536
"""How many numbers of initiatives share a lexeme of theirs, by which the newest are found among many."""

WRITE = """
INSERT INTO initiatives_searchentry (initiative_id, words)
SELECT i.id, array_to_tsvector(array_remove(
    regexp_split_to_array(concat_ws(' ', i.title_folded, authors.names, unions_union.name_folded), '[^a-z0-9]+'), ''
  ) || ARRAY['@n' || ltrim(split_part(i.code, '-', 3), '0'), '@b' || i.id / %(block)s,
    '@w' || i.id / %(wide_block)s, '@e' || i.entered_by_id] || ARRAY(
    SELECT '@u' || above.id FROM unions_union above WHERE above.depth > 1
    AND above.path IN (left(unions_union.path, 8), left(unions_union.path, 12), unions_union.path)
  ))
FROM initiatives_initiative i
JOIN unions_union ON unions_union.id = i.union_id
CROSS JOIN LATERAL (
    SELECT string_agg(unions_worker.name_folded, ' ') AS names
    FROM initiatives_authorship JOIN unions_worker ON unions_worker.id = initiatives_authorship.worker_id
    WHERE initiatives_authorship.initiative_id = i.id
) authors
WHERE i.state <> 'draft' AND {which}
ORDER BY i.unit_id, i.superior_id, i.id
ON CONFLICT (initiative_id) DO UPDATE SET words = EXCLUDED.words
    WHERE initiatives_searchentry.words <> EXCLUDED.words
"""


class SearchEntry(models.Model):
    """What was submitted, as it is searched: its words without accents, and where it belongs.

    The words are those of the title, of all authors' names (also of one who declined) and of the union. Lexemes that
    begin with @ cannot be typed: the code's number, the blocks of its own number, who entered it, the unions it lies at
    or below. An act writes it at each submission; what is renamed or moved later stands in `Outdated` until a job has
    followed. Whether a person may see what was found, the scope of initiatives says, not this.
    """

    initiative = models.OneToOneField(
        "initiatives.Initiative", models.CASCADE, primary_key=True, related_name="search_entry"
    )
    words = SearchVectorField()

    class Meta:
        # Without a list of pending entries no submission pays for others, and no search reads such a list.
        indexes = [GinIndex(fields=["words"], fastupdate=False, name="search_entry_words")]

    def __str__(self) -> str:
        return str(self.pk)


class Outdated(models.Model):
    """A worker or a union whose name or place has changed: written by triggers, for whatever changes it."""

    worker = models.ForeignKey(Worker, models.CASCADE, null=True, related_name="+", db_index=False)
    union = models.ForeignKey(Union, models.CASCADE, null=True, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Outdated"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(worker__isnull=False, union__isnull=True)
                | models.Q(worker__isnull=True, union__isnull=False),
                name="outdated_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.worker or self.union)


def write_entries(ids: Sequence[int]) -> int:
    """Write how these are found, where they were submitted; how many entries are new or changed."""
    return _write("i.id = ANY(%(ids)s)", {"ids": list(ids)})


def write_missing(first: int, last: int) -> int:
    """Write the entries that are missing, or lack their wide block, of these initiatives; how many."""
    whole = "e.words @@ format('%%L', '@w' || i.id / %(wide_block)s)::tsquery"
    missing = f"NOT EXISTS (SELECT FROM initiatives_searchentry e WHERE e.initiative_id = i.id AND {whole})"
    return _write(f"i.id BETWEEN %(first)s AND %(last)s AND {missing}", {"first": first, "last": last})


def _write(which: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(which=which), {"block": BLOCK, "wide_block": WIDE_BLOCK} | values)
        return int(cursor.rowcount)

"""The words that a search is measured with: how often each stands in the titles of the database under measurement."""

import re
from collections import Counter
from dataclasses import dataclass

from django.db import connection

import bench.ready  # noqa: F401  sets Django up
from unions.names import folded

SAMPLE = 50_000
TITLES = f"""
SELECT title FROM initiatives_initiative TABLESAMPLE SYSTEM (least(100, 100.0 * {SAMPLE} / greatest(1, (
    SELECT reltuples FROM pg_class WHERE relname = 'initiatives_initiative')))) REPEATABLE (7)
WHERE state <> 'draft' LIMIT {SAMPLE}
"""
MIDDLING = 0.01
LEAST_LETTERS = 4


@dataclass(frozen=True)
class Words:
    """A rare word, one in about every hundredth title, and the most frequent one, as people write them."""

    rare: str
    middling: str
    frequent: str


def words() -> Words:
    """Of words of at least four letters, by the share of titles that hold them, in a sample of fixed seed."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE initiatives_initiative")
        cursor.execute(TITLES)
        titles = [title for (title,) in cursor.fetchall()]
    holding: Counter[str] = Counter()
    for title in titles:
        holding.update({word for word in re.findall(r"[^\W\d_]+", title.lower()) if len(word) >= LEAST_LETTERS})
    ordered = [(count / len(titles), word) for word, count in holding.most_common()]
    plain = [(share, word) for share, word in ordered if folded(word) != word]
    middling = min(plain, key=lambda each: abs(each[0] - MIDDLING))
    return Words(rare=plain[-1][1], middling=middling[1], frequent=ordered[0][1])

"""What the words typed into a search ask for: a code or a part of it, or the beginnings of words of an entry."""

import json
import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from string import ascii_lowercase, digits
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.db.models import F, Func, Q, Subquery, Value

from initiatives.models.authorship import Authorship
from initiatives.models.search_entry import BLOCK, WIDE_BLOCK, SearchEntry
from unions.models import Union
from unions.names import search_words

FEW, MANY = 8, 32
"""To at most so many blocks, and so many wide ones, a search keeps itself. Each is one more lexeme to be compared, and
as soon as all of a block's numbers are fewer than a union has, it is these that the index goes through."""

WORD = 2
"""So many letters may be a frequent word; one is rather a beginning of many."""

WHOLE, BEGUN = "'{}'", "'{}':*"
LONGER = "(" + " | ".join(f"'{{0}}{letter}':*" for letter in digits + ascii_lowercase) + ")"
"""How a query asks for a word: as a whole one, as one or a beginning, as the beginning of a longer one."""

PART_OF_CODE = re.compile(r"\d{4}-\d{0,7}", re.ASCII)
NUMBER_OF_CODE = re.compile(r"\d{1,7}", re.ASCII)


class Words(Func):
    """A query of words as it is, quoted already: what core PostgreSQL would cut out of words can be asked for."""

    template = "%(expressions)s::tsquery"
    output_field = SearchQueryField()

    def __init__(self, query: str) -> None:
        super().__init__(Value(query))


class Holds(Func):
    """Whether words hold what a query asks for."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = models.BooleanField()


def code_condition(text: str) -> Q | None:
    """The codes that begin so, where the text is written like a code; else None."""
    if text[:2].upper() == "SK" and not text[2:3].isalpha():
        return _code_begins(text.upper())
    return _code_begins(f"SK-{text}") if PART_OF_CODE.fullmatch(text) else None


def words_of(text: str) -> list[str]:
    """The words of the text as entries hold them."""
    return list(dict.fromkeys(re.findall("[a-z0-9]+", " ".join(search_words(text)))))


def _query(text: str, last: str, lexemes: Iterable[Iterable[str]] = ()) -> str:
    """Asks for all words of the text, and one of each of these lexemes; `last` says how the last word is asked for.

    A bare number asks for the code with it, too.
    """
    *whole, word = words_of(text)
    asked = [*map(WHOLE.format, whole), last.format(word)]
    if (number := _number(text)) is not None:
        asked = [f"({asked[0]} | '@n{number}')"]
    groups = ("|".join(map(WHOLE.format, group)) for group in lexemes)
    return " & ".join((*asked, *(f"({group})" for group in groups if group)))


def places(unions: Iterable[int]) -> list[str]:
    """The lexemes of what lies at or below these unions."""
    return [f"@u{union}" for union in unions]


def blocks(newest: int, numbers: int) -> list[str]:
    """The lexemes of the newest initiatives, of so many numbers at least; none where all are as quick to be asked."""
    for letter, size, most in (("b", BLOCK, FEW), ("w", WIDE_BLOCK, MANY)):
        first, last = (newest - numbers) // size, newest // size
        if first > 0 and last - first < most:
            return [f"@{letter}{block}" for block in range(last, first - 1, -1)]
    return []


def entries(text: str, lexemes: Iterable[Iterable[str]] = ()) -> "models.QuerySet[SearchEntry]":
    """The entries with all of these words and one of each of the lexemes, from the index of words; the last word may be
    a beginning. A text without a word has no entries.

    Of all that have a beginning the index makes a list before it compares, which takes most of the time where the
    beginning is a frequent word itself. So it is asked for that word, and apart from it for all that begins with it and
    goes on, which are few. Only one beginning, as that is so for each.
    """
    words, groups = words_of(text), [list(group) for group in lexemes]
    if not words:
        return SearchEntry.objects.none()
    ways = [WHOLE, LONGER] if len(words[-1]) >= WORD else [BEGUN]
    return SearchEntry.objects.filter(reduce(or_, (Q(_held(_query(text, way, groups))) for way in ways)))


def likely_entries(text: str, lexemes: Iterable[Iterable[str]] = ()) -> int:
    """How many there are at most, as the database takes it from its statistics without looking.

    That is of the rarest word alone: the words of a search stand together more often than by chance.
    """
    groups = [list(group) for group in lexemes]
    first, *others = (SearchEntry.objects.filter(_held(_query(word, BEGUN, groups))) for word in words_of(text))
    plan = json.loads(first.union(*others, all=True).explain(format="json"))[0]["Plan"]
    while others and plan["Node Type"] != "Append":
        plan = plan["Plans"][0]
    return min(int(of_word["Plan Rows"]) for of_word in (plan["Plans"] if others else [plan]))


def entry_holds(text: str) -> Holds:
    """Whether the initiative's entry has the words: read row by row, never from the index of words."""
    own = SearchEntry.objects.filter(initiative=models.OuterRef("pk")).values("words")
    return Holds(Subquery(own), Words(_query(text, BEGUN)))


def _held(query: str) -> Holds:
    return Holds(F("words"), Words(query))


def public_condition(text: str) -> Q:
    """The words of what everybody may know of a confidential one: its union, and the code where it is a number."""
    return Q(*(_Stands(_union_name(), pattern) for pattern in _patterns(text))) | _numbered(text)


def own_condition(text: str) -> Q | None:
    """The words in title, authors and union as they stand now, for few rows; None where the text has no word."""
    authors = Authorship.objects.filter(initiative=models.OuterRef("pk"))
    found = [
        Q(_Stands(F("title_folded"), pattern))
        | Q(_Stands(_union_name(), pattern))
        | Q(models.Exists(authors.filter(_Stands(F("worker__name_folded"), pattern))))
        for pattern in _patterns(text)
    ]
    return Q(*found) | _numbered(text) if found else None


def _union_name() -> Subquery:
    return Subquery(Union.objects.filter(pk=models.OuterRef("union_id")).order_by().values("name_folded")[:1])


def _numbered(text: str) -> Q:
    number = _number(text)
    return Q(pk__in=[]) if number is None else Q(code__endswith=f"-{number:07d}")


class _Stands(Func):
    """Whether a pattern of `_patterns` is in the text."""

    template = "%(expressions)s"
    arg_joiner = " ~ "
    output_field = models.BooleanField()

    def __init__(self, text: Any, pattern: str) -> None:
        super().__init__(text, Value(pattern))


def _patterns(text: str) -> list[str]:
    """Each word as a whole and the last as a beginning, for a text without accents."""
    *whole, last = words_of(text) or [""]
    return [*(rf"(^|[^a-z0-9]){word}($|[^a-z0-9])" for word in whole), *([f"(^|[^a-z0-9]){last}"] if last else [])]


def _number(text: str) -> int | None:
    return int(text) if NUMBER_OF_CODE.fullmatch(text.strip()) else None


def _code_begins(text: str) -> Q:
    """The code that begins so; or, with a year and a number, the one that has it without its zeros."""
    begins = Q(code__startswith=text)
    if numbered := re.fullmatch(r"SK-(\d{4})-(\d{1,6})", text, re.ASCII):
        begins |= Q(code=f"SK-{numbered[1]}-{int(numbered[2]):07d}")
    return begins

"""What the words typed into a search ask for: a code or a part of it, or the beginnings of a title's words."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from initiatives.models.programme import Programme
from unions.names import search_words

TITLE_WORDS = SearchVector("title_folded", config="simple")
"""The words of a title as core PostgreSQL indexes them, without an extension."""

TITLE_WORDS_UNINDEXED = SearchVector(Concat("title_folded", Value("")), config="simple")
"""The same words, written so that no index answers them."""

PART_OF_CODE = re.compile(r"\d{4}-\d{0,7}", re.ASCII)
NUMBER_OF_CODE = re.compile(r"\d{1,7}", re.ASCII)


def code_condition(text: str) -> Q | None:
    """The codes that begin so, where the text is written like a code; else None."""
    if text[:2].upper() == "SK" and not text[2:3].isalpha():
        return _code_begins(text.upper())
    return _code_begins(f"SK-{text}") if PART_OF_CODE.fullmatch(text) else None


def number_condition(text: str) -> Q:
    """The codes with this number, where the text is one; else none."""
    return Q(code__in=_codes_numbered(int(text))) if NUMBER_OF_CODE.fullmatch(text) else Q(pk__in=[])


def words_query(text: str) -> SearchQuery | None:
    """Titles in which words begin like all of these; None where the text has no word."""
    words = _words(text)
    if not words:
        return None
    return SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")


def letters_condition(text: str) -> Q:
    """What every title with such words holds: quicker to look for than to take each title apart into its words."""
    return Q(*(("title_folded__contains", word) for word in _words(text)))


def _words(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)+|\w+", " ".join(search_words(text)))


def _code_begins(text: str) -> Q:
    """The code that begins so; or, with a year and a number, the one that has it without its zeros."""
    begins = Q(code__startswith=text)
    if numbered := re.fullmatch(r"SK-(\d{4})-(\d{1,6})", text, re.ASCII):
        begins |= Q(code=f"SK-{numbered[1]}-{int(numbered[2]):07d}")
    return begins


def _codes_numbered(number: int) -> list[str]:
    """The codes with this number: one for each year since the first programme opened."""
    first = Programme.objects.aggregate(at=models.Min("opens_at"))["at"]
    years = range(first.year, timezone.localdate().year + 1) if first else ()
    return [f"SK-{year}-{number:07d}" for year in years]

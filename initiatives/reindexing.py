"""Keeping what is searched: building it after a load, and following what was renamed or moved."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models, transaction

from config.lots import lots
from initiatives.models import Authorship, Initiative, Outdated, SearchEntry
from initiatives.models.search_entry import SEARCH_INDEXES, WIDE_BLOCK, write_entries, write_missing

FOLLOWED = 500
"""How many entries are written anew in one transaction."""

RUN = 2000
"""How many names are followed in one run."""

FOLLOWING_SECONDS = 45
"""After so long a run begins with no other name, and the next one goes on."""

SHORT = 2000
"""How many numbers one transaction completes where the index stands, so that no act waits for it longer than a moment;
where there is none, as after a bulk load, a whole block."""

MEMORY = "SET maintenance_work_mem = '512MB'"
"""Of the database, while an index is built: with its default of 64 MB that takes twice as long."""


def drop_search_indexes() -> None:
    """Before a bulk load into empty tables."""
    with connection.cursor() as cursor:
        for name in SEARCH_INDEXES:
            cursor.execute(f'DROP INDEX IF EXISTS "{name}"')


def reindex() -> Iterator[str]:
    """Fill what is missing and build the indexes that are missing or were left half built; lines of progress.

    Idempotent, killed anywhere it goes on. People may work meanwhile: no lock is held that an act waits for longer than
    a moment, or a few seconds where the index is missing.
    """
    for name in SEARCH_INDEXES:
        if _is_valid(name) is False or (_is_valid(name) and not SearchEntry.objects.exists()):
            with connection.cursor() as cursor:
                cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')
            yield f"{name}: dropped, to be built anew"
    yield from _fill()
    for name in SEARCH_INDEXES:
        if _is_valid(name):
            yield f"{name}: stands"
            continue
        model, index = _index_named(name)
        with connection.schema_editor(atomic=False) as editor:
            editor.execute(MEMORY)
            editor.add_index(model, index, concurrently=True)  # type: ignore[call-arg]  # PostgreSQL's editor takes it
            editor.execute("RESET maintenance_work_mem")
        yield f"{name}: built"
    with connection.cursor() as cursor:
        # After a bulk load, so that indexes answer alone from the first page on.
        cursor.execute("VACUUM ANALYZE initiatives_searchentry, initiatives_initiative, initiatives_approvalstep")


def lay_by_place() -> Iterator[str]:
    """Write the entries of all full wide blocks anew, by unit and superior; lines of progress.

    So `reindex` lays them, too. What people submit comes to lie by time instead, each entry of a union on a page of its
    own, of which a search below that union reads a thousand. What an act or another job works on stays where it lies.
    Killed anywhere, it has harmed nothing and begins anew.
    """
    last = Initiative.objects.newest_first().values_list("pk", flat=True).first() or 0
    for block in range((last + 1) // WIDE_BLOCK):
        in_block = Initiative.objects.sent().filter(pk__gte=block * WIDE_BLOCK, pk__lt=(block + 1) * WIDE_BLOCK)
        by_place = list(in_block.order_by("unit", "superior", "pk").values_list("pk", flat=True))
        for portion in lots(by_place, FOLLOWED):
            with _resting(), transaction.atomic():
                free = _taken(portion)
                SearchEntry.objects.filter(pk__in=free).delete()
                write_entries(free)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM initiatives_searchentry")  # the next block takes the place that this one left
        yield f"entries up to {(block + 1) * WIDE_BLOCK - 1} of {last}: laid by place"


def _taken(ids: Sequence[int]) -> list[int]:
    """Those of these entries that nobody else works on, held with their initiatives until the transaction ends.

    A new entry holds its initiative as the transaction ends. Were that not held before the old one is taken away, an
    act that has the initiative and waits for the entry would be waited for.
    """
    entries = SearchEntry.objects.filter(pk__in=ids).select_related("initiative").only("initiative__id")
    held = entries.select_for_update(of=("self", "initiative"), no_key=True, skip_locked=True)
    return [entry.pk for entry in held]


def follow_outdated() -> int:
    """Write anew the entries of workers and unions that were renamed or moved, as many as time allows; how many.

    A union's entries are those of its own initiatives and, after a move, of all below it: each of these is outdated
    itself. Killed in between, it begins again with the same ones, which changes nothing. It rests as it goes: half a
    million entries after a merge of units are minutes of a processor that people wait for, too.
    """
    written = 0
    until = time.monotonic() + FOLLOWING_SECONDS
    for outdated in Outdated.objects.order_by("pk")[:RUN]:
        for portion in lots(list(_initiatives_of(outdated)), FOLLOWED):
            with _resting():
                written += write_entries(portion)
        outdated.delete()
        if time.monotonic() > until:
            break
    return written


def _initiatives_of(outdated: Outdated) -> "models.QuerySet[Initiative, int]":
    """The ids of the sent initiatives in whose entries the worker or the union stands."""
    sent = Initiative.objects.sent().order_by("pk")
    if outdated.worker_id is not None:
        sent = sent.filter(pk__in=Authorship.objects.filter(worker=outdated.worker_id).values("initiative_id"))
    else:
        sent = sent.filter(union=outdated.union_id)
    return sent.values_list("pk", flat=True)


@contextmanager
def _resting() -> Iterator[None]:
    """Rest after the block for as long as it took."""
    began = time.monotonic()
    yield
    time.sleep(time.monotonic() - began)


def _fill() -> Iterator[str]:
    last = Initiative.objects.newest_first().values_list("pk", flat=True).first() or 0
    first = Initiative.objects.order_by("pk").values_list("pk", flat=True).first() or 0
    written = 0
    size = SHORT if all(map(_is_valid, SEARCH_INDEXES)) else WIDE_BLOCK
    for block in range(first // WIDE_BLOCK, last // WIDE_BLOCK + 1):
        end = (block + 1) * WIDE_BLOCK
        for start in range(end - WIDE_BLOCK, end, size):
            with transaction.atomic():
                written += write_missing(start, min(start + size, end) - 1)
        yield f"entries up to {min(end - 1, last)} of {last}: {written} written"
    yield f"entries: {written} written"


def _is_valid(name: str) -> bool | None:
    """Whether the index is whole; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name])
        found = cursor.fetchone()
    return bool(found[0]) if found else None


def _index_named(name: str) -> tuple[type[models.Model], models.Index]:
    for model in apps.get_app_config("initiatives").get_models():
        for index in model._meta.indexes:
            if index.name == name:
                return model, index
    raise ValueError(f"No index of initiatives/ is named {name}.")

"""Indexes and constraints that are left out while the tables are filled, and put back after.

What is left out is read from the database's catalog and noted in a table of its own in the same transaction that drops
it; so after a crash it is known what is missing, and can be put back.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from queue import Empty, SimpleQueue
from typing import Any

import psycopg2
from django.db import connection, transaction

SEARCH = ("initiatives_initiative", "initiatives_searchentry")
"""Tables whose GIN indexes are of the search and of similarity: `reindex` builds them."""
CONNECTIONS = 2
MEMORY = "192MB"

FOREIGN = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conparentid = 0 AND (conrelid::regclass::text = ANY(%s) OR confrelid::regclass::text = ANY(%s))
ORDER BY 1, 2
"""
UNIQUE = """
SELECT conrelid::regclass::text, conname, contype, condeferrable, condeferred, pg_get_indexdef(conindid)
FROM pg_constraint WHERE contype IN ('p', 'u') AND conrelid::regclass::text = ANY(%s) ORDER BY 1, 2
"""
INDEXES = """
SELECT i.indrelid::regclass::text, c.relname, pg_get_indexdef(i.indexrelid), a.amname
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
WHERE i.indrelid::regclass::text = ANY(%s)
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x')) ORDER BY 1, 2
"""
TRIGGERS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgtype & 4 = 4 AND tgrelid::regclass::text = ANY(%s) ORDER BY 1, 2
"""
MAKE = """
CREATE TABLE campaign_left_out (
    position integer PRIMARY KEY, stage integer NOT NULL, on_table text NOT NULL, name text NOT NULL, sql text NOT NULL
)
"""
INDEX_STAGE, CONSTRAINT_STAGE, FOREIGN_STAGE, VALIDATE_STAGE, TRIGGER_STAGE = range(1, 6)


def missing() -> list[str]:
    """The names of what an interrupted run has left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('campaign_left_out')")
        if cursor.fetchone()[0] is None:
            return []
        cursor.execute("SELECT name FROM campaign_left_out ORDER BY position")
        return [name for (name,) in cursor.fetchall()]


def leave_out(tables: Sequence[str]) -> int:
    """Drop what slows the filling of these tables; how many. The indexes of the search are dropped for good."""
    names = list(tables)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MAKE)
        drops: list[str] = []
        notes: list[tuple[int, str, str, str]] = []
        cursor.execute(TRIGGERS, [names])
        for table, name in cursor.fetchall():
            drops.append(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
            notes.append((TRIGGER_STAGE, table, name, f'ALTER TABLE {table} ENABLE TRIGGER "{name}"'))
        cursor.execute(FOREIGN, [names, names])
        for table, name, definition in cursor.fetchall():
            drops.append(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            add = f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition} NOT VALID'
            notes.append((FOREIGN_STAGE, table, name, add))
            notes.append((VALIDATE_STAGE, table, name, f'ALTER TABLE {table} VALIDATE CONSTRAINT "{name}"'))
        cursor.execute(UNIQUE, [names])
        for table, name, kind, deferrable, deferred, index in cursor.fetchall():
            drops.append(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            when = f"{' DEFERRABLE' if deferrable else ''}{' INITIALLY DEFERRED' if deferred else ''}"
            using = f'{"PRIMARY KEY" if kind == "p" else "UNIQUE"} USING INDEX "{name}"{when}'
            notes.append((INDEX_STAGE, table, name, index))
            notes.append((CONSTRAINT_STAGE, table, name, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {using}'))
        cursor.execute(INDEXES, [names])
        for table, name, definition, method in cursor.fetchall():
            drops.append(f'DROP INDEX "{name}"')
            if not (method == "gin" and table in SEARCH):
                notes.append((INDEX_STAGE, table, name, definition))
        for position, note in enumerate(sorted(notes, key=lambda note: note[0])):
            cursor.execute("INSERT INTO campaign_left_out VALUES (%s, %s, %s, %s, %s)", [position, *note])
        for drop in drops:
            cursor.execute(drop)
        return len(drops)


def put_back(told: Callable[[int, int, str, float], None]) -> None:
    """Build what was left out, in two connections at once; `told` hears how many of how many, which, and its seconds.

    Raises psycopg2.Error where a row breaks a constraint; what was built until then stays, the rest stays noted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, stage, on_table, name, sql FROM campaign_left_out ORDER BY position")
        notes = cursor.fetchall()
    connection.commit()
    done = _Progress(len(notes), told)
    for stage in range(INDEX_STAGE, TRIGGER_STAGE + 1):
        of_stage = [note for note in notes if note[1] == stage]
        if stage == INDEX_STAGE:
            _at_once([[note] for note in of_stage], done)
        elif stage == VALIDATE_STAGE:
            by_table: dict[str, list[tuple[int, int, str, str, str]]] = {}
            for note in of_stage:
                by_table.setdefault(note[2], []).append(note)
            _at_once(sorted(by_table.values(), key=len, reverse=True), done)
        else:
            _at_once([of_stage], done)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE campaign_left_out")


class _Progress:
    def __init__(self, total: int, told: Callable[[int, int, str, float], None]) -> None:
        self.total, self.told, self.count, self.lock = total, told, 0, threading.Lock()

    def note(self, name: str, seconds: float) -> None:
        with self.lock:
            self.count += 1
            self.told(self.count, self.total, name, seconds)


def _at_once(work: list[list[tuple[int, int, str, str, str]]], done: _Progress) -> None:
    """Each list in turn by whichever connection is free; the first error ends it."""
    waiting: SimpleQueue[list[tuple[int, int, str, str, str]]] = SimpleQueue()
    for notes in work:
        waiting.put(notes)
    errors: list[Exception] = []
    threads = [threading.Thread(target=_work, args=(waiting, done, errors)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _work(
    waiting: "SimpleQueue[list[tuple[int, int, str, str, str]]]", done: _Progress, errors: list[Exception]
) -> None:
    try:
        with closing(psycopg2.connect(**_parameters())) as own:  # the connection's own `with` is a transaction
            own.autocommit = True
            with own.cursor() as cursor:
                cursor.execute(f"SET maintenance_work_mem = '{MEMORY}'")
                cursor.execute("SET max_parallel_maintenance_workers = 0")  # two connections keep two cores busy
                while not errors:
                    for position, _stage, _table, name, sql in waiting.get_nowait():
                        began = time.monotonic()
                        cursor.execute(sql)
                        cursor.execute("DELETE FROM campaign_left_out WHERE position = %s", [position])
                        done.note(name, time.monotonic() - began)
    except Empty:
        pass
    except psycopg2.Error as error:
        errors.append(error)


def _parameters() -> dict[str, Any]:
    found = connection.get_connection_params()
    return {name: found[name] for name in ("host", "port", "user", "password", "dbname") if found.get(name)}

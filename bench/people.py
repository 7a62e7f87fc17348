"""Who asks: signed-in sessions for workers, officers and leaders of the database under measurement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Max, Min, QuerySet
from django.utils import timezone

import bench.ready  # noqa: F401  sets Django up
from initiatives.models import Initiative
from initiatives.states import State
from unions.models import Level, Office, Union, Worker


@dataclass(frozen=True)
class Person:
    """A worker with the key of a signed-in session, and the union of the office that they hold, if any."""

    worker: Worker
    session: str
    union: Union | None = None


def sessions_of(workers: Iterable[Worker]) -> dict[int, str]:
    """A signed-in session for each, by the worker's id."""
    store, keys = SessionStore(), {}
    rows = []
    for worker in workers:
        key = store._get_new_session_key()  # type: ignore[attr-defined]  # noqa: SLF001  no public way to make many
        data = {
            SESSION_KEY: str(worker.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: worker.get_session_auth_hash(),
        }
        expires = timezone.now() + timedelta(days=2)
        rows.append(Session(session_key=key, session_data=store.encode(data), expire_date=expires))
        keys[worker.pk] = key
    Session.objects.bulk_create(rows)
    return keys


def holders(kind: Office.Kind, level: Level, number: int, random: Random) -> list[Person]:
    """People who hold this office today at unions of this level, drawn at random."""
    found = Office.objects.active(timezone.localdate()).filter(kind=kind, union__level=level)
    keys = sorted(found.values_list("pk", flat=True))
    drawn = random.sample(keys, min(number, len(keys)))
    offices = list(Office.objects.filter(pk__in=drawn).select_related("worker", "union"))
    sessions = sessions_of({office.worker for office in offices})
    return [Person(office.worker, sessions[office.worker_id], office.union) for office in offices]


def officer_of_all() -> Worker:
    """An officer of the confederation, in whose scope everything is and at or below whose desk all waits."""
    offices = Office.objects.active(timezone.localdate()).officers()
    found = offices.filter(union__level=Level.CONFEDERATION, worker__is_active=True).select_related("worker")
    return found.earliest("pk").worker


def authors(number: int, random: Random) -> list[tuple[Person, int]]:
    """Main authors drawn by their initiatives, each with the id of one that was sent."""
    chosen = drawn(Initiative.objects.exclude(state=State.DRAFT), number, random).prefetch_related(
        "authorships__worker"
    )
    pairs = [(initiative.main_author, initiative.pk) for initiative in chosen]
    sessions = sessions_of({worker for worker, _pk in pairs})
    return [(Person(worker, sessions[worker.pk]), pk) for worker, pk in pairs]


def drawn(rows: "QuerySet[Initiative]", number: int, random: Random) -> "QuerySet[Initiative]":
    """About so many of them at random, found by id without reading the others."""
    bounds = Initiative.objects.aggregate(least=Min("pk"), most=Max("pk"))
    found: set[int] = set()
    for _try in range(number):
        at = random.randint(bounds["least"], bounds["most"])
        found.update(rows.filter(pk__gte=at).order_by("pk").values_list("pk", flat=True)[:1])
    return Initiative.objects.filter(pk__in=found)


@dataclass(frozen=True)
class Waiting:
    """What waits, with the session of an officer of the very desk; `seen` is its last step."""

    pk: int
    seen: int | None
    officer: Worker
    session: str


def at_desks(waiting: "QuerySet[Initiative]") -> list[Waiting]:
    """Those of them whose desk has an officer of its own who is not their author."""
    rows = list(waiting.prefetch_related("authorships"))
    offices = Office.objects.active(timezone.localdate()).officers().filter(union__in={row.desk_id for row in rows})
    holders_of: dict[int, list[Worker]] = {}
    for office in offices.select_related("worker"):
        holders_of.setdefault(office.union_id, []).append(office.worker)
    free = {row: _free(row, holders_of.get(row.desk_id or 0, [])) for row in rows}
    sessions = sessions_of({worker for worker in free.values() if worker})
    return [Waiting(row.pk, row.last_step_id, who, sessions[who.pk]) for row, who in free.items() if who]


def _free(row: Initiative, officers: Iterable[Worker]) -> Worker | None:
    taken = {line.worker_id for line in row.authorships.all()} | {row.entered_by_id}
    return next((officer for officer in officers if officer.pk not in taken), None)

"""What a monitor asks: whether web, database, queue and folds work. No session, no sign-in, nothing private.

It answers in time whatever hangs: each part is looked at in a thread of its own, which is waited for so long and no
longer. Only the database is asked over a connection of its own, so that a hung one does not take the page's along.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from time import monotonic
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from initiatives.models import UncountedStep
from reporting.freshness import MOST_COUNTED
from reporting.models import FoldState

log = logging.getLogger(__name__)

SECONDS = 1.5
"""How long a part is waited for."""
FOLD_LATE = 60
"""A fold runs every 2 seconds and notes when it left nothing uncounted; after so many seconds without, something is
wrong with beat, the worker of folds or Redis, or more comes in than it counts."""
MOST_QUEUED = 30
"""Messages in one of Celery's queues: beat alone sends folds 30 a minute and jobs some 40, and a worker
takes each at once."""
QUEUES = ("jobs", "folds")

Part = dict[str, Any]

ASK = f"""
SELECT extract(epoch FROM clock_timestamp() - (SELECT folded_at FROM {FoldState._meta.db_table}))::bigint,
    (SELECT count(*) FROM (SELECT FROM {UncountedStep._meta.db_table} LIMIT {MOST_COUNTED}) AS waiting)
"""
"""Seconds since the last whole fold, null before the first, and how many steps are uncounted, at most MOST_COUNTED."""

_looking = ThreadPoolExecutor(max_workers=8, thread_name_prefix="health")
"""So many hung looks at most; further ones wait in line for them, which is answered as slow too."""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """All parts; 503 where one is not as it should be."""
    database, queue = _looking.submit(_database), _looking.submit(_queue)
    until = monotonic() + SECONDS
    found = {"web": {"status": "ok"}, "database": _answer(database, until), "queue": _answer(queue, until)}
    figures = found["database"].pop("figures", {"status": "unknown"})
    return _said(found | {"figures": figures})


@never_cache
@require_safe
def web(request: HttpRequest) -> JsonResponse:
    """What this process needs to serve pages, for what spreads requests over several: 503 without the database.

    Without Redis, beat or workers all acts go on, so that no process is taken out of service for those.
    """
    database = _answer(_looking.submit(_database), monotonic() + SECONDS)
    database.pop("figures", None)
    return _said({"web": {"status": "ok"}, "database": database})


def _said(parts: dict[str, Part]) -> JsonResponse:
    well = all(part["status"] == "ok" for part in parts.values())
    said = {"status": "ok" if well else "fault", "version": settings.VERSION, "parts": parts}
    return JsonResponse(said, status=200 if well else 503)


def _answer(look: "Future[Part]", until: float) -> Part:
    """What a look found; “slow” where it has not come back in time, “down” where it failed, with the reason logged."""
    try:
        return look.result(timeout=max(0.0, until - monotonic()))
    except TimeoutError:
        log.warning("A part did not answer in %s s.", SECONDS)
        return {"status": "slow"}
    except Exception as error:  # noqa: BLE001 - whatever it is, the part does not work
        log.warning("A part is down: %s", error)
        return {"status": "down"}


def _database() -> Part:
    began = monotonic()
    wanted = connection.get_connection_params() | {"connect_timeout": 2}
    with closing(psycopg2.connect(**wanted)) as own, own.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1500")
        cursor.execute(ASK)
        age, uncounted = cursor.fetchone() or (None, 0)
    late = age > FOLD_LATE if age is not None else uncounted > 0
    figures = {"status": "late" if late else "ok", "folded_seconds_ago": age, "uncounted": uncounted}
    return {"status": "ok", "milliseconds": round(1000 * (monotonic() - began)), "figures": figures}


def _queue() -> Part:
    # Celery's own client tries again and again; and it writes a socket's address in its own way.
    address = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    once = Retry(NoBackoff(), 0)
    with Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1, retry=once) as redis:
        lengths = {name: redis.llen(name) for name in QUEUES}
    return {"status": "late" if max(lengths.values()) > MOST_QUEUED else "ok", "waiting": lengths}


urlpatterns = [path("healthz", healthz, name="healthz"), path("healthz/web", web, name="healthz_web")]

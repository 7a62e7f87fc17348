"""Attempts to sign in are counted, so that passwords are guessed at slowly: one statement for all limits of an attempt.

The rates are those of ACCOUNT_RATE_LIMITS: `sign_in` counts every attempt, `login_failed` those that failed. Of these
each is counted before the password is looked at and taken back where it was right, so that guesses sent at the same
time are counted too. Each counter is a row of the cache's table: the instants of its attempts, in seconds, as JSON.
"""

import json
import time
from dataclasses import dataclass
from random import random
from typing import Any

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.conf import settings
from django.db import connection
from django.http import HttpRequest

EVERY, FAILED = "sign_in", "login_failed"

TABLE = settings.CACHES["default"]["LOCATION"]

UNHURRIED = "SELECT set_config('synchronous_commit', 'off', true); "
"""Sent with a statement, so that nobody waits for the disk: a crash may forget the attempts of a moment."""

COUNT = f"""{UNHURRIED}
INSERT INTO {TABLE} AS c (cache_key, value, expires)
SELECT asked.key, %(mark)s, now() + asked.seconds * interval '1 second'
FROM unnest(%(keys)s::text[], %(seconds)s::float[]) AS asked (key, seconds) ORDER BY asked.key
ON CONFLICT (cache_key) DO UPDATE SET expires = EXCLUDED.expires, value = (
    SELECT coalesce(jsonb_agg(at) FILTER (WHERE at IS NOT NULL), '[]')
        || CASE WHEN count(at) < asked.most THEN %(mark)s ELSE '[]' END::jsonb
    FROM unnest(%(keys)s::text[], %(seconds)s::float[], %(most)s::int[]) AS asked (key, seconds, most)
    LEFT JOIN LATERAL jsonb_array_elements(c.value::jsonb) at ON at::float > %(now)s - asked.seconds
    WHERE asked.key = c.cache_key GROUP BY asked.most
)::text
RETURNING cache_key, value::jsonb @> %(mark)s::jsonb
"""  # noqa: S608 - the table of the settings
"""Count the attempt in each counter that is not full; which took it. In one order, so that none wait in a ring."""

TAKE_BACK = f"""{UNHURRIED}
WITH emptied AS (
    DELETE FROM {TABLE} WHERE cache_key = ANY(%(keys)s) AND value::jsonb = %(mark)s::jsonb
)
UPDATE {TABLE} c SET value = (
    SELECT coalesce(jsonb_agg(at), '[]') FROM jsonb_array_elements(c.value::jsonb) at
    WHERE NOT %(mark)s::jsonb @> at
)::text
WHERE cache_key = ANY(%(keys)s) AND value::jsonb <> %(mark)s::jsonb
"""  # noqa: S608 - the table of the settings


@dataclass(frozen=True)
class Counter:
    """How many attempts of this kind may be made within so many seconds from one address or at one account."""

    kind: str
    key: str
    most: int
    seconds: float


class Attempt:
    """One attempt to sign in. `too_many` says which kinds of counters were full: empty where it may go on."""

    def __init__(self, request: HttpRequest, account: str) -> None:
        self.counters = [*_counters(request, EVERY, account), *_counters(request, FAILED, account)]
        now = time.time()
        self.mark = json.dumps([now + random() / 1000])  # noqa: S311 - tells attempts of one instant apart
        self.too_many: set[str] = set()
        if not self.counters:
            return
        values: dict[str, Any] = {
            "mark": self.mark,
            "now": now,
            "keys": [counter.key for counter in self.counters],
            "seconds": [counter.seconds for counter in self.counters],
            "most": [counter.most for counter in self.counters],
        }
        with connection.cursor() as cursor:
            cursor.execute(COUNT, values)
            took = dict(cursor.fetchall())
        self.too_many = {counter.kind for counter in self.counters if not took[counter.key]}

    def take_back(self) -> None:
        """It did not fail, so it does not count among those that did."""
        keys = [counter.key for counter in self.counters if counter.kind == FAILED]
        if keys:
            with connection.cursor() as cursor:
                cursor.execute(TAKE_BACK, {"keys": keys, "mark": self.mark})


def forget(request: HttpRequest, account: str) -> None:
    """Begin anew at this account and address, as after a password was set anew by e-mail."""
    with connection.cursor() as cursor:
        keys = [counter.key for counter in _counters(request, FAILED, account)]
        cursor.execute(f"DELETE FROM {TABLE} WHERE cache_key = ANY(%s)", [keys])  # noqa: S608 - as above


def _counters(request: HttpRequest, kind: str, account: str) -> list[Counter]:
    rates = ratelimit.get_rates(app="allauth.account", action=kind, config=app_settings.RATE_LIMITS)
    return [
        Counter(
            kind,
            "attempts:" + ratelimit.get_cache_key(request, app="account", action=kind, rate=rate, key=account),
            rate.amount,
            rate.duration,
        )
        for rate in rates
    ]

"""What every fault happens in: the running house, the people at work on it, and somebody who looks at two pages."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from random import Random
from typing import Any

import psutil
from django.db import DatabaseError, connection
from django.urls import reverse

import bench.ready  # noqa: F401  sets Django up
from bench import people
from bench.client import Client
from bench.house import House
from bench.under_load import FAILED, Acknowledged
from campaign.programmes import MILLION_SLUG
from unions.models import Level, Office

GIVEN_UP_SECONDS = 60
KEEP_UP_SECONDS = 0.5
FRESH_SECONDS = 5


@dataclass(frozen=True)
class Scale:
    """How often and how long: the whole run's, or the short one's. Seconds, times, rows, kilobytes."""

    kills: int
    redis_seconds: float
    restarts: int
    web_kills: int
    crowd_seconds: float
    bulk_rows: int
    job_kills: int
    disk_kb: int
    writers: int
    decisions: int


@dataclass(frozen=True)
class Scene:
    """A fault's surroundings."""

    place: House
    scale: Scale
    told: Acknowledged
    watcher: "Watcher"


@dataclass(frozen=True)
class Watcher:
    """A leader of the confederation, signed in, who looks at the health and at the figures."""

    base: str
    session: str
    figures: str

    @classmethod
    def of(cls, base: str) -> "Watcher":
        leader = people.holders(Office.Kind.LEADER, Level.CONFEDERATION, 1, Random(1))[0]
        assert leader.union is not None  # noqa: S101  an office has one
        return cls(base, leader.session, reverse("reporting:union", args=[MILLION_SLUG, leader.union.code]))

    def recovered(self) -> float:
        """Seconds until figures come, and web, database and queue are well. Raises TimeoutError where they do not.

        Figures may still be late: that is `counting`.
        """
        began = time.monotonic()
        until("the pages come", lambda: self._is_well() and self._sees(self.figures), GIVEN_UP_SECONDS)
        return round(time.monotonic() - began, 2)

    def counting(self, seconds: float) -> float:
        """Seconds until the health is good altogether and a fold of the last seconds has left no step uncounted."""
        began = time.monotonic()
        until("folds go on", self._is_counting, seconds, pause=0.2)
        return round(time.monotonic() - began, 2)

    def _is_well(self) -> bool:
        parts = self._parts()
        return bool(parts) and all(parts[name]["status"] == "ok" for name in ("web", "database", "queue"))

    def _is_counting(self) -> bool:
        parts = self._parts()
        ages = parts.get("figures", {})
        return self._is_well() and ages.get("status") == "ok" and (ages["folded_seconds_ago"] or 0) <= FRESH_SECONDS

    def _parts(self) -> dict[str, Any]:
        try:
            return dict(json.loads(Client(self.base).get(reverse("healthz"), self.session).body)["parts"])
        except (*FAILED, ValueError, KeyError):
            return {}

    def _sees(self, path: str) -> bool:
        try:
            return Client(self.base).get(path, self.session).status == HTTPStatus.OK
        except FAILED:
            return False


@contextmanager
def kept_up(place: House) -> Iterator[None]:
    """What has ended is started again until the block ends, as a service manager does."""
    ended = threading.Event()

    def keep() -> None:
        while not ended.wait(KEEP_UP_SECONDS):
            place.keep_up()

    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def until(what: str, true: Callable[[], bool], seconds: float, pause: float = 0.05) -> None:
    """Wait until it is so. Raises TimeoutError where it does not come to be."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Not in {seconds} s: {what}.")
        time.sleep(pause)


def family(place: House, name: str) -> list[psutil.Process]:
    """A process of the house and all below it, the children first; none while it is away."""
    try:
        parent = psutil.Process(place.processes[name].pid)
        return [*reversed(parent.children(recursive=True)), parent]
    except psutil.NoSuchProcess:
        return []


def connected_anew() -> bool:
    """Whether the database answers on a session that it has not broken off."""
    connection.close()
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True

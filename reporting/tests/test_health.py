"""What a monitor is told: of a sound system, of each part that is down or late, and in time when one hangs."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from redis import Redis

from config import services
from config.services import redis_server
from config.services.locations import postgres_folder, redis_socket
from initiatives.states import State
from initiatives.tests import factories as make
from reporting import health
from reporting.fold import fold
from reporting.models import FoldState
from reporting.tests.acts import brought
from unions.tests import factories as who

pytestmark = pytest.mark.django_db(transaction=True)


def asked(path: str = "/healthz") -> tuple[int, dict[str, str], float]:
    """The answer's status, each part's status, and the seconds that it took."""
    began = time.monotonic()
    answer = Client().get(path)
    parts = {name: part["status"] for name, part in answer.json()["parts"].items()}
    return answer.status_code, parts, time.monotonic() - began


@pytest.fixture
def folded() -> None:
    fold()


SOUND = {"web": "ok", "database": "ok", "queue": "ok", "figures": "ok"}


@pytest.mark.usefixtures("folded")
def test_a_sound_system_says_so_with_its_version_and_nothing_of_anybody() -> None:
    answer = Client().get("/healthz")
    said = answer.json()
    assert (answer.status_code, said["status"], said["version"]) == (200, "ok", settings.VERSION)
    assert {name: part["status"] for name, part in said["parts"].items()} == SOUND
    assert said["parts"]["queue"]["waiting"] == {"jobs": 0, "folds": 0}
    assert said["parts"]["figures"] == {"status": "ok", "folded_seconds_ago": 0, "uncounted": 0}
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.usefixtures("folded")
def test_it_asks_nothing_over_the_pages_own_connection(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        Client().get("/healthz")


@pytest.mark.usefixtures("folded")
@pytest.mark.parametrize("path", ["/healthz", "/healthz/web"])
def test_a_monitor_beside_the_proxy_is_not_sent_to_https(path: str) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert Client().get(path).status_code == 200
        assert Client().get("/accounts/login/").status_code == 301


def test_a_fold_that_no_longer_runs_is_late() -> None:
    FoldState.objects.create(pk=1, folded_at=timezone.now() - timedelta(seconds=health.FOLD_LATE + 5))
    status, parts, _seconds = asked()
    assert (status, parts) == (503, SOUND | {"figures": "late"})


def test_before_the_first_fold_only_what_waits_to_be_counted_is_late() -> None:
    assert asked()[1] == SOUND
    tree, programme = who.make_tree(), make.programme()
    brought(who.worker(union=tree.grassroots), who.officer(tree.grassroots), programme, State.WAITING)
    answer = Client().get("/healthz").json()
    assert answer["parts"]["figures"] == {"status": "late", "folded_seconds_ago": None, "uncounted": 1}


@pytest.mark.usefixtures("folded")
@pytest.mark.parametrize("name", health.QUEUES)
def test_a_queue_that_nobody_empties_is_late(name: str) -> None:
    redis = Redis(unix_socket_path=str(redis_socket()))
    redis.rpush(name, *["a message"] * (health.MOST_QUEUED + 1))
    try:
        assert asked()[:2] == (503, SOUND | {"queue": "late"})
    finally:
        redis.delete(name)


@pytest.fixture
def without_redis() -> Iterator[None]:
    redis_server.stop()
    yield
    services.start(durable=False)


@pytest.mark.usefixtures("folded", "without_redis")
def test_without_redis_the_queue_is_down_and_pages_can_be_served() -> None:
    assert asked()[:2] == (503, SOUND | {"queue": "down"})
    assert asked("/healthz/web")[:2] == (200, {"web": "ok", "database": "ok"})


@pytest.fixture
def hung(request: pytest.FixtureRequest) -> Iterator[None]:
    """A server that takes connections and says no more."""
    files = {"redis": redis_socket().with_suffix(".pid"), "postgres": postgres_folder() / "postmaster.pid"}
    server = psutil.Process(int(files[request.param].read_text().split()[0]))
    os.kill(server.pid, signal.SIGSTOP)
    yield
    os.kill(server.pid, signal.SIGCONT)


@pytest.mark.usefixtures("folded", "hung")
@pytest.mark.parametrize("hung", ["redis"], indirect=True)
def test_a_hung_redis_does_not_hang_the_answer() -> None:
    status, parts, seconds = asked()
    assert status == 503
    assert parts["queue"] in {"down", "slow"}
    assert parts["database"] == "ok"
    assert seconds < 2


@pytest.mark.usefixtures("folded", "hung")
@pytest.mark.parametrize("hung", ["postgres"], indirect=True)
@pytest.mark.parametrize("path", ["/healthz", "/healthz/web"])
def test_a_hung_database_does_not_hang_the_answer(path: str) -> None:
    status, parts, seconds = asked(path)
    assert (status, parts["database"]) == (503, "slow")
    assert parts.get("figures", "unknown") == "unknown"
    assert seconds < 2


def test_without_a_database_it_is_down(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))
    assert asked("/healthz/web")[:2] == (503, {"web": "ok", "database": "down"})

"""In production the program refuses to start without what it needs, and names it."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.services.locations import PROJECT

COMPLETE = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgres://runtime:word@database.example.org:5432/sangkien",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://sender:word@mail.example.org:587",
}
OURS = {*COMPLETE, "DEMO", "DEBUG", "LOCAL_DIR", "STATIC_ROOT", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def run(program: list[str], variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a program of the project with nothing of ours in the environment but what is given."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    command = [sys.executable, *program]
    return subprocess.run(command, cwd=PROJECT, env=clean | variables, check=False, capture_output=True, text=True)


def load(variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Load the settings as a server does, and print what they say of the site."""
    shown = "from config import settings as s; print(s.PRODUCTION, s.DEMO, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS)"
    return run(["-c", shown], variables)


def test_complete_production_starts() -> None:
    assert load(COMPLETE).stdout == "True False True ['example.org']\n"


def test_servers_refuse_to_start_with_nothing_set() -> None:
    result = run(["-c", "import config.wsgi"], {})
    assert result.returncode != 0
    assert "Set SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, REDIS_URL, EMAIL_URL in the environment" in result.stderr


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("value", [None, "", " "])
def test_each_missing_value_is_named(name: str, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, given in COMPLETE.items():
        monkeypatch.setenv(key, given)
    environment.refuse_missing(tuple(COMPLETE))
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"Set {name} in the environment"):
        environment.refuse_missing(tuple(COMPLETE))


@pytest.mark.parametrize(
    ("read", "name", "value"),
    [
        (partial(environment.flag, "DEMO"), "DEMO", "perhaps"),
        (partial(environment.flag, "DEBUG"), "DEBUG", "2"),
        (partial(environment.number, "SECURE_HSTS_SECONDS", default=0), "SECURE_HSTS_SECONDS", "-1"),
        (partial(environment.number, "DATABASE_CONN_MAX_AGE", default=0), "DATABASE_CONN_MAX_AGE", "long"),
        (partial(environment.secret_key, default="", production=True), "SECRET_KEY", "short"),
        (partial(environment.secret_key, default="", production=True), "SECRET_KEY", "x" * 60),
        (partial(environment.secret_key, default="", production=True), "SECRET_KEY", f"django-insecure-{'abcde' * 10}"),
        (partial(environment.database, default=""), "DATABASE_URL", "mysql://runtime@database.example.org/sangkien"),
        (partial(environment.database, default=""), "DATABASE_URL", "postgres://runtime@database.example.org"),
        (partial(environment.database, default=""), "DATABASE_URL", "sangkien"),
        (partial(environment.broker, default=""), "REDIS_URL", "redis.example.org"),
    ],
)
def test_values_that_cannot_be_meant_are_refused_by_name(
    read: Callable[[], object], name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is "):
        read()


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)])
def test_flags_are_read_as_people_write_them(value: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", value)
    assert environment.flag("DEMO", default=not meant) is meant


def test_links_that_set_passwords_are_printed_only_where_that_is_asked_for() -> None:
    result = load(COMPLETE | {"EMAIL_URL": ""})
    assert result.returncode != 0
    assert "Set EMAIL_URL in the environment" in result.stderr
    assert load(COMPLETE | {"EMAIL_URL": "consolemail://"}).returncode == 0


def test_a_value_that_cannot_be_meant_stops_the_server() -> None:
    result = load(COMPLETE | {"SECRET_KEY": "short"})
    assert result.returncode != 0
    assert "ImproperlyConfigured: SECRET_KEY is too easy to guess" in result.stderr


def test_manage_says_the_refusal_in_one_line() -> None:
    result = run(["manage.py", "migrate"], COMPLETE | {"REDIS_URL": ""})
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "Set REDIS_URL in the environment; for a demonstration set DEMO=1, for development DEBUG=1."
    ]


def test_manage_with_nothing_set_is_the_demonstration() -> None:
    result = run(["manage.py", "diffsettings"], {})
    assert "DEMO = True" in result.stdout


def test_deployment_check_gives_no_warning() -> None:
    result = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], COMPLETE)
    assert (result.returncode, result.stderr) == (0, "")
    assert "no issues (0 silenced)" in result.stdout

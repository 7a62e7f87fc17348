"""Values from the environment, each refused with its name when it cannot be meant."""

import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
KEY_LENGTH = 50
KEY_LETTERS = 5


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value and value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; say 1 or 0.")
    return value in YES if value else default


def number(name: str, *, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; say a whole number.")
    return int(value) if value else default


def text(name: str, *, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str, *, default: list[str]) -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()] or default


def secret_key(*, default: str, production: bool) -> str:
    """The signing key; in production as long and as varied as Django's own deployment check asks."""
    key = text("SECRET_KEY", default=default)
    if production and (len(key) < KEY_LENGTH or len(set(key)) < KEY_LETTERS or key.startswith("django-insecure-")):
        raise ImproperlyConfigured(f"SECRET_KEY is too easy to guess; use {KEY_LENGTH} random characters or more.")
    return key


def database(*, default: str) -> dict[str, Any]:
    """Django's form of DATABASE_URL."""
    url = text("DATABASE_URL", default=default)
    found: dict[str, Any] = environ.Env.db_url_config(url) if url.startswith(("postgres://", "postgresql://")) else {}
    if not found.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL is not of the form postgres://user:password@host:port/name.")
    return found


def broker(*, default: str) -> str:
    url = text("REDIS_URL", default=default)
    if url.partition("://")[0] not in {"redis", "rediss", "redis+socket"}:
        raise ImproperlyConfigured("REDIS_URL is not of the form redis://host:port/0 or redis+socket:///path.")
    return url


def email(*, default: str) -> dict[str, Any]:
    """Django's EMAIL_ settings from EMAIL_URL."""
    found: dict[str, Any] = environ.Env.email_url_config(text("EMAIL_URL", default=default))
    return found


def refuse_missing(names: tuple[str, ...]) -> None:
    """Raise ImproperlyConfigured with the names that have no value."""
    missing = [name for name in names if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(
            f"Set {', '.join(missing)} in the environment; for a demonstration set DEMO=1, for development DEBUG=1."
        )

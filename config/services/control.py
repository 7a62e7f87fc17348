"""Start and stop the embedded services, each only where the environment names no other."""

import os

from config import environment
from config.services import postgres, redis_server
from config.services.folders import locked
from config.services.locations import local_folder

# `run` starts the services itself, step by step; the others need none.
WITHOUT_SERVICES = {
    "check_translations",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "help",
    "makemessages",
    "run",
    "stop_services",
    "version",
}
CONFIGURATION = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "DEMO", "DEBUG")


def nothing_configured() -> bool:
    """Whether the environment says nothing about what to run: then it is the demonstration."""
    return not any(os.environ.get(name) for name in CONFIGURATION)


def embedded() -> bool:
    """Whether the environment leaves a service to us."""
    return not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))


def needs_services(arguments: list[str]) -> bool:
    """Whether the command line of manage.py asks for a command that talks to PostgreSQL or Redis."""
    command = arguments[1] if len(arguments) > 1 else "help"
    options = set(arguments[2:])
    if command.startswith("-") or command in WITHOUT_SERVICES or options & {"-h", "--help", "--version"}:
        return False
    if command == "check":
        return any(option.startswith("--database") for option in options)
    return not (command == "makemigrations" and options & {"--check", "--dry-run"})


def ensure_started_for(arguments: list[str]) -> None:
    """Start what the command line of manage.py needs; in production, which names its services, that is nothing."""
    if needs_services(arguments) and (environment.flag("DEMO") or environment.flag("DEBUG")):
        start()


def start(*, durable: bool = True) -> list[str]:
    """Start what the environment names no other for; the names of those that did not run already."""
    wanted = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if not wanted:
        return []
    started = []
    with locked():
        if "DATABASE_URL" in wanted and postgres.start(durable=durable):
            started.append("PostgreSQL")
        if "REDIS_URL" in wanted and redis_server.start():
            started.append("Redis")
    return started


def stop() -> list[str]:
    """Stop the embedded services of this local folder; the names of those that ran."""
    if not local_folder().exists():
        return []
    with locked():
        return [name for name, ended in (("Redis", redis_server.stop()), ("PostgreSQL", postgres.stop())) if ended]

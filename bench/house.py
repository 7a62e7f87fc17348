"""The running system under measurement, and beside it the bare references: the same servers, the same database."""

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

import bench.ready  # noqa: F401  sets Django up
from config import services, stack
from config.services.locations import PROJECT, local_folder
from config.testing_stack import free_port, renamed

BARE = "bare"
END_SECONDS = 20


@dataclass(frozen=True)
class House:
    """Where the system and the references answer, and the key of the references' signed-in session."""

    base: str
    bare: str
    bare_session: str
    processes: "dict[str, subprocess.Popen[bytes]]"


def manage(*arguments: str) -> None:
    """Run a command of manage.py on the database under measurement. Raises CalledProcessError when it fails."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=PROJECT, check=True)


def prepare(size: int, seed: int) -> dict[str, float]:
    """Start the services and fill the database once; seconds by step, as noted when it was filled."""
    services.start()
    note = local_folder() / "filled.json"
    if note.exists():
        filled: dict[str, float] = json.loads(note.read_text())
        return filled
    steps = {
        "migrate": ["migrate", "-v0"],
        "createcachetable": ["createcachetable"],
        "simulate": ["simulate", "--initiatives", str(size), "--seed", str(seed)],
        "reindex": ["reindex"],
    }
    took: dict[str, float] = {}
    for name, command in steps.items():
        began = time.monotonic()
        manage(*command)
        took[name] = round(time.monotonic() - began, 1)
    note.write_text(json.dumps(took))
    return took


@contextmanager
def serving() -> Iterator[House]:
    """The system as production runs it, and the references, until the block ends."""
    manage("collectstatic", "--noinput", "-v0")
    address, bare = stack.Address("127.0.0.1", free_port()), stack.Address("127.0.0.1", free_port())
    session = _fill_bare()
    commands = stack.commands(address) | {"bare": _bare_command(bare)}
    with ExitStack() as running:
        processes = {name: running.enter_context(_running(name, command)) for name, command in commands.items()}
        for place in (address, bare):
            _wait(place)
        yield House(address.url, bare.url, session, processes)


def _bare_command(address: stack.Address) -> list[str]:
    options = "bench.bare.wsgi --workers 2 --threads 4 --preload --no-control-socket --log-level warning"
    return [sys.executable, "-m", "gunicorn", *shlex.split(options), "--bind", address.bind]


def bare_environment() -> dict[str, str]:
    url = renamed(os.environ["DATABASE_URL"], BARE)
    return os.environ | {"DJANGO_SETTINGS_MODULE": "bench.bare.settings", "BARE_DATABASE_URL": url}


def _fill_bare() -> str:
    with closing(psycopg2.connect(renamed(os.environ["DATABASE_URL"], "postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BARE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {BARE}")
    command = [sys.executable, "-m", "bench.bare.filled"]
    made = subprocess.run(command, cwd=PROJECT, env=bare_environment(), check=True, stdout=subprocess.PIPE, text=True)
    return made.stdout.strip()


@contextmanager
def _running(name: str, command: Sequence[str]) -> "Iterator[subprocess.Popen[bytes]]":
    """One process with its output in a file of its name; ended with all its children."""
    environment = bare_environment() if name == "bare" else os.environ | stack.QUIET
    log = Path(local_folder()) / f"bench-{name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(address: stack.Address) -> None:
    deadline = time.monotonic() + stack.ANSWER_SECONDS
    while stack.answer(address) is None:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{address.url} does not answer; the logs are in {local_folder()}.")
        time.sleep(0.2)

"""The running system under measurement, and beside it the bare references: the same servers, the same database."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import psycopg2

import bench.ready  # noqa: F401  sets Django up
from config import stack
from config.services import database_url, postgres, redis_server, redis_url
from config.services.folders import locked
from config.services.locations import PROJECT, local_folder
from config.testing_stack import free_port, renamed

BARE = "bare"
END_SECONDS = 20


@dataclass(frozen=True)
class House:
    """Where the system and the references answer, and the key of the references' signed-in session."""

    address: stack.Address
    bare: str
    bare_session: str
    processes: "dict[str, subprocess.Popen[bytes]]"
    commands: dict[str, Sequence[str]]
    lock: Lock = field(default_factory=Lock)

    @property
    def base(self) -> str:
        return self.address.url

    def start(self, more: Mapping[str, Sequence[str]]) -> None:
        """Let further processes run, by name."""
        with self.lock:
            self.commands.update(more)
            self.processes.update({name: _started(name, command) for name, command in more.items()})

    def end(self, names: Sequence[str]) -> None:
        """End these for good."""
        with self.lock:
            ended = [self.processes.pop(name) for name in names]
            for name in names:
                del self.commands[name]
        _end_all(ended)

    def keep_up(self) -> list[str]:
        """Start again what has ended, as a service manager does, which ends what is left of it first; the names."""
        with self.lock:
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            for name in ended:
                _kill_group(self.processes[name])
                self.processes[name] = _started(name, self.commands[name])
        return ended


def manage(*arguments: str, **environment: str) -> None:
    """Run a command of manage.py on the database under measurement, or on what the environment names instead.

    Raises CalledProcessError when it fails.
    """
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=PROJECT, env=os.environ | environment, check=True)


def start_services() -> None:
    """Start the embedded PostgreSQL and Redis, each unless the environment named another."""
    with locked():
        if os.environ["DATABASE_URL"] == database_url():
            postgres.start()
        if os.environ["REDIS_URL"] == redis_url():
            redis_server.start()


def prepare(size: int, seed: int) -> dict[str, float]:
    """Start the services and fill the database once; seconds by step, as noted when it was filled."""
    start_services()
    note = local_folder() / "filled.json"
    if note.exists():
        manage("migrate", "-v0")
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
def serving(*, references: bool = True, **more: Sequence[str]) -> Iterator[House]:
    """The system as production runs it, the references, and `more` processes by name, until the block ends."""
    manage("collectstatic", "--noinput", "-v0")
    address, bare = stack.Address("127.0.0.1", free_port()), stack.Address("127.0.0.1", free_port())
    session = _fill_bare() if references else ""
    bares = {"bare": _bare_command(bare)} if references else {}
    commands: dict[str, Sequence[str]] = {**stack.commands(address), **bares, **more}
    place = House(address, bare.url, session, {}, {})
    try:
        place.start(commands)
        for asked in (address, bare) if references else (address,):
            _wait(asked)
        yield place
    finally:
        place.end(list(place.commands))


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


def _started(name: str, command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """One process with its output in a file of its name, and a group of its own; its sessions bear its name."""
    environment = bare_environment() if name == "bare" else os.environ | stack.QUIET
    environment |= {"PGAPPNAME": name, stack.MARK: str(local_folder())}
    with (Path(local_folder()) / f"bench-{name}.log").open("ab") as output:
        return subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=output, stderr=output, start_new_session=True
        )


def _end_all(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Ask them to end, and end by force what is left of each after some seconds."""
    for process in processes:
        process.terminate()
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
        _kill_group(process)
        process.wait()


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _wait(address: stack.Address) -> None:
    deadline = time.monotonic() + stack.ANSWER_SECONDS
    while stack.answer(address) is None:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{address.url} does not answer; the logs are in {local_folder()}.")
        time.sleep(0.2)

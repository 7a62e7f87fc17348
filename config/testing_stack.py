"""The whole system for tests that look at it from outside: `manage.py run` with a database of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from config import services, stack
from config.services.locations import PROJECT

DATABASE = "sangkien_stack"
DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
QUEUE = 1  # the number of the Redis database; 0 is the tests' own
READY_SECONDS = 240
END_SECONDS = 60


@dataclass(frozen=True)
class Stack:
    """A running system: its address, its processes' output, and manage.py with its settings."""

    url: str
    log: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py against the stack; its output. Raises CalledProcessError when it fails."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=PROJECT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def address(self, path: str) -> str:
        """The address of a page, given its path from the root."""
        return self.url + path.removeprefix("/")


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    """Make the database anew, run the system on a free port until the page answers, and end it in the end."""
    database_url = renamed(os.environ.get("DATABASE_URL") or services.database_url())
    run_beside(database_url, DROP, "CREATE DATABASE {}")
    address = stack.Address("127.0.0.1", free_port())
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"} | {
        "DATABASE_URL": database_url,
        "REDIS_URL": renumbered(os.environ.get("REDIS_URL") or services.redis_url()),
        "STATIC_ROOT": str(folder / "staticfiles"),
        "LOCAL_DIR": str(folder / "local"),
        "HOST": address.host,
        "PORT": str(address.port),
        "DEMO": "1",
        "DEMO_INITIATIVES": "150",
    }
    (folder / "staticfiles").mkdir()
    log = folder / "stack.log"
    with log.open("w") as output:
        command = [sys.executable, "manage.py", "run"]
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until_ready(process, address, log)
        yield Stack(address.url, log, environment)
    finally:
        process.terminate()
        process.wait(END_SECONDS)
        run_beside(database_url, DROP)


def wait_until_ready(process: "subprocess.Popen[bytes]", address: stack.Address, log: Path) -> None:
    """Return when it says that the page answers. Raises RuntimeError with the log's last lines when it does not."""
    deadline = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        said = log.read_text()
        if f"Open {address.url}" in said:
            return
        if f"{address.url} answers with" in said:
            break
        time.sleep(0.2)
    raise RuntimeError("The stack does not answer:\n" + "\n".join(log.read_text().splitlines()[-40:]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run_beside(database_url: str, *statements: str) -> None:
    """Run statements about the stack's database from beside it."""
    with closing(psycopg2.connect(renamed(database_url, "postgres"))) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(DATABASE)))


def renamed(database_url: str, name: str = DATABASE) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))


def renumbered(redis_url: str) -> str:
    """The same Redis, the stack's own numbered database."""
    if redis_url.startswith("redis+socket:"):
        return f"{redis_url.partition('?')[0]}?virtual_host={QUEUE}"
    return urlunsplit(urlsplit(redis_url)._replace(path=f"/{QUEUE}"))

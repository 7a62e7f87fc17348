"""The running system: gunicorn, two Celery workers and beat, started together and ended together.

`manage.py run` prepares and then becomes this program, so that every process of the system bears its mark: after a kill
the next run and `make stop` find what was left behind, however its numbers were reused.
"""

import http.client
import json
import multiprocessing
import os
import shlex
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from honcho.manager import Manager

from config import services
from config.services import processes
from config.services.folders import locked
from config.services.locations import PROJECT, local_folder
from config.services.processes import alive

MARK = "SANGKIEN_STACK"
WELCOME = "SANGKIEN_WELCOME"
# Celery's own warning; the demonstration may run as root, docs/operating.md says that production should not.
QUIET = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
ASKED_TO_STOP = {130, 143}
END_SECONDS = 10
ANSWER_SECONDS = 120


@dataclass(frozen=True)
class Address:
    """Where the pages are served."""

    host: str
    port: int

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def reachable_host(self) -> str:
        """The host by which this machine reaches it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  compared, not bound

    @property
    def url(self) -> str:
        return f"http://{Address(self.reachable_host, self.port).bind}/"


@dataclass(frozen=True)
class Run:
    """The process that runs the system, as noted under the local folder."""

    pid: int
    started: float
    url: str

    def process(self) -> psutil.Process | None:
        """The process, unless it has ended and the number is another's today."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            return process if process.create_time() == self.started and alive(process) else None
        return None


class AlreadyRunning(Exception):
    """The system of this checkout runs already; the message says where."""


def claim(address: Address) -> None:
    """Note this process as the one that runs the system. Raises AlreadyRunning while another one does."""
    with locked():
        run = noted_run()
        if run is not None and run.process() is not None:
            raise AlreadyRunning(f"It runs already at {run.url} (process {run.pid}); make stop ends it.")
        me = psutil.Process()
        _note().write_text(json.dumps(asdict(Run(me.pid, me.create_time(), address.url))))


def noted_run() -> Run | None:
    try:
        return Run(**json.loads(_note().read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _note() -> Path:
    return local_folder() / "run.json"


def end() -> bool:
    """End the running system, or what a killed one left behind; whether there was any."""
    run = noted_run()
    process = run.process() if run else None
    if process is not None:
        processes.end([process], 2 * END_SECONDS)
    left = end_left_behind()
    _note().unlink(missing_ok=True)
    return process is not None or left > 0


def end_left_behind() -> int:
    """End the marked processes other than this one, by force where asking does not help; how many there were."""
    mine = psutil.Process().pid
    left = [process for process in psutil.process_iter() if process.pid != mine and _is_marked(process)]
    processes.end(left, END_SECONDS)
    return len(left)


def _is_marked(process: psutil.Process) -> bool:
    try:
        return process.environ().get(MARK) == str(local_folder())
    except (psutil.Error, OSError):
        return False  # ended meanwhile, or another user's


def become(address: Address, *, welcome: str) -> None:
    """Replace this process by the running system; `welcome` is printed below the address once the page answers."""
    environment = os.environ | {MARK: str(local_folder()), WELCOME: welcome}
    command = [sys.executable, "-m", "config.stack", address.host, str(address.port)]
    os.chdir(PROJECT)
    os.execve(sys.executable, command, environment)  # noqa: S606  a program and its arguments, no shell


def commands(address: Address) -> dict[str, list[str]]:
    """The processes. Folds have a worker of their own, so that a long job never delays them."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-q", "-A", "config"]
    quiet = shlex.split("-l WARNING --without-gossip --without-mingle --without-heartbeat")
    # Threads, because a browser opens connections ahead of need and would block a process that serves one at a time.
    # Connections are kept longer than a proxy keeps them: to close one gracefully, gunicorn waits for the other side,
    # and accepts nobody meanwhile.
    options = "--workers 2 --threads 4 --keep-alive 75 --preload --no-control-socket --log-level warning"
    gunicorn = ["config.wsgi", *shlex.split(options)]
    return {
        "web": [*python, "gunicorn", *gunicorn, "--bind", address.bind],
        "jobs": [*celery, "worker", "-Q", "jobs", "-c", "1", "-n", "jobs@%h", *quiet],
        "folds": [*celery, "worker", "-Q", "folds", "-c", "1", "-n", "folds@%h", *quiet],
        "beat": [*celery, "beat", "-s", str(local_folder() / "beat-schedule"), "--pidfile=", "-l", "WARNING"],
    }


def serve(address: Address) -> int:
    """Run the processes until one ends or a signal comes, then end all and the embedded services; the exit code."""
    manager = Manager()
    for name, command in commands(address).items():
        # exec, so that the signal to end reaches the process and not a shell around it
        manager.add_process(name, f"exec {shlex.join(command)}", env=os.environ | QUIET, cwd=str(PROJECT))
    multiprocessing.Process(target=_announce, args=[address], daemon=True).start()
    try:
        manager.loop()
    finally:
        end_left_behind()
        services.stop()
        _note().unlink(missing_ok=True)
    if manager.returncode in ASKED_TO_STOP:
        print("Stopped.", flush=True)
        return 0
    print(f"One process ended with {manager.returncode}, so all were stopped.", file=sys.stderr, flush=True)
    return manager.returncode or 1


def _announce(address: Address) -> None:
    """Wait until the page answers and say so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    deadline = time.monotonic() + ANSWER_SECONDS
    while (status := answer(address)) is None and time.monotonic() < deadline:
        time.sleep(0.2)
    if status is None or status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        print(f"{address.url} answers with {status or 'nothing'}; the lines above say why.", flush=True)
    else:
        print(f"\n{os.environ.get(WELCOME, '')}\nOpen {address.url}    (Ctrl-C stops everything)\n", flush=True)


def answer(address: Address) -> int | None:
    """The status with which the first page comes, None while nobody listens."""
    connection = http.client.HTTPConnection(address.reachable_host, address.port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(serve(Address(sys.argv[1], int(sys.argv[2]))))

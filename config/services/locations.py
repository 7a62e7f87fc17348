"""Where the embedded services live. Pure: reading a location starts nothing."""

import hashlib
import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
PORT = 5432  # only a part of the socket's name; said everywhere, so that a PGPORT of the shell changes nothing


def local_folder() -> Path:
    """The folder with the services' data and logs: LOCAL_DIR, or .local in the project."""
    return Path(os.environ.get("LOCAL_DIR", PROJECT / ".local")).resolve()


def socket_folder() -> Path:
    """A short folder for sockets, one for each local folder and user: a socket's path holds 107 bytes at most.

    Always below /tmp, whatever TMPDIR says, so that every shell finds the services that another one started.
    """
    digest = hashlib.sha256(os.fsencode(local_folder())).hexdigest()[:12]
    return Path("/tmp") / f"sangkien-{os.getuid()}-{digest}"  # noqa: S108  the folder's owner and mode are checked


def postgres_folder() -> Path:
    return local_folder() / "postgres"


def log_folder() -> Path:
    return local_folder() / "log"


def redis_socket() -> Path:
    return socket_folder() / "redis.sock"


def database_url(name: str = "sangkien") -> str:
    return f"postgres://postgres@:{PORT}/{name}?host={socket_folder()}"


def redis_url(number: int = 0) -> str:
    """The broker of Celery, as the numbered database of the embedded Redis."""
    return f"redis+socket://{redis_socket()}?virtual_host={number}"

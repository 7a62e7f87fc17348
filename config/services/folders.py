"""The folders of the embedded services, the lock around them, and the user that PostgreSQL runs as."""

import fcntl
import os
import stat
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from config.services.locations import local_folder, log_folder, socket_folder

NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
# For a checkout below a folder that only root may enter, such as /root; access(2) heeds the right only with this bit.
PAST_CLOSED_FOLDERS = ("--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override")


class ServiceError(Exception):
    """An embedded service cannot run; the message says in a line what to do."""


@contextmanager
def locked() -> Iterator[None]:
    """Make the folders and keep others out: one start or stop at a time, with no socket folder left empty behind.

    The kernel drops the lock with the process, so that none stays after a kill. Raises ServiceError where the folders
    cannot be made.
    """
    try:
        log_folder().mkdir(parents=True, exist_ok=True)
        lock = (local_folder() / "services.lock").open("w")
    except OSError as error:
        raise ServiceError(f"{error}: set LOCAL_DIR to a folder of your own.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make_socket_folder(socket_folder())
        try:
            yield
        finally:
            with suppress(OSError):  # a server still has its socket there
                socket_folder().rmdir()


def _make_socket_folder(folder: Path) -> None:
    """Give the folder to the server's user and close it to all others."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), server_user()}:
            raise PermissionError(f"{folder} is somebody else's")
        os.chown(folder, server_user(), -1)
        folder.chmod(0o700)
    except OSError as error:
        raise ServiceError(f"{error}, so the sockets cannot stand there: remove it, or set LOCAL_DIR.") from error


def server_user() -> int:
    """The user id of PostgreSQL: it refuses to run as root, so that there it runs as nobody."""
    return os.getuid() or NOBODY


def as_server_user(program: Path, *writable: Path) -> Sequence[str]:
    """The words before a command that let it run `program` and write in the folders; none for an ordinary user.

    Raises ServiceError where root may not become another user.
    """
    if os.getuid() != 0:
        return ()
    for prefix in (AS_NOBODY, AS_NOBODY + PAST_CLOSED_FOLDERS):
        tests = [[*prefix, "test", "-w", str(folder)] for folder in writable]
        if all(_succeeds(command) for command in [[*prefix, str(program), "--version"], *tests]):
            return prefix
    raise ServiceError(
        "PostgreSQL refuses to run as root, and root cannot become nobody here (it takes setpriv of util-linux): "
        "run as an ordinary user, or set DATABASE_URL."
    )


def _succeeds(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def last_line(log: Path) -> str:
    """The last line of a log, where a server says why it ended."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return lines[-1] if lines else "nothing"

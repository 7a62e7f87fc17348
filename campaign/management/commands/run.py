"""The command behind `make run`: prepares all that the demonstration needs, then becomes the running system."""

import errno
import hashlib
import io
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from campaign.accounts import accounts_table
from campaign.generated import DRAWN
from config import environment, services, stack

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  compared, not bound


class Command(BaseCommand):
    help = "Prepare and run the demonstration: web, Celery workers and beat, and the services where none are named."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        address = stack.Address(environment.text("HOST", default="127.0.0.1"), environment.number("PORT", default=8000))
        if not settings.DEMO:
            raise CommandError("This runs the demonstration: set DEMO=1. docs/operating.md says how to run production.")
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            stack.claim(address)
            if left := stack.end_left_behind():
                self.stdout.write(f"Ended {left} processes that a killed run had left behind.")
            refuse_taken(address)
            welcome = self.prepare()
        except (stack.AlreadyRunning, services.ServiceError) as refusal:
            raise CommandError(str(refusal)) from refusal
        except KeyboardInterrupt:
            services.stop()
            raise CommandError("Stopped before it was ready.", returncode=130) from None
        if address.host not in LOOPBACK:
            os.environ.setdefault("ALLOWED_HOSTS", "*" if address.host in EVERYWHERE else address.host)
        stack.become(address, welcome=welcome)

    def prepare(self) -> str:
        """Bring everything to where the processes can start; the accounts to look around with."""
        with self.step("Starting PostgreSQL and Redis" if services.embedded() else "Using the services that are named"):
            services.start()
        with self.step("Migrating the database"):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        with self.step("Collecting static files"):
            collect_static()
        with self.step("Loading the demonstration"):
            drawn = environment.number("DEMO_INITIATIVES", default=DRAWN)
            call_command("load_demonstration", initiatives=drawn, stdout=self.stdout)
        return accounts_table()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        self.stdout.write(f"{what} ...")
        self.stdout.flush()
        yield
        self.stdout.write(f"{what}: done in {time.monotonic() - began:.1f} s")
        self.stdout.flush()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def refuse_taken(address: stack.Address) -> None:
    """Raise CommandError when the port cannot be listened on."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"Port {address.port} is taken: try make run PORT={address.port + 1}.") from error
            raise CommandError(f"HOST={address.host} PORT={address.port} cannot be listened on: {error}.") from error
        except OverflowError as error:
            raise CommandError(f"PORT={address.port} is no port: choose one up to 65535.") from error


def collect_static() -> None:
    """Collect the static files when one of their sources changed since the last time."""
    note = Path(settings.STATIC_ROOT) / ".sources"
    print_of_sources = sources_digest()
    if note.exists() and note.read_text() == print_of_sources:
        return
    call_command("collectstatic", verbosity=0, interactive=False, stdout=io.StringIO())
    note.write_text(print_of_sources)


def sources_digest() -> str:
    """A digest over path, size and time of every static file's source, and how they are stored."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()

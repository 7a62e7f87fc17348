"""The command behind `make screens`: pictures of every page, from the demonstration that runs or one of its own."""

import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from campaign.pages import PAGES
from campaign.screens import take_all, write_index
from config import chromium, environment, stack
from config.testing_stack import END_SECONDS, wait_until_ready

FOLDER = Path("docs") / "screens"


class Command(BaseCommand):
    help = "Take pictures of the demonstration's pages into docs/screens/: of the one that runs, else of one it starts."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("roles", nargs="*", help=f"whose pages: {', '.join(PAGES)}; all when none is named")
        parser.add_argument("--url", default="", help="where the demonstration runs, such as http://127.0.0.1:8000/")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / FOLDER, help="where the pictures go")

    def handle(self, *args: Any, roles: list[str], url: str, folder: Path, **options: Any) -> None:
        if unknown := set(roles) - set(PAGES):
            raise CommandError(f"No such role: {', '.join(sorted(unknown))}. There are: {', '.join(PAGES)}.")
        if chromium.find() is None:
            raise CommandError(chromium.MISSING)
        folder.mkdir(parents=True, exist_ok=True)
        with self.demonstration(url) as address:
            faults = take_all(address, folder, roles or list(PAGES), say=self.stdout.write)
        write_index(folder)
        pictures = [file.stat().st_size for file in folder.glob("*.webp")]
        self.stdout.write(f"{len(pictures)} pictures in {folder}: {sum(pictures) / 1e6:.1f} MB.")
        if faults:
            raise CommandError("\n".join(["These pages could not be taken:", *faults]))

    @contextmanager
    def demonstration(self, url: str) -> Iterator[str]:
        """The address of a demonstration: the one named, the one that runs, or one that is started and ended here."""
        run = stack.noted_run()
        if url or (run and run.process()):
            yield url or (run.url if run else "")
            return
        address = stack.Address(environment.text("HOST", default="127.0.0.1"), environment.number("PORT", default=8000))
        self.stdout.write(f"Starting the demonstration at {address.url} ...")
        with tempfile.TemporaryDirectory() as temporary:
            log = Path(temporary) / "run.log"
            with log.open("w") as output:
                command = [sys.executable, "manage.py", "run"]
                process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=output, stderr=subprocess.STDOUT)
            try:
                wait_until_ready(process, address, log)
                yield address.url
            except RuntimeError as error:
                raise CommandError(str(error)) from error
            finally:
                process.terminate()
                process.wait(END_SECONDS)

"""Builds what searches are answered from: after a bulk load, where an index was left half built, or to lay it anew."""

import time
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from initiatives.reindexing import lay_by_place, reindex


class Command(BaseCommand):
    help = "Fill and build what is searched; again = goes on, or finds all there. People may work meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--by-place",
            action="store_true",
            help="before that, write the entries of full blocks anew by unit and superior, as after a bulk load",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        for line in chain(lay_by_place() if options["by_place"] else (), reindex()):
            self.stdout.write(f"{time.monotonic() - began:6.1f} s  {line}")
            self.stdout.flush()
        self.stdout.write(f"Search is ready after {time.monotonic() - began:.1f} s.")

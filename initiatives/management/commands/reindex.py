"""Builds what searches are answered from: after a bulk load, or where an index was left half built."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from initiatives.reindexing import reindex


class Command(BaseCommand):
    help = "Fill and build what is searched; again = goes on, or finds all there. People may work meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        for line in reindex():
            self.stdout.write(f"{time.monotonic() - began:6.1f} s  {line}")
            self.stdout.flush()
        self.stdout.write(f"Search is ready after {time.monotonic() - began:.1f} s.")

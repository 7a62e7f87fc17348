"""Holds the counting law against the database: prints every cell that differs, and then exits with 1."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from reporting.audit import audit, counts


class Command(BaseCommand):
    help = "Check tallies, month ends, progress and chains against the steps; exits with 1 where one differs."

    def handle(self, *args: Any, **options: Any) -> None:
        differing = 0
        for line in audit(say_due=self.stdout.write):
            self.stdout.write(line)
            differing += 1
        if differing:
            self.stderr.write(f"{differing} differ.")
            sys.exit(1)
        self.stdout.write(f"Nothing differs: {counts()}.")

"""Makes tallies, month ends and progress again what the counted steps add up to."""

from typing import Any

from django.core.management.base import BaseCommand

from reporting.rebuild import MOST_LINES, rebuild


class Command(BaseCommand):
    help = "Reckon tallies, month ends and progress from the steps and mend what differs; pages and folds go on."

    def handle(self, *args: Any, **options: Any) -> None:
        rebuilt = rebuild(say=self.stdout.write)
        if not rebuilt.anything:
            self.stdout.write("Nothing differed.")
            return
        self.stdout.write(
            f"Mended: {rebuilt.days} tallies, {rebuilt.months} month ends, {rebuilt.progress} progress rows"
            f" (the first {MOST_LINES} are listed)."
        )

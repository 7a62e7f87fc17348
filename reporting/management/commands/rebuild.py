"""Makes tallies, month ends and progress again what the counted steps add up to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.rebuild import MOST_LINES, RebuildAtWork, rebuild


class Command(BaseCommand):
    help = "Reckon tallies, month ends and progress from the steps and mend what differs; pages and folds go on."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rebuilt = rebuild(say=self.stdout.write)
        except RebuildAtWork as at_work:
            raise CommandError("Another rebuild is at work; nothing was changed.") from at_work
        if not rebuilt.anything:
            self.stdout.write("Nothing differed.")
            return
        self.stdout.write(
            f"Mended: {rebuilt.days} tallies, {rebuilt.months} month ends, {rebuilt.progress} progress rows"
            f" (the first {MOST_LINES} are listed)."
        )

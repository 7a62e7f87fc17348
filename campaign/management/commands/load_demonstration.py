"""Loads the demonstration: the tree, made-up people, two programmes, quotas and initiatives."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from campaign.accounts import accounts_table
from campaign.generated import DRAWN, drawn_this_year, load_generated, planned, window_of
from campaign.people import Roll, is_somebody_elses, load_people
from campaign.processes import PROCESSES
from campaign.programmes import load_programmes
from campaign.published import load_published
from campaign.quotas import load_quotas, million_quotas, quarters_of_all, year_quotas, year_units
from campaign.tree import load_tree
from initiatives.fields import load_fields
from reporting.fold import fold
from reporting.quotas import refresh_quotas

SHOWN_EVERY = 200


class Command(BaseCommand):
    help = "Load the demonstration: unions, made-up people, programmes, quotas, initiatives. Again changes nothing."

    stealth_options = ("now",)  # for tests: the time to which it is told

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--initiatives", type=int, default=DRAWN, help="How many are drawn at random, besides the visitors' own."
        )
        parser.add_argument("--processes", type=int, default=PROCESSES, help="How many tell them at once.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("The demonstration is loaded only where DEMO=1 or DEBUG=1 is set.")
        if is_somebody_elses():
            raise CommandError(
                "This database holds people who are not the demonstration's. Everybody knows the demonstration's "
                "passwords, so it is loaded only into a database of its own."
            )
        now, roll = options.get("now") or timezone.now(), Roll()
        today, drawn = timezone.localdate(now), options["initiatives"]
        units = year_units(drawn_this_year(drawn), today)
        with self.part("fields of work") as count:
            count(load_fields())
        with self.part("unions (below the 82 units made up)") as count:
            count(load_tree())
        with self.part("people (all made up)") as count:
            count(load_people())
        million, this_year = load_programmes(today, quarters_of_all(units))
        with self.part("quotas (made up where none were published)") as count:
            count(load_quotas(million, million_quotas()))
            count(load_quotas(this_year, year_quotas(units)))
        with self.part("initiatives that the press named") as count:
            count(load_published(million, roll))
        with self.part("made-up initiatives of both programmes") as count:
            windows = {programme: window_of(programme, now) for programme in (million, this_year)}
            plans = planned(windows[million], windows[this_year], units, drawn)
            count(load_generated(plans, windows, roll, told=self.told, processes=options["processes"]))
            analyze()
        with self.part("steps counted") as count:
            count(fold_all())
            refresh_quotas()
        if options["verbosity"] > 1:
            self.stdout.write(accounts_table())
        self.stdout.flush()

    @contextmanager
    def part(self, what: str) -> Iterator[Any]:
        """Says how many rows a part has added, and how long it took."""
        began, counts = time.monotonic(), [0]
        yield counts.append
        self.stdout.write(f"  {sum(counts):>6} {what}: {time.monotonic() - began:.1f} s")
        self.stdout.flush()

    def told(self, done: int, of: int) -> None:
        if done % SHOWN_EVERY == 0:
            self.stdout.write(f"  {done} of {of} told")
            self.stdout.flush()


def analyze() -> None:
    """Statistics of what was just loaded: without them pages are slow until the database gathers them by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE initiatives_initiative, initiatives_authorship, initiatives_approvalstep")


def fold_all() -> int:
    """Count what is uncounted; where a worker folds at the same time, it is left to that."""
    steps = 0
    while (folded := fold()) is not None:
        steps += folded.steps
        if folded.emptied:
            break
    return steps

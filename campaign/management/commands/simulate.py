"""Fills an empty database with a whole programme, true to what was published of that of 2022-2023."""

import resource
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaign.accounts import ACCOUNTS, PASSWORD
from campaign.processes import PROCESSES
from campaign.simulation import left_out, loading
from campaign.simulation.scale import WHOLE, Size
from campaign.simulation.world import BLOCK
from unions.models import Office, Worker

EVERY_SECONDS = 5


class Command(BaseCommand):
    help = "Fill an empty database with a whole simulated programme; the same size and seed give the same rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--initiatives", type=int, default=WHOLE, help="How many are submitted.")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--grassroots", type=int, default=Size.grassroots, help="Grassroots unions; fewer for tests."
        )
        parser.add_argument("--processes", type=int, default=PROCESSES, help="How many write at once.")
        parser.add_argument("--put-back", action="store_true", help="Only build what an interrupted run has left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["put_back"]:
            self.put_back()
            return
        if missing := left_out.missing():
            raise CommandError(
                f"An earlier run was interrupted; it has left out {', '.join(missing)}. Begin anew in an empty "
                "database, or build them on what is there: simulate --put-back."
            )
        if filled := loading.not_empty():
            raise CommandError(f"This fills an empty database; there are rows in {', '.join(filled)}.")
        size = Size(options["initiatives"], options["seed"], grassroots=options["grassroots"])
        self.began = self.shown = time.monotonic()
        programme = loading.load_programme(size)
        with self.part("indexes and constraints left out"):
            loading.leave_out()
        with self.part("tree, people and plan"):
            ground = loading.lay_ground(size, self.told)
            loading.load_quotas(ground, programme, self.told)
        with self.part("initiatives"):
            loading.load_initiatives(loading.world_of(size, ground, programme), options["processes"], self.progress)
        with self.part("indexes and constraints put back"):
            self.put_back()
        with self.part("statistics"):
            loading.set_sequences(size)
            loading.analyze()
        self.stdout.write(f"Done in {time.monotonic() - self.began:.1f} s. Search and similarity: manage.py reindex.")
        self.stdout.write(accounts())

    def put_back(self) -> None:
        left_out.put_back(self.built)

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        self.stdout.write(f"{what} ...")
        yield
        own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = sum((own.ru_utime, own.ru_stime, below.ru_utime, below.ru_stime))
        self.stdout.write(f"{what}: {time.monotonic() - began:.1f} s, {cpu:.1f} CPU seconds of ours so far")

    def told(self, what: str, count: int) -> None:
        self.stdout.write(f"  {count:>9,} {what}")

    def progress(self, done: int, of: int) -> None:
        now = time.monotonic()
        if done == 1:
            self.first = now
        if now - self.shown < EVERY_SECONDS or done < 2:
            return
        self.shown = now
        rate = (done - 1) / (now - self.first)
        left = (of - done) / rate
        self.stdout.write(f"  {done * BLOCK:>9,} initiatives, {rate * BLOCK:,.0f} a second, {left:.0f} s left")
        self.stdout.flush()

    def built(self, done: int, of: int, name: str, seconds: float) -> None:
        if seconds >= 1:
            self.stdout.write(f"  {done} of {of}: {name} in {seconds:.1f} s")
            self.stdout.flush()


def accounts() -> str:
    """Who can sign in, and where they stand."""
    lines = []
    emails = {account.email: account for account in ACCOUNTS}
    for worker in Worker.objects.filter(email__in=emails).select_related("union").order_by("pk"):
        office = Office.objects.filter(worker=worker).select_related("union").first()
        union = office.union if office else worker.union
        role = office.kind if office else "worker"
        lines.append(f"  {role:<14} {worker.email:<32} {union}")
    return "\n".join(["Accounts:", *lines, f"  Password of all: {PASSWORD}"])

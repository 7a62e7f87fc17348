"""The parts of a run, in the order in which they are measured: what changes the database the most comes last."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

import bench.ready  # noqa: F401  sets Django up
from bench import counting, exporting, faults, feeder, house, importing, latency, people, tree
from bench.applications import open_programme
from bench.bulk import approve_by_job
from bench.deciding import approve_by_post
from bench.evening.cast import PASSWORD
from bench.evening.drive import evening
from bench.pages import pages
from bench.signing_in import sign_ins
from bench.submitting import submitting
from config.services.locations import PROJECT
from unions.models import Worker

FED_PER_SECOND = 20
"""Steps made and folded each second while pages are measured."""

SUBMITTING_SECONDS = 10
SIGNED_IN = 400
APPROVED = 6_000


@dataclass(frozen=True)
class Run:
    """What was asked for on the command line."""

    size: int
    requests: int
    seed: int


def _filled(run: Run) -> Any:
    return house.prepare(run.size, run.seed)


def _checking(run: Run) -> Any:
    command = [sys.executable, "-m", "bench.checking"]  # apart, since a simulation's memory would count as the audit's
    return json.loads(subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _importing(run: Run) -> Any:
    return importing.measure_import()


def _pages(run: Run) -> Any:
    rows = []
    open_programme()
    with house.serving() as place, _fed(run):
        for row in latency.measured(place, pages(run.seed), run.requests):
            print(f"{row['page']:60} {row['median']:8.1f} {row['p95']:8.1f} ms   {row['queries']} queries", flush=True)
            rows.append(row)
    return rows


def _deciding(run: Run) -> Any:
    with house.serving() as place, _fed(run):
        return approve_by_post(place, run.requests, run.seed)


def _submitting(run: Run) -> Any:
    with house.serving() as place:
        return submitting(place, SUBMITTING_SECONDS, run.seed)


def _bulk(run: Run) -> Any:
    feeder.keep_open()
    with house.serving(references=False):
        return {"job": approve_by_job()}


def _signing_in(run: Run) -> Any:
    random = Random(run.seed)
    drawn = {who.worker.pk for who, _pk in people.authors(SIGNED_IN, random)}
    workers = Worker.objects.filter(pk__in=drawn).exclude(phone=None, email=None)
    workers.update(password=make_password(PASSWORD))
    contacts = [email or phone or "" for email, phone in workers.values_list("email", "phone")]
    with house.serving(references=False) as place:
        return sign_ins(place.base, contacts, PASSWORD)


def _folding(run: Run) -> Any:
    return {"fold": counting.measure_fold(), "lag": counting.measure_lag()}


def _counting(run: Run) -> Any:
    return {
        "audit": counting.measure_audit(),
        "rebuild": counting.measure_rebuild(),
        "recount": counting.measure_recount(),
    }


def _exporting(run: Run) -> Any:
    reader = people.officer_of_all()
    return {"csv": exporting.export_csv(reader), "xlsx": exporting.export_xlsx(reader)}


def _evening(run: Run) -> Any:
    return evening(run.seed)


def _tree(run: Run) -> Any:
    return tree.measure()


def _faults(run: Run) -> Any:
    return faults.run(faults.WHOLE)


PARTS: dict[str, Callable[[Run], Any]] = {
    "filled": _filled,
    "checking": _checking,
    "importing": _importing,
    "folding": _folding,
    "counting": _counting,
    "pages": _pages,
    "deciding": _deciding,
    "submitting": _submitting,
    "signing_in": _signing_in,
    "exporting": _exporting,
    "bulk": _bulk,
    "evening": _evening,
    "tree": _tree,
    "faults": _faults,
}


@contextmanager
def _fed(run: Run) -> Iterator[None]:
    """Steps are made by a process of its own until the block ends."""
    feeder.keep_open()
    command = [sys.executable, "-m", "bench.feeder", str(FED_PER_SECOND), "36000", str(run.seed)]
    process = subprocess.Popen(command, cwd=PROJECT)
    try:
        yield
    finally:
        process.terminate()
        process.wait()

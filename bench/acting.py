"""What acts cost: approvals a second, CPU and queries of each act, sign-ins a second over HTTP.

Each function measures and returns a dict of plain numbers; times are in seconds, `cpu_ms` is of this side's processes
and `database_ms` that of the PostgreSQL backends that served them, both per act.
"""

import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import bench.ready  # noqa: F401  sets Django up
from bench.client import CSRF, TIMEOUT
from initiatives import approval
from initiatives.approval import KeptOffices
from initiatives.models import Initiative
from initiatives.refusals import Refused
from initiatives.states import Reason, State
from unions.models import Office, Worker

NOTE = "Đo tốc độ của các bước xét duyệt."

TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """What some work took: on the clock, of CPU here, and of CPU in the connection's backend."""

    seconds: float = 0.0
    cpu: float = 0.0
    database: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)


@contextmanager
def measured() -> Iterator[Cost]:
    """The cost of what is done inside by this process and its connection; the backend stands on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    cost, began, used, served = Cost(), time.perf_counter(), _own_cpu(), cpu_of(pid)
    yield cost
    cost.seconds, cost.cpu = time.perf_counter() - began, _own_cpu() - used
    cost.database = cpu_of(pid) - served


def cpu_of(pid: int) -> float:
    """The CPU seconds that a process has used, in steps of a hundredth."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICK


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def officers_work(most: int) -> list[tuple[int, int, int]]:
    """What waits at desks with an officer: (initiative, last step, officer), the officer who is no author of it."""
    today = timezone.localdate()
    offices = Office.objects.active(today).officers().filter(worker__is_active=True)
    officer_at = dict(offices.order_by("pk").values_list("union_id", "worker_id"))
    waiting = Initiative.objects.filter(
        state=State.WAITING,
        desk__in=list(officer_at),
        programme__decides_until__gt=timezone.now(),
        claimed_benefit__lt=100_000_000,
    )
    rows = waiting.order_by("desk", "moved_at", "pk").values_list("pk", "last_step_id", "desk_id")[:most]
    return [(pk, step, officer_at[desk]) for pk, step, desk in rows if desk is not None and step is not None]


def approvals(count: int, processes: int = 2) -> dict[str, Any]:
    """Approve so many that wait, one act after the other in each process: how many a second, and what each cost."""
    work = officers_work(count)
    shares = [work[number::processes] for number in range(processes)]
    connection.close()
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        list(pool.map(_ready, shares))
        began = time.perf_counter()
        costs = list(pool.map(_approve_all, shares))
        seconds = time.perf_counter() - began
    done = sum(cost.counts.get("approved", 0) for cost in costs)
    return {
        "processes": processes,
        "approved": done,
        "refused": sum(sum(cost.counts.values()) for cost in costs) - done,
        "seconds": seconds,
        "a_second": done / seconds,
        "cpu_ms": 1000 * sum(cost.cpu for cost in costs) / max(done, 1),
        "database_ms": 1000 * sum(cost.database for cost in costs) / max(done, 1),
    }


def _ready(_share: object) -> None:
    """Connect, so that no connecting is measured."""
    connection.ensure_connection()


def _approve_all(share: list[tuple[int, int, int]]) -> Cost:
    officers = Worker.objects.in_bulk({officer for _pk, _step, officer in share})
    kept = {pk: KeptOffices(officer) for pk, officer in officers.items()}
    with measured() as cost:
        for pk, step, officer in share:
            try:
                approval.approve(
                    Initiative(pk=pk), by=officers[officer], seen=step, verified_benefit=1_000_000, kept=kept[officer]
                )
            except Refused as refused:
                cost.counts[refused.code] = cost.counts.get(refused.code, 0) + 1
            else:
                cost.counts["approved"] = cost.counts.get("approved", 0) + 1
    return cost


def cost_of_acts(count: int) -> dict[str, Any]:
    """Statements, CPU and the backend's CPU of each act, on so many that wait: reopened and decided over again.

    Approving ends where it began: reopened with the desk that decided, and approved with the benefit that it had.
    """
    work = officers_work(count)
    officers = Worker.objects.in_bulk({officer for _pk, _step, officer in work})
    rows = [(row, officers[officer]) for row, officer in _with_rows(work)]
    acts: dict[str, Callable[[Initiative, Worker], object]] = {
        "return": lambda row, by: approval.return_(row, by=by, seen=row.last_step_id, reason=Reason.UNCLEAR, note=NOTE),
        "recall": lambda row, by: approval.recall(row, by=by, seen=row.last_step_id),
        "reject": lambda row, by: approval.reject(row, by=by, seen=row.last_step_id, reason=Reason.NOT_NEW),
        "reopen": lambda row, by: approval.reopen(
            row, by=by, seen=row.last_step_id, reason=Reason.NEW_EVIDENCE, note=NOTE
        ),
        "approve": lambda row, by: approval.approve(
            row, by=by, seen=row.last_step_id, verified_benefit=row.claimed_benefit
        ),
    }
    return {name: _cost_of(act, rows) for name, act in acts.items()}


def _with_rows(work: list[tuple[int, int, int]]) -> Iterator[tuple[Initiative, int]]:
    found = Initiative.objects.in_bulk([pk for pk, _step, _officer in work])
    return ((found[pk], officer) for pk, _step, officer in work)


def _cost_of(act: Callable[[Initiative, Worker], object], rows: list[tuple[Initiative, Worker]]) -> dict[str, Any]:
    """One act on each row; the first one's statements are counted, begin and commit with them. Raises Refused."""
    with CaptureQueriesContext(connection) as asked:
        act(*rows[0])
    with measured() as cost:
        for row, officer in rows[1:]:
            act(row, officer)
    each = 1000 / max(len(rows) - 1, 1)
    return {"statements": len(asked), "cpu_ms": cost.cpu * each, "database_ms": cost.database * each}


def sign_ins(base: str, contacts: Sequence[str], password: str, clients: int = 8) -> dict[str, Any]:
    """Sign each of these accounts in once over HTTP, so many clients at once; how many a second, and their latency.

    Each comes from an address of its own, as behind a proxy: the server must run with BEHIND_PROXY=1, else the limit
    of attempts from one address is what is measured. `refused` are the answers other than a signed-in session.
    """
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        took = list(pool.map(lambda turn: _sign_in(base, turn[0], turn[1], password), enumerate(contacts)))
    seconds = time.perf_counter() - began
    good = sorted(ms for ms in took if ms is not None)
    return {
        "clients": clients,
        "signed_in": len(good),
        "refused": len(took) - len(good),
        "seconds": seconds,
        "a_second": len(good) / seconds,
        "median": good[len(good) // 2] if good else None,
        "p95": good[int(len(good) * 0.95)] if good else None,
    }


def _sign_in(base: str, number: int, contact: str, password: str) -> float | None:
    """The milliseconds until the answer; None where it was no redirect with a session."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=TIMEOUT)
    body = urlencode({"login": contact, "password": password, "csrfmiddlewaretoken": CSRF})
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={CSRF}",
        "X-Forwarded-For": address,
    }
    began = time.perf_counter()
    connection.request("POST", "/accounts/login/", body, headers)
    answer = connection.getresponse()
    answer.read()
    took = 1000 * (time.perf_counter() - began)
    connection.close()
    has_session = any("sessionid=" in cookie for cookie in answer.headers.get_all("Set-Cookie") or [])
    return took if answer.status == HTTPStatus.FOUND and has_session else None

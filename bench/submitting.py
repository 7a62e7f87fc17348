"""Submitting: the whole journey of a signed-in worker and the POST alone, as several people at once, beside R3."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from itertools import cycle
from random import Random
from typing import Any

import bench.ready  # noqa: F401  sets Django up
from bench import cpu, people
from bench.applications import NEW, PARAGRAPH, Typed, open_programme, typed
from bench.client import Answer, Client
from bench.house import House
from bench.latency import percentile

CLIENTS = 8
RUNS = 3
WORKERS = 400
"""People who submit, in turn; of those drawn, who holds no office."""

Go = Callable[[Client, str], Sequence[Answer]]
"""What one client does once, as whom."""


@dataclass
class Done:
    """What the clients did in some seconds; `took` is the seconds of each journey, the CPU is in seconds."""

    seconds: float = 0.0
    generator_cpu: float = 0.0
    servers_cpu: float = 0.0
    took: list[float] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, float]:
        """A second, in ms, and ms of CPU per journey: of the clients here, and of web and database together."""
        return {
            "per_second": round(len(self.took) / self.seconds, 1),
            "median": round(1000 * statistics.median(self.took), 1),
            "p95": round(1000 * percentile(self.took, 95), 1),
            "generator_cpu_ms": round(1000 * self.generator_cpu / len(self.took), 2),
            "servers_cpu_ms": round(1000 * self.servers_cpu / len(self.took), 2),
        }


def submitting(house: House, seconds: float, seed: int) -> dict[str, Any]:
    """Journeys, POSTs alone and R3 in the same minutes: of three runs of so many seconds each, the middle one."""
    drawn = [who for who, _pk in people.authors(WORKERS, Random(seed))]
    sessions = [who.session for who in drawn if who.worker.union_id and not who.worker.has_office]
    forms = typed(open_programme())
    runs = [
        {
            "journey": load(house, house.base, partial(_journey, forms), sessions, seconds).figures,
            "post": load(house, house.base, partial(_post, forms), sessions, seconds).figures,
            "R3": load(house, house.bare, _insert, [house.bare_session], seconds).figures,
        }
        for _run in range(RUNS)
    ]
    middle = {name: sorted((run[name] for run in runs), key=_speed)[RUNS // 2] for name in runs[0]}
    share = middle["post"]["per_second"] / middle["R3"]["per_second"]
    targets = {"journey_per_second": 40, "post_share_of_R3": 0.15, "growth": 1.25}
    return middle | {"clients": CLIENTS, "post_share_of_R3": round(share, 3), "targets": targets, "runs": runs}


def load(house: House, base: str, go: Go, sessions: Iterable[str], seconds: float) -> Done:
    """Let the clients go on for so long, each journey as the next person. Raises RuntimeError at a refusal."""
    turn, done = cycle(sessions), Done()
    served, used, began = _served(house), time.process_time(), time.perf_counter()
    until = began + seconds

    def client() -> None:
        mine = Client(base)
        while time.perf_counter() < until:
            answers = go(mine, next(turn))
            done.took.append(sum(answer.seconds for answer in answers))

    with ThreadPoolExecutor(CLIENTS) as pool:
        for running in [pool.submit(client) for _ in range(CLIENTS)]:
            running.result()
    done.seconds, done.generator_cpu = time.perf_counter() - began, time.process_time() - used
    done.servers_cpu = _served(house) - served
    return done


def _journey(forms: Typed, client: Client, session: str) -> Sequence[Answer]:
    """The empty form, its POST with the form's own key, and the receipt."""
    form = _wanted(client.get(NEW, session), HTTPStatus.OK)
    sent = _wanted(client.post(NEW, session, forms() | {"key": form.hidden["key"]}), HTTPStatus.FOUND)
    return form, sent, _wanted(client.get(sent.location, session), HTTPStatus.OK)


def _post(forms: Typed, client: Client, session: str) -> Sequence[Answer]:
    return [_wanted(client.post(NEW, session, forms()), HTTPStatus.FOUND)]


def _insert(client: Client, session: str) -> Sequence[Answer]:
    line = {"title": "Line", "text": PARAGRAPH * 3, "number": 1}
    return [_wanted(client.post("/new/", session, line), HTTPStatus.FOUND)]


def _wanted(answer: Answer, status: HTTPStatus) -> Answer:
    if answer.status != status:
        raise RuntimeError(f"Answered {answer.status}, not {status}: {answer.body[:2_000]!r}")
    return answer


def _speed(figures: dict[str, float]) -> float:
    return figures["per_second"]


def _served(house: House) -> float:
    """CPU seconds so far of the web, the references, the workers and the database."""
    return sum(cpu.by_part(house).values())

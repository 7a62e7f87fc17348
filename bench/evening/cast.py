"""Who takes part in the evening, and what they type: written to a file that locust reads, which knows no Django."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.urls import reverse

import bench.ready  # noqa: F401  sets Django up
from bench import people
from bench.applications import open_programme, typed
from campaign.programmes import MILLION_SLUG
from initiatives.models import Initiative
from initiatives.states import State
from unions.models import Level, Office, Worker

PASSWORD = "buoi-toi-cuoi-cung"  # noqa: S105  of made-up workers in a database to measure with


@dataclass(frozen=True)
class Cast:
    """Paths and people: writers sign in with a password, officers and leaders are signed in already."""

    logins: list[str]
    password: str
    officers: list[tuple[str, int]]
    """An officer's session and an initiative that waits at their desk, each once."""
    leaders: list[tuple[str, str]]
    fields: dict[str, str]
    """A complete application; title, key and action are each form's own."""
    paths: dict[str, str]


def write_cast(path: Path, *, writers: int, decisions: int, seed: int) -> None:
    """Draw so many writers and so much that waits, and write them down for locust."""
    random = Random(seed)
    cast = Cast(
        logins=_writers(writers, random),
        password=PASSWORD,
        officers=_officers(decisions, random),
        leaders=_leaders(random),
        fields={name: str(value) for name, value in typed(open_programme())().items()},
        paths={name: reverse(name) for name in ("home", "account_login", "initiatives:mine", "initiatives:new")},
    )
    path.write_text(json.dumps(asdict(cast), ensure_ascii=False))


def _writers(number: int, random: Random) -> list[str]:
    """Workers with a union, a password and no office: who holds one enters for others, on a form that asks for more.

    The hash is made once, since it is the checking that is measured.
    """
    writing = Worker.objects.filter(union__isnull=False, offices=None, is_active=True)
    ids = list(writing.order_by("pk").values_list("pk", flat=True))
    chosen = random.sample(ids, min(number, len(ids)))
    workers = Worker.objects.filter(pk__in=chosen)
    workers.update(password=make_password(PASSWORD))
    for worker in workers.filter(email=None, phone=None):
        worker.email = f"nguoi-viet-{worker.pk}@vidu.example"
        worker.save(update_fields=["email"])
    return [email or phone for email, phone in workers.values_list("email", "phone")]


def _officers(number: int, random: Random) -> list[tuple[str, int]]:
    waiting = Initiative.objects.filter(state=State.WAITING, claimed_benefit__lt=F("programme__grassroots_limit"))
    return [(one.session, one.pk) for one in people.at_desks(people.drawn(waiting, number, random))]


def _leaders(random: Random) -> list[tuple[str, str]]:
    """Sessions with the figures that they watch, at every level."""
    leaders = [leader for level in Level for leader in people.holders(Office.Kind.LEADER, level, 20, random)]
    return [
        (leader.session, reverse("reporting:union", args=[MILLION_SLUG, leader.union.code]))
        for leader in leaders
        if leader.union
    ]

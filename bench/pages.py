"""Which pages are measured, as whom, and against what: each request takes another union, person and day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice
from random import Random
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

import bench.ready  # noqa: F401  sets Django up
from bench import people
from bench.people import Person
from bench.words import Words, words
from campaign.programmes import MILLION_SLUG
from initiatives.models import Initiative, Programme
from initiatives.states import State
from unions.models import Level, Office, Union
from unions.names import folded

DRAWN = 60
"""People of a kind; each request takes the next one."""

Ask = tuple[str, str]
"""A session's key and a path."""


@dataclass(frozen=True)
class Page:
    """A kind of page: what it is held against and its targets. `p95` is in ms, growth of the median in times."""

    name: str
    group: str
    reference: str
    p95: float
    growth: float
    asks: Sequence[Ask]


@dataclass(frozen=True)
class Kind:
    """What the pages of one row of the targets have in common."""

    group: str
    reference: str
    p95: float
    growth: float

    def page(self, name: str, asks: Sequence[Ask]) -> Page:
        if not asks:
            raise LookupError(f"Nobody was found who could ask for {name}.")
        return Page(name, self.group, self.reference, self.p95, self.growth, asks)


FIGURES = Kind("dashboard", "R2", 50, 1.25)
WORKER = Kind("worker", "R1", 25, 1.25)
FORM = Kind("form", "R1", 40, 1.25)
OFFICER = Kind("officer", "R2", 150, 1.5)
DECISION = Kind("decision", "R1", 120, 1.25)


def pages(seed: int) -> Iterator[Page]:
    """All pages that only read, for the people and words that this seed draws."""
    random = Random(seed)
    yield from _figures(random)
    yield from _worker(random)
    yield from _officer(random, words())


def _figures(random: Random) -> Iterator[Page]:
    programme = Programme.objects.get(slug=MILLION_SLUG)
    days = [programme.phases.earliest("starts_on").starts_on + timedelta(days=n) for n in range(5, 590)]
    for level in Level:
        leaders = people.holders(Office.Kind.LEADER, level, DRAWN, random)
        name = "national" if level == Level.CONFEDERATION else level.value
        yield FIGURES.page(f"dashboard, {name}", [(who.session, _figures_of(who.union)) for who in leaders])
        yield FIGURES.page(
            f"dashboard, {name}, as of a day",
            [(who.session, _figures_of(who.union, as_of=random.choice(days))) for who in _repeated(leaders, 5 * DRAWN)],
        )
    leaders = people.holders(Office.Kind.LEADER, Level.CONFEDERATION, DRAWN, random)
    units = list(Union.objects.filter(level=Level.UNIT))
    orders = [("share", ""), ("number", "1"), ("missing", ""), ("benefit", "1")]
    asked = [(random.choice(leaders).session, random.choice(units), random.choice(orders)) for _ in range(DRAWN)]
    yield FIGURES.page(
        "ranking of a unit's superiors, by four measures",
        [(session, _figures_of(unit, order=order, up=up)) for session, unit, (order, up) in asked],
    )


def _repeated(leaders: list[Person], times: int) -> Iterator[Person]:
    return islice(cycle(leaders), times)


def _figures_of(union: Union | None, **query: "str | date") -> str:
    if union is None:
        raise LookupError("Figures are a union's.")
    path = reverse("reporting:union", args=[MILLION_SLUG, union.code])
    return f"{path}?{urlencode(query)}" if query else path


def _worker(random: Random) -> Iterator[Page]:
    pairs = people.authors(DRAWN * 3, random)
    yield WORKER.page("my initiatives", [(who.session, reverse("initiatives:mine")) for who, _pk in pairs])
    yield WORKER.page("one initiative", [(who.session, reverse("initiatives:detail", args=[pk])) for who, pk in pairs])
    yield FORM.page("form, empty", [(who.session, reverse("initiatives:new")) for who, _pk in pairs])
    # What the feeder has just returned, it takes back before the page is asked for.
    returned = Initiative.objects.filter(state=State.RETURNED, moved_at__lt=timezone.now() - timedelta(hours=1))
    filled = list(people.drawn(returned, DRAWN, random).prefetch_related("authorships__worker"))
    sessions = people.sessions_of({one.main_author for one in filled})
    yield FORM.page(
        "form, filled",
        [(sessions[one.main_author.pk], reverse("initiatives:edit", args=[one.pk])) for one in filled],
    )


def _officer(random: Random, said: Words) -> Iterator[Page]:
    units = list(Union.objects.filter(level=Level.UNIT).values_list("pk", flat=True))
    codes = list(
        people.drawn(Initiative.objects.exclude(state=State.DRAFT), DRAWN, random).values_list("code", flat=True)
    )
    asked: dict[str, Callable[[], dict[str, object]]] = {
        "queue": dict,
        "all that waits": lambda: {"desk": "all"},
        "all that waits, page 200": lambda: {"desk": "all", "page": 200},
        "by state": lambda: {"state": random.choice(("approved", "rejected", "returned"))},
        "by state, page 200": lambda: {"state": "approved", "page": 200},
        "by age": lambda: {"desk": "all", "age": random.choice((3, 7, 14, 30))},
        "by amount": lambda: {"state": "submitted", "band": random.choice(("to-100m", "100m-1b", "1b-100b"))},
        "search, a code": lambda: {"q": random.choice(codes)},
        **_searched(said),
        "search, an author's name": lambda: {"q": "Nguyễn"},
        "search, a workplace": lambda: {"q": "Công ty"},
    }
    path = reverse("admin:initiatives_initiative_changelist")
    for level in Level:
        officers = _officers(level, random)
        queries = dict(asked)
        if level == Level.CONFEDERATION:
            queries["by unit"] = lambda: {"state": "submitted", "unit": random.choice(units)}
            queries["by unit, state, age and amount"] = lambda: {
                "unit": random.choice(units),
                "state": "pending",
                "age": 7,
                "band": "to-100m",
            }
        for name, query in queries.items():
            asks = [(who.session, f"{path}?{urlencode(query())}") for who in officers]
            yield OFFICER.page(f"{level.value} officer: {name}", asks)
    yield DECISION.page("decision page", _decisions(random))


def _searched(said: Words) -> dict[str, Callable[[], dict[str, object]]]:
    """Each word as it is written and without its diacritics."""
    ways = ("", str), (", no diacritics", folded)
    return {
        f"search, {name} word{how}": partial(dict[str, object], q=way(word))
        for name, word in vars(said).items()
        for how, way in ways
    }


def _officers(level: Level, random: Random) -> list[Person]:
    return people.holders(Office.Kind.OFFICER, level, DRAWN, random)


def _decisions(random: Random) -> list[Ask]:
    """Pages of what waits, as an officer of the very desk."""
    waiting = people.drawn(Initiative.objects.filter(state=State.WAITING), DRAWN * 2, random)
    change = "admin:initiatives_initiative_change"
    return [(one.session, reverse(change, args=[one.pk])) for one in people.at_desks(waiting)]

"""A person's own initiatives, the newest first: listed, counted and searched, never beyond a bound."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from initiatives.models import Initiative
from initiatives.models.search import code_condition, entries, own_condition
from initiatives.states import SUBMITTED, State
from unions.models import Worker

MOST = 1000
"""How many of the newest are listed and counted: one may have entered sixty thousand."""

NEWEST = """
SELECT id, state FROM (
    SELECT entered.id, state.name AS state FROM unnest(%(states)s) AS state (name) CROSS JOIN LATERAL (
        SELECT id FROM initiatives_initiative WHERE entered_by_id = %(worker)s AND state = state.name
        ORDER BY id DESC LIMIT %(most)s
    ) entered
    UNION
    SELECT i.id, i.state FROM initiatives_authorship a JOIN initiatives_initiative i ON i.id = a.initiative_id
    WHERE a.worker_id = %(worker)s AND a.declined_at IS NULL AND i.state = ANY(%(states)s)
) own ORDER BY id DESC LIMIT %(most)s
"""
"""What `own_of` chooses, read along an index from the newest of each state."""


@dataclass(frozen=True)
class Own:
    """Ids and states of a worker's own, the newest `MOST`; of those with the words of `text`, where it is given."""

    worker: Worker
    places: Sequence[tuple[int, str]]
    text: str = ""

    @cached_property
    def by_state(self) -> "Counter[str]":
        return Counter(state for _pk, state in self.places)

    @property
    def all(self) -> int:
        return len(self.places)

    @property
    def is_capped(self) -> bool:
        return self.all >= MOST

    @property
    def submitted(self) -> int:
        return self.count(SUBMITTED)

    @property
    def approved(self) -> int:
        return self.count([State.APPROVED])

    @property
    def waiting(self) -> int:
        return self.count([State.WAITING])

    def count(self, states: Iterable[str]) -> int:
        return sum(self.by_state[state] for state in states)

    def ids(self, states: Iterable[str]) -> list[int]:
        """Those in these states: of many, the newest of these, so that none of a rare state is missing."""
        wanted = set(states)
        if self.is_capped and wanted != set(State.values):
            return [pk for pk, _state in _places(self.worker, wanted, self.text)]
        return [pk for pk, state in self.places if state in wanted]


def own(worker: Worker, text: str = "") -> Own:
    """A worker's own; with words, those in whose title, authors or union words begin so, or with that code."""
    return Own(worker, _places(worker, State.values, text), text)


def _places(worker: Worker, states: Iterable[str], text: str) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, {"worker": worker.pk, "states": [str(state) for state in states], "most": MOST})
        newest: list[tuple[int, str]] = cursor.fetchall()
    return _matching(worker, states, newest, text.strip()) if text.strip() else newest


def _matching(
    worker: Worker, states: Iterable[str], newest: Sequence[tuple[int, str]], text: str
) -> list[tuple[int, str]]:
    """Of the newest as they stand; where there are more, also older ones that were sent, as they were entered.

    A draft has no entry in the index of words, and what was returned may be edited: so the newest are read themselves.
    """
    code = code_condition(text)
    condition = code or own_condition(text)
    if condition is None:
        return []
    near = Initiative.objects.filter(condition, pk__in=[pk for pk, _state in newest])
    found = dict(near.values_list("pk", "state"))
    if len(newest) >= MOST:
        older = Initiative.objects.filter(entered_by=worker, state__in=list(states))
        if code:
            older = older.filter(code)
        else:
            entered = entries(text, [[f"@e{worker.pk}"]]).order_by("-pk")
            older = older.filter(pk__in=list(entered.values_list("pk", flat=True)[:MOST]))
        found |= dict(older.newest_first().values_list("pk", "state")[:MOST])
    return sorted(found.items(), reverse=True)[:MOST]

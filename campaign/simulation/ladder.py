"""An initiative on its way up the desks, and who is free to decide it there.

What `initiatives.ladder` asks of the database is asked here of `Staff`.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from campaign.simulation.people import Staff
from campaign.simulation.scale import DAY

MILLION, BILLION = 1_000_000, 1_000_000_000
LIMITS = {4: (100 * MILLION, BILLION, 100 * BILLION, None), 3: (100 * MILLION, 100 * BILLION, None)}
"""Up to which benefit each desk on the way may finish, by the number of desks: with a superior union and without."""
ENTERER_LIMIT, TWO_PERSONS_FROM = 100 * MILLION, BILLION


class Step(NamedTuple):
    """A step as it is written, but for what the initiative's lines share."""

    act: str
    at: int
    made_by: int | None
    office: int | None
    reason: str
    note: str
    duplicate_of: int | None
    state: str
    desk: int | None
    claimed: int
    verified: int | None


@dataclass(slots=True)
class Told:
    """An initiative on its course. `way` are the desks from its union up; amounts in VND, 0 where not computable."""

    way: tuple[int, ...]
    at: int
    authors: frozenset[int]
    enterer: int
    claimed: int
    confidential: bool
    steps: list[Step] = field(default_factory=list)
    state: str = "draft"
    desk: int = 0
    confirmers: set[int] = field(default_factory=set)
    changed: int = 0
    corrected: int = 0


class Ladder:
    """The desks on an initiative's way, with the officers of each day."""

    def __init__(self, staff: Staff) -> None:
        self.officers = staff.officers

    def free(self, told: Told, place: int, besides: int = 0, *, ignoring: bool = False) -> list[tuple[int, int]]:
        """The officers of a desk on the way who are free to decide; `ignoring` leaves confirmations out of account."""
        officers = self.officers(told.way[place], told.at // DAY)
        confirmers = set() if ignoring else told.confirmers
        barred_enterer = told.claimed > ENTERER_LIMIT and (place == len(told.way) - 1 or told.enterer in confirmers)
        return [
            holder
            for holder in officers
            if holder[0] not in told.authors
            and holder[0] != besides
            and not (told.claimed >= TWO_PERSONS_FROM and holder[0] in confirmers)
            and not (barred_enterer and holder[0] == told.enterer)
        ]

    def first_free(self, told: Told, start: int, besides: int = 0, *, ignoring: bool = False) -> int:
        """The first desk from a place on the way up where somebody is free; the root's where nobody is."""
        last = len(told.way) - 1
        for place in range(start, last):
            if self.free(told, place, besides, ignoring=ignoring):
                return place
        return last

    def above(self, told: Told, place: int) -> list[tuple[int, int]]:
        day = told.at // DAY
        return [holder for union in told.way[place:] for holder in self.officers(union, day)]

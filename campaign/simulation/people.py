"""Who is there: office holders at every desk but a few, and the authors; all made up, in an order that ids follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from django.contrib.auth.hashers import make_password

from campaign.accounts import ACCOUNTS, DOMAIN, PASSWORD
from campaign.simulation.forest import ROOT_ID, Forest
from campaign.simulation.scale import IN_OFFICE_FROM, Array, Size, day_of
from campaign.simulation.spelling import escaped, folded_words, key_of
from campaign.sources import document
from unions.models import Office
from unions.names import given_name_first

ROOT_OFFICERS, UNIT_OFFICERS, SUPERIOR_OFFICERS = 6, (2, 4), (1, 3)
NO_SUPERIOR_OFFICER, NO_OFFICER, SECOND_OFFICER = 0.05, 0.04, 0.3
HANDED_OVER, VACATED = 0.06, 0.01
"""Of the grassroots desks, how many had another officer from some day on, and how many none from some day on."""
LEADERS_BELOW, ADMINISTRATORS_BELOW = 0.04, 0.02
HANDOVERS = (180, 640)
"""Days on which officers changed, counted as everywhere."""
SIGNED_IN = 45
"""Of a hundred workers, how many have signed in; for the others an officer enters."""
NAMES_KEPT = 40_000


@dataclass(frozen=True)
class Holder:
    """Somebody in office, with the ids of both and the days of office."""

    worker: int
    office: int
    from_day: int
    until_day: int


FOR_EVER = 10_000
NULL = "\\N"


class Staff:
    """Ids of officers and members by desk. Grassroots desks are kept as arrays: there are many."""

    def __init__(self, size: Size, forest: Forest, members: Array) -> None:
        self.size, self.forest = size, forest
        random, active = size.numbers("staff"), members.sum(axis=1) > 0
        count = len(active)
        drawn = random.random(count)
        officers = np.where(drawn < NO_OFFICER, 0, np.where(drawn > 1 - SECOND_OFFICER, 2, 1))
        changes = random.integers(*HANDOVERS, count)
        kind = random.random(count)
        self.handed_over = np.where((kind < HANDED_OVER) & (officers == 2), changes, 0).tolist()
        self.vacated = np.where((kind > 1 - VACATED) & (officers == 1), changes, 0).tolist()
        self.upper: dict[int, list[Holder]] = {}
        self.next_worker, self.next_office = 1, 1
        self._take_office_above()
        officers[~active] = 0
        total = officers + members.sum(axis=1)
        self.officer_count: list[int] = officers.tolist()
        self.first_worker: list[int] = (self.next_worker + np.cumsum(total) - total).tolist()
        self.first_office: list[int] = (self.next_office + np.cumsum(officers) - officers).tolist()
        self.own: list[int] = members[:, 0].tolist()
        self.union_work: list[int] = members[:, 1].tolist()
        self.leader = np.flatnonzero(active & (random.random(count) < LEADERS_BELOW)).tolist()
        self.administrator = np.flatnonzero(active & (random.random(count) < ADMINISTRATORS_BELOW)).tolist()
        self.after_members = self.next_worker + int(total.sum())
        self.after_officers = self.next_office + int(officers.sum())

    def _take_office_above(self) -> None:
        random, forest = Random(self.size.seed_of("above")), self.forest
        for union in range(ROOT_ID, forest.first_grassroots):
            if union == ROOT_ID:
                count = ROOT_OFFICERS
            elif union < forest.first_superior:
                count = random.randint(*UNIT_OFFICERS)
            else:
                count = 0 if random.random() < NO_SUPERIOR_OFFICER else random.randint(*SUPERIOR_OFFICERS)
            self.upper[union] = [Holder(self.next_worker + n, self.next_office + n, 0, FOR_EVER) for n in range(count)]
            self.next_worker += count
            self.next_office += count

    def officers(self, union: int, day: int) -> list[tuple[int, int]]:
        """Worker and office of each officer in office at the desk on the day."""
        number = union - self.forest.first_grassroots
        if number < 0:
            return [(holder.worker, holder.office) for holder in self.upper[union]]
        worker, office, count = self.first_worker[number], self.first_office[number], self.officer_count[number]
        if count == 0:
            return []
        if changed := self.handed_over[number]:
            which = 0 if day <= changed else 1
            return [(worker + which, office + which)]
        if self.vacated[number] and day > self.vacated[number]:
            return []
        return [(worker + n, office + n) for n in range(count)]

    def author(self, grassroots: int, rank: int, union_work: bool) -> int:
        """The worker of this rank in the pool of authors."""
        first = self.first_worker[grassroots] + self.officer_count[grassroots]
        return first + (self.own[grassroots] if union_work else 0) + rank

    def members(self, grassroots: int) -> tuple[int, int]:
        """The first member's id and how many there are."""
        first = self.first_worker[grassroots] + self.officer_count[grassroots]
        return first, self.own[grassroots] + self.union_work[grassroots]


def has_signed_in(worker: int) -> bool:
    return (worker * 2_654_435_761 >> 9) % 100 < SIGNED_IN


def accounts(staff: Staff, members: Array) -> dict[int, str]:
    """The visitors' accounts: mailboxes of campaign.accounts by worker, on the busiest line of the tree below LD01.

    Leaders and administrators of that line are workers of their own, from `after_members` on.
    """
    forest = staff.forest
    fitting = (forest.unit == 0) & (forest.superior > 0) & (np.array(staff.officer_count) > 0)
    fitting &= (np.array(staff.handed_over) == 0) & (np.array(staff.vacated) == 0)
    manned = {union for union, holders in staff.upper.items() if holders}
    fitting &= np.isin(forest.superior, list(manned))
    weight = np.where(fitting, members[:, 0], -1)
    grassroots = int(np.argmax(weight))
    way = forest.way(grassroots)
    first, _count = staff.members(grassroots)
    found = {first: "cong-nhan", first + 1: "dong-tac-gia"} if members[grassroots].sum() > 1 else {first: "cong-nhan"}
    for union, place in zip(way, ("coso", "captren", "donvi", "tld"), strict=True):
        found[staff.officers(union, FOR_EVER - 1)[0][0]] = f"can-bo-{place}"
    return found


class Register:
    """Writes workers and offices in the order of their ids."""

    def __init__(self, staff: Staff, mailboxes: dict[int, str]) -> None:
        self.staff, self.forest, self.mailboxes = staff, staff.forest, mailboxes
        self.random = Random(staff.size.seed_of("register"))
        self.password = make_password(PASSWORD, salt=f"simulated{staff.size.seed:08}")
        self.names = [self._name() for _ in range(NAMES_KEPT)]
        self.titles = document("people.json")["titles"]
        self.phones = {f"{account.mailbox}@{DOMAIN}": account.phone for account in ACCOUNTS}
        self.offices: list[str] = []
        self.worker = 0

    def copied(self) -> Iterator[str]:
        """A line for each worker; `offices` fills meanwhile."""
        staff = self.staff
        for union, holders in staff.upper.items():
            for holder in holders:
                self.offices.append(_office(holder.office, holder.worker, union, Office.Kind.OFFICER))
                yield self.line("officer_above", 0)
        for number in range(len(self.forest.sector)):
            yield from self._of_grassroots(number)
        yield from self._leaders_and_administrators()

    def _of_grassroots(self, number: int) -> Iterator[str]:
        staff, union = self.staff, self.forest.first_grassroots + number
        changed, vacated = staff.handed_over[number], staff.vacated[number]
        for n in range(staff.officer_count[number]):
            from_day, until_day = 0, 0
            if changed:
                from_day, until_day = (changed + 1, 0) if n else (0, changed)
            office, ends = staff.first_office[number] + n, until_day or vacated
            worker = self.worker + 1
            self.offices.append(_office(office, worker, union, Office.Kind.OFFICER, from_day=from_day, until_day=ends))
            yield self.line("officer", union)
        for _ in range(staff.own[number]):
            yield self.line(self.forest.sector[number], union)
        for _ in range(staff.union_work[number]):
            yield self.line("", union)

    def _leaders_and_administrators(self) -> Iterator[str]:
        """At the confederation and the units, at superiors, and here and there below; the visitors' line among them."""
        office, first = self.staff.after_officers, self.forest.first_grassroots
        visitors = self.visitors_line()
        for kind, below, mailbox in (
            (Office.Kind.LEADER, self.staff.leader, "lanh-dao"),
            (Office.Kind.ADMINISTRATOR, self.staff.administrator, "quan-tri"),
        ):
            unions = [*range(ROOT_ID, first, 1), *sorted({first + number for number in below} | {visitors[0]})]
            for union in unions:
                if union in visitors:
                    place = ("coso", "captren", "donvi", "tld")[visitors.index(union)]
                    self.mailboxes[self.worker + 1] = f"{mailbox}-{place}"
                self.offices.append(_office(office, self.worker + 1, union, kind))
                office += 1
                yield self.line(kind.value, union if union >= first else 0)

    def visitors_line(self) -> tuple[int, ...]:
        """The unions, from the grassroots up, that the visitors' accounts are at."""
        worker = next(worker for worker, mailbox in self.mailboxes.items() if mailbox == "cong-nhan")
        number = int(np.searchsorted(np.array(self.staff.first_worker), worker, side="right")) - 1
        return self.forest.way(number)

    def line(self, titles: str, union: int) -> str:
        """The next worker, with a title of this group."""
        self.worker += 1
        worker, random = self.worker, self.random
        name, name_key, name_folded = self.names[int(random.random() * NAMES_KEPT)]
        choices = self.titles[titles] if titles else document("simulated_texts.json")["union_titles"]
        title = choices[int(random.random() * len(choices))]
        mailbox = self.mailboxes.get(worker)
        password = self.password if mailbox else f"!{random.getrandbits(160):040x}"
        email, phone = f"nv{worker}@{DOMAIN}" if worker % 4 == 0 or worker >= 900_000 else NULL, NULL
        if mailbox:
            email = f"{mailbox}@{DOMAIN}"
            phone = self.phones[email] or NULL
        elif email == NULL:
            phone = f"+84510{worker + 90_000:06d}"
        signed_in = "2023-08-20 08:00:00+07" if has_signed_in(worker) else NULL
        verified = "f" if phone == NULL else "t"
        return (
            f"{worker}\t{password}\t{signed_in}\tf\t{name}\t{email}\t{phone}\t{verified}\t{title}\t{union or NULL}\tt"
            f"\t2021-12-01 08:00:00+07\t{name_key}\t{name_folded}\n"
        )

    def _name(self) -> tuple[str, str, str]:
        people, random = document("people.json"), self.random
        while True:
            sex = people["women" if random.random() < 0.48 else "men"]
            family, middle, given = (random.choice(part) for part in (people["families"], sex["middle"], sex["given"]))
            name = f"{family} {middle} {given}"
            if middle.split()[-1] != given and name not in people["avoided"]:
                return name, escaped(key_of(given_name_first(name))), folded_words(name)


WORKER_COLUMNS = (
    "id", "password", "last_login", "is_superuser", "name", "email", "phone", "phone_verified", "title", "union_id",
    "is_active", "joined_at", "name_key", "name_folded",
)  # fmt: skip
OFFICE_COLUMNS = ("id", "worker_id", "union_id", "kind", "from_on", "until_on")


def _office(office: int, worker: int, union: int, kind: Office.Kind, *, from_day: int = 0, until_day: int = 0) -> str:
    begins = day_of(from_day).isoformat() if from_day else IN_OFFICE_FROM.isoformat()
    ends = day_of(until_day).isoformat() if until_day else NULL
    return f"{office}\t{worker}\t{union}\t{kind.value}\t{begins}\t{ends}\n"

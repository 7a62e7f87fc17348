"""The demonstration's people: members, officers, leaders and administrators, all made up."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from campaign.accounts import ACCOUNTS, DOMAIN, GRASSROOTS, PASSWORD, Account
from campaign.names import made_up_name, made_up_title
from campaign.tree import PlannedUnion, planned_unions
from unions.models import Level, Office, Union, Worker

IN_OFFICE_FROM = date(2021, 12, 1)
MEMBERS = 6
MEMBERS_WHERE_NAMED = 8
MEMBERS_OF_VISITORS = 20
OFFICERS = {Level.CONFEDERATION: 3, Level.UNIT: 2, Level.SUPERIOR: 2, Level.GRASSROOTS: 1}
EMPTY_DESKS = {Level.SUPERIOR: 0.05, Level.GRASSROOTS: 0.04}
"""Of the desks below the units, how many have no officer: what is submitted there passes them over."""
MANNED = frozenset(account.union for account in ACCOUNTS)


@dataclass(frozen=True)
class PlannedPerson:
    """A person as they are loaded. `member_of` and `office_at` are unions' codes."""

    email: str
    name: str
    title: str
    member_of: str = ""
    office: Office.Kind | None = None
    office_at: str = ""
    phone: str | None = None


def is_somebody_elses() -> bool:
    """Whether there are people here, and none of the visitors' accounts: a database that was not the demonstration's.

    Where the accounts stand already, the others are whom visitors have added since.
    """
    visitors = [account.email for account in ACCOUNTS]
    return (
        Worker.objects.exclude(email__iendswith=f"@{DOMAIN}").exists()
        and not Worker.objects.filter(email__in=visitors).exists()
    )


def load_people() -> int:
    """Make the people who are missing, with their offices; how many. One password for visitors, none for the others."""
    standing = set(Worker.objects.filter(email__isnull=False).values_list("email", flat=True))
    missing = [person for person in planned_people() if person.email not in standing]
    if not missing:
        return 0
    unions = dict(Union.objects.values_list("code", "pk"))
    visitors, password = {account.email for account in ACCOUNTS}, make_password(PASSWORD)
    workers = []
    for person in missing:
        worker = Worker(
            name=person.name,
            email=person.email,
            phone=person.phone,
            phone_verified=person.phone is not None,
            title=person.title,
            union_id=unions[person.member_of] if person.member_of else None,
            password=password if person.email in visitors else make_password(None),
        )
        worker.set_name_keys()
        workers.append(worker)
    with transaction.atomic(), connection.cursor() as cursor:
        Worker.objects.bulk_create(workers)
        Office.objects.bulk_create(
            Office(worker=worker, union_id=unions[person.office_at], kind=person.office, from_on=IN_OFFICE_FROM)
            for worker, person in zip(workers, missing, strict=True)
            if person.office
        )
        cursor.execute("ANALYZE unions_worker, unions_office")
    return len(missing)


def planned_people() -> Iterator[PlannedPerson]:
    """Everybody, the visitors first. The same in every run."""
    for account in ACCOUNTS:
        yield _visitor(account)
    for union in planned_unions().values():
        random = Random(union.code)
        yield from _office_holders(union, random)
        if union.level == Level.GRASSROOTS:
            for number in range(1, 1 + _members_of(union)):
                yield _person(f"dv{number}", union, random)


def is_named(union: PlannedUnion) -> bool:
    """Whether it is a workplace that the press named, or the visitors' own."""
    return union.code in MANNED or union.code.split("-")[-1].startswith("9")


def _members_of(union: PlannedUnion) -> int:
    if union.code == GRASSROOTS:
        return MEMBERS_OF_VISITORS
    return MEMBERS_WHERE_NAMED if is_named(union) else MEMBERS


class Roll:
    """Who is there: members and officers by their union, read once."""

    @cached_property
    def members(self) -> dict[str, list[Worker]]:
        """The members of each grassroots union by its code, without those who hold an office."""
        found = defaultdict(list)
        workers = Worker.objects.filter(union__isnull=False, offices__isnull=True, email__endswith=f"@{DOMAIN}")
        for worker in workers.select_related("union").order_by("pk"):
            found[worker.union.code].append(worker)
        return found

    @cached_property
    def officers(self) -> dict[int, list[Worker]]:
        """The officers at each union by its id."""
        found = defaultdict(list)
        offices = Office.objects.officers().filter(from_on__lte=IN_OFFICE_FROM, until_on__isnull=True)
        for office in offices.select_related("worker__union").order_by("pk"):
            found[office.union_id].append(office.worker)
        return found

    @cached_property
    def unions(self) -> dict[str, int]:
        """The id of each union by its code."""
        return dict(Union.objects.values_list("code", "pk"))

    def officers_at(self, code: str) -> list[Worker]:
        return self.officers.get(self.unions[code], [])

    @cached_property
    def visitors(self) -> dict[str, Worker]:
        """The visitors' accounts by their mailbox."""
        emails = {account.email: account.mailbox for account in ACCOUNTS}
        found = Worker.objects.filter(email__in=emails).select_related("union")
        return {emails[str(worker.email)]: worker for worker in found}

    def read(self) -> None:
        """Read all of it now: processes that begin later share it."""
        _ = self.members, self.officers, self.unions, self.visitors


def _visitor(account: Account) -> PlannedPerson:
    random = Random(account.mailbox)
    union = planned_unions()[account.union]
    return PlannedPerson(
        email=account.email,
        name=made_up_name(random),
        title=made_up_title(random, _title_group(union, account.office)),
        member_of=union.code if union.level == Level.GRASSROOTS else "",
        office=account.office,
        office_at=union.code if account.office else "",
        phone=account.phone or None,
    )


def _office_holders(union: PlannedUnion, random: Random) -> Iterator[PlannedPerson]:
    """Officers at every desk but a few, leaders and administrators at and above the units and here and there below."""
    empty = random.random() < EMPTY_DESKS.get(union.level, 0) and not is_named(union)
    officers = OFFICERS[union.level] + (union.level == Level.GRASSROOTS and random.random() < 0.4)
    for number in range(1, 1 if empty else 1 + officers):
        yield _person(f"cb{number}", union, random, Office.Kind.OFFICER)
    upper = union.level in (Level.CONFEDERATION, Level.UNIT)
    for prefix, kind in (("ld", Office.Kind.LEADER), ("qt", Office.Kind.ADMINISTRATOR)):
        if upper or (union.level == Level.SUPERIOR and random.random() < 0.3):
            yield _person(f"{prefix}1", union, random, kind)


def _title_group(union: PlannedUnion, office: Office.Kind | None) -> str:
    if office is None:
        return union.sector
    above = office == Office.Kind.OFFICER and union.level != Level.GRASSROOTS
    return "officer_above" if above else office.value


def _person(prefix: str, union: PlannedUnion, random: Random, office: Office.Kind | None = None) -> PlannedPerson:
    return PlannedPerson(
        email=f"{prefix}.{union.code.lower().replace('đ', 'd')}@{DOMAIN}",
        name=made_up_name(random),
        title=made_up_title(random, _title_group(union, office)),
        member_of=union.code if union.level == Level.GRASSROOTS else "",
        office=office,
        office_at=union.code if office else "",
    )

"""Making and changing workers and offices as a sheet says: upserts by contact, all or none."""

from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from unions.models import Level, Office, Worker
from unions.names import folded
from unions.people_sheet import Person, PersonLine, Post, read_people
from unions.sheets import BATCH, Faults, Written, Wrong, in_batches

OfficeKey = tuple[int, int, str, date]
"""Worker, union, kind and first day: what makes an office the same one."""


def import_workers(path: Path) -> Written:
    """Make and change workers, members at grassroots unions, as a sheet says. Raises SheetRefused with every wrong row.

    Nobody is given a password: who has an e-mail address sets one by “forgotten password”, an officer sets the others'.
    """
    faults = Faults()
    with transaction.atomic():
        lines = read_people(path, with_office=False, faults=faults)
        register = _Register(lines)
        rows: dict[int, int] = {}
        for line in lines:
            with faults.in_row(line.row):
                worker = register.take(line)
                first = rows.setdefault(id(worker), line.row)
                if first != line.row:
                    raise Wrong(_("The same worker stands in row %(row)s already.") % {"row": first})
                if worker.union_id != line.union.pk:
                    worker.union = line.union
                    register.touch(worker)
        faults.refuse()
        return register.write()


def import_offices(path: Path) -> tuple[Written, Written]:
    """Make and change offices, and the workers who hold them, as a sheet says: the counts of workers and of offices.

    An office is the same if worker, union, kind and first day are; only its last day can differ. A new worker becomes a
    member where the office is, if that is a grassroots union. Raises SheetRefused with every wrong row.
    """
    faults = Faults()
    with transaction.atomic():
        lines = read_people(path, with_office=True, faults=faults)
        register = _Register(lines)
        held: list[tuple[PersonLine, Worker, Post]] = []
        for line in lines:
            with faults.in_row(line.row):
                worker = register.take(line)
                if not worker.pk and not worker.union_id and line.union.level == Level.GRASSROOTS:
                    worker.union = line.union
                if line.post:
                    held.append((line, worker, line.post))
        faults.refuse()
        workers = register.write()
        return workers, _write_offices(held, faults)


class _Register:
    """The workers whom a sheet names: those that stand, found by contact, and the new ones."""

    def __init__(self, lines: list[PersonLine]) -> None:
        self.by_contact: dict[str, Worker] = {}
        self.named: dict[int, Worker] = {}
        self.new: list[Worker] = []
        self.changed: dict[int, Worker] = {}
        people = [line.person for line in lines]
        for field in ("phone", "email"):
            contacts = {getattr(person, field) for person in people} - {None}
            for batch in in_batches(contacts):
                for worker in Worker.objects.filter(**{f"{field}__in": batch}):
                    self._keep(self.named.setdefault(worker.pk, worker))

    def take(self, line: PersonLine) -> Worker:
        """The worker whom the row names, made or changed as it says. Raises Wrong if the contact is another's."""
        person = line.person
        known = (self.by_contact.get(contact) for contact in (person.phone, person.email) if contact)
        found = {id(worker): worker for worker in known if worker}
        if len(found) > 1:
            raise Wrong(_("The phone number and the e-mail address belong to two workers."))
        if not found:
            return self._make(person)
        (worker,) = found.values()
        self._check_same(worker, person)
        for field in ("name", "phone", "email", "title"):
            said = getattr(person, field)
            if said and said != getattr(worker, field):
                setattr(worker, field, said)
                self.touch(worker)
        self._keep(worker)
        return worker

    def touch(self, worker: Worker) -> None:
        if worker.pk:
            self.changed[worker.pk] = worker

    def write(self) -> Written:
        for worker in (*self.new, *self.changed.values()):
            worker.set_name_keys()
        Worker.objects.bulk_create(self.new, batch_size=BATCH)
        fields = ["name", "phone", "email", "title", "union", "name_key", "name_folded"]
        Worker.objects.bulk_update(self.changed.values(), fields, batch_size=BATCH)
        return Written(len(self.new), len(self.changed), len(self.named) - len(self.changed))

    def _make(self, person: Person) -> Worker:
        worker = Worker(name=person.name, phone=person.phone, email=person.email, title=person.title)
        worker.password = make_password(None)
        self.new.append(worker)
        self._keep(worker)
        return worker

    def _keep(self, worker: Worker) -> None:
        self.by_contact |= {contact: worker for contact in (worker.phone, worker.email) if contact}

    def _check_same(self, worker: Worker, person: Person) -> None:
        """A mistyped contact must not give somebody else's account a new name, contact or office."""
        if folded(worker.name) != folded(person.name):
            raise Wrong(_("This contact belongs to %(name)s.") % {"name": worker.name})
        for said, known in ((person.phone, worker.phone), (person.email, worker.email)):
            if said and known and said != known:
                raise Wrong(_("%(name)s has another contact: %(known)s.") % {"name": worker.name, "known": known})


def _write_offices(held: list[tuple[PersonLine, Worker, Post]], faults: Faults) -> Written:
    standing: dict[OfficeKey, Office] = {}
    for batch in in_batches({worker.pk for _line, worker, _post in held}):
        standing |= {_key(office): office for office in Office.objects.filter(worker__in=batch)}
    new: list[Office] = []
    changed: list[Office] = []
    rows: dict[OfficeKey, int] = {}
    for line, worker, post in held:
        office = Office(worker=worker, union=line.union, kind=post.kind, from_on=post.from_on, until_on=post.until_on)
        key = _key(office)
        with faults.in_row(line.row):
            if key in rows:
                raise Wrong(_("The same office stands in row %(row)s already.") % {"row": rows[key]})
        rows[key] = line.row
        known = standing.get(key)
        if known is None:
            new.append(office)
        elif post.says_until and known.until_on != post.until_on:
            known.until_on = post.until_on
            changed.append(known)
    faults.refuse()
    Office.objects.bulk_create(new, batch_size=BATCH)
    Office.objects.bulk_update(changed, ["until_on"], batch_size=BATCH)
    return Written(len(new), len(changed), len(rows) - len(new) - len(changed))


def _key(office: Office) -> OfficeKey:
    return office.worker_id, office.union_id, office.kind, office.from_on

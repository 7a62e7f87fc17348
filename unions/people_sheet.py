"""Reading sheets of workers and of offices: each row checked by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from unions.models import Level, Office, Union, Worker
from unions.models.worker import normal_phone
from unions.names import folded
from unions.sheets import Fault, Faults, Row, SheetRefused, Wrong, read_day, read_rows

CONTACTS = ("contact", "phone", "email")
KIND_WORDS = {
    **{kind.value: kind for kind in Office.Kind},
    "can bo": Office.Kind.OFFICER,
    "can bo xet duyet": Office.Kind.OFFICER,
    "lanh dao": Office.Kind.LEADER,
    "quan tri": Office.Kind.ADMINISTRATOR,
    "quan tri vien": Office.Kind.ADMINISTRATOR,
}
LONGEST_NAME = Worker._meta.get_field("name").max_length or 0
LONGEST_TITLE = Worker._meta.get_field("title").max_length or 0


@dataclass(slots=True)
class Person:
    """A worker as a row names them."""

    name: str
    phone: str | None
    email: str | None
    title: str


@dataclass(slots=True)
class Post:
    """An office as a row names it; `until_on` is None for one without end or where the sheet does not say."""

    kind: Office.Kind
    from_on: date
    until_on: date | None
    says_until: bool


@dataclass(slots=True)
class PersonLine:
    """A row without faults: a person at a union, in a sheet of offices with the office."""

    row: int
    person: Person
    union: Union
    post: Post | None = None


def read_people(path: Path, *, with_office: bool, faults: Faults) -> list[PersonLine]:
    """The rows of a sheet of workers or of offices that have no fault by themselves; the others add to `faults`."""
    required = ("name", "union", "office", "from") if with_office else ("name", "union")
    optional = (*CONTACTS, "title", "until") if with_office else (*CONTACTS, "title")
    rows = list(read_rows(path, required=required, optional=optional))
    if not rows:
        raise SheetRefused([Fault(0, _("The sheet has no rows."))])
    unions = _unions(row.get("union") for row in rows)
    lines = []
    for row in rows:
        with faults.in_row(row.number):
            union = _union(row, unions, Level.GRASSROOTS if not with_office else None)
            lines.append(PersonLine(row.number, _person(row), union, _post(row) if with_office else None))
    return lines


def _unions(codes: Iterable[str]) -> dict[str, Union]:
    wanted = Union.objects.filter(code__in=set(codes)).only("pk", "code", "name", "short_name", "level")
    return {union.code: union for union in wanted}


def _union(row: Row, unions: dict[str, Union], level: Level | None) -> Union:
    if row.surplus:
        raise Wrong(_("The row has more cells than the header has columns."))
    union = unions.get(row.get("union"))
    if union is None:
        raise Wrong(_("The union “%(code)s” is unknown.") % {"code": row.get("union")})
    if level and union.level != level:
        raise Wrong(_("Workers are members at grassroots unions; “%(code)s” is none.") % {"code": union.code})
    return union


def _person(row: Row) -> Person:
    name, title = row.get("name"), row.get("title")
    if not name:
        raise Wrong(_("The name is missing."))
    for text, longest in ((name, LONGEST_NAME), (title, LONGEST_TITLE)):
        if len(text) > longest:
            raise Wrong(_("“%(text)s” is longer than %(longest)s characters.") % {"text": text, "longest": longest})
    phone, email = row.get("phone"), row.get("email")
    if "@" in row.get("contact"):
        email = email or row.get("contact")
    else:
        phone = phone or row.get("contact")
    if not phone and not email:
        raise Wrong(_("Give a phone number or an e-mail address."))
    try:
        if email:
            validate_email(email)
        return Person(name, normal_phone(phone) if phone else None, email.lower() or None, title)
    except ValidationError as error:
        raise Wrong(" ".join(error.messages)) from error


def _post(row: Row) -> Post:
    kind = KIND_WORDS.get(folded(row.get("office")))
    if kind is None:
        raise Wrong(
            _("The office “%(office)s” is unknown; known are %(known)s.")
            % {"office": row.get("office"), "known": ", ".join(Office.Kind.values)}
        )
    from_on, until_on = read_day(row.get("from")), read_day(row.get("until"))
    if from_on is None:
        raise Wrong(_("The day from which the office is held is missing."))
    if until_on and until_on < from_on:
        raise Wrong(_("An office cannot end before it begins."))
    return Post(kind, from_on, until_on, says_until="until" in row.cells)

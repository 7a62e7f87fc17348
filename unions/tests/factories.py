"""Unions, workers and offices for tests: plain functions, each makes one row with what the caller leaves open."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from unions.models import Level, Office, Union, Worker

PASSWORD = "chim sẻ trên cành tre"
"""Every worker's password."""

LONG_AGO = date(2020, 1, 1)

_numbers = count(1)


@cache
def password_hash() -> str:
    """The password's hash by the real hasher, reckoned once a run since it is slow on purpose."""
    return make_password(PASSWORD)


def confederation(**fields: Any) -> Union:
    """The root; the one that stands there if there is one."""
    root: Union | None = Union.objects.filter(level=Level.CONFEDERATION).first()
    if root is not None:
        return root
    values = {"code": "TLD", "name": "Tổng Liên đoàn Lao động", "members": 0} | fields
    added: Union = Union.objects.add_root(instance=Union(level=Level.CONFEDERATION, **values))
    return added


def unit(code: str | None = None, **fields: Any) -> Union:
    """A unit below the root, which is made if it is missing."""
    return _below(confederation(), Level.UNIT, code, "DV", "Liên đoàn Lao động tỉnh", fields)


def superior(under: Union | None = None, code: str | None = None, **fields: Any) -> Union:
    """A superior union below a unit."""
    return _below(under or unit(), Level.SUPERIOR, code, "CT", "Liên đoàn Lao động huyện", fields)


def grassroots(under: Union | None = None, code: str | None = None, **fields: Any) -> Union:
    """A grassroots union below a superior union or directly below a unit."""
    return _below(under or superior(), Level.GRASSROOTS, code, "CS", "Công đoàn cơ sở Công ty", fields)


def worker(name: str = "Nguyễn Văn An", union: Union | None = None, **fields: Any) -> Worker:
    """A worker who can sign in with PASSWORD; with a phone number where no contact is given."""
    if not fields.get("email") and not fields.get("phone"):
        fields["phone"] = f"+849{next(_numbers):08d}"
    fields.setdefault("password", password_hash())
    made: Worker = Worker.objects.create(name=name, union=union, **fields)
    return made


def office(
    holder: Worker,
    union: Union,
    kind: str = Office.Kind.OFFICER,
    from_on: date = LONG_AGO,
    until_on: date | None = None,
) -> Office:
    """An office held since long ago and without end, unless days are given."""
    holder.__dict__.pop("active_offices", None)
    return Office.objects.create(worker=holder, union=union, kind=kind, from_on=from_on, until_on=until_on)


def officer(union: Union, name: str = "Trần Thị Bình", **fields: Any) -> Worker:
    """A worker who is an officer at the union."""
    return _holder(Office.Kind.OFFICER, union, name, fields)


def leader(union: Union, name: str = "Lê Văn Cường", **fields: Any) -> Worker:
    """A worker who is a leader at the union."""
    return _holder(Office.Kind.LEADER, union, name, fields)


def administrator(union: Union, name: str = "Phạm Thị Dung", **fields: Any) -> Worker:
    """A worker who is an administrator at the union."""
    return _holder(Office.Kind.ADMINISTRATOR, union, name, fields)


def superuser(name: str = "Đỗ Văn Em", **fields: Any) -> Worker:
    """A superuser without any office."""
    return worker(name, is_superuser=True, **fields)


@dataclass(frozen=True)
class Tree:
    """A root with two branches; in the first, one grassroots union stands directly below the unit."""

    root: Union
    unit: Union
    superior: Union
    grassroots: Union
    direct: Union
    other_unit: Union
    other_superior: Union
    other_grassroots: Union


def make_tree() -> Tree:
    """Eight unions; codes are those in `Tree`'s order TLD, DV1, CT1, CS1, CS2, DV3, CT3, CS3."""
    root = confederation()
    first = unit("DV1", name="Liên đoàn Lao động tỉnh An Bình")
    middle = superior(first, "CT1", name="Liên đoàn Lao động huyện Bình Sơn")
    base = grassroots(middle, "CS1", name="Công đoàn cơ sở Công ty Dệt Sông Lam")
    direct = grassroots(first, "CS2", name="Công đoàn cơ sở Bệnh viện Đa khoa An Bình")
    other = unit("DV3", name="Công đoàn ngành Xây dựng")
    other_middle = superior(other, "CT3", name="Công đoàn Tổng công ty Cầu Đường")
    other_base = grassroots(other_middle, "CS3", name="Công đoàn cơ sở Công ty Bê tông Hồng Hà")
    fresh = {node.pk: node for node in Union.objects.all()}
    nodes = (root, first, middle, base, direct, other, other_middle, other_base)
    return Tree(*(fresh[node.pk] for node in nodes))


def _below(under: Union, level: Level, code: str | None, prefix: str, name: str, fields: dict[str, Any]) -> Union:
    number = next(_numbers)
    values = {"code": code or f"{prefix}-{number}", "name": f"{name} {number}"} | fields
    added: Union = Union.objects.add_child(under, instance=Union(level=level, **values))
    return added


def _holder(kind: str, union: Union, name: str, fields: dict[str, Any]) -> Worker:
    holder = worker(name, **({"union": union if union.level == Level.GRASSROOTS else None} | fields))
    office(holder, union, kind)
    return holder

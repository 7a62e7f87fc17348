"""Reading the union tree from a sheet: an upsert by code that checks everything before it writes.

Written for a whole country at once: paths are reckoned here and rows written in bulk, where treebeard takes several
statements a node.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from unions.models import Level, Union, UnionGroup
from unions.names import folded
from unions.sheets import (
    BATCH,
    Fault,
    Faults,
    Row,
    SheetRefused,
    Written,
    Wrong,
    in_batches,
    read_count,
    read_day,
    read_rows,
)
from unions.union_tree_check import Line, Standing, check_tree

REQUIRED = ("code", "name", "level", "parent")
OPTIONAL = ("members", "short_name", "group", "region", "map_id", "phone", "opened_on", "closed_on")

LEVEL_WORDS = {
    **{level.value: level for level in Level},
    "tong lien doan": Level.CONFEDERATION,
    "don vi": Level.UNIT,
    "cap tren": Level.SUPERIOR,
    "cong doan cap tren truc tiep co so": Level.SUPERIOR,
    "co so": Level.GRASSROOTS,
    "cong doan co so": Level.GRASSROOTS,
}
GROUP_WORDS = {
    "": "",
    **{group.value: group.value for group in UnionGroup},
    "tinh": UnionGroup.PROVINCE.value,
    "tinh, thanh pho": UnionGroup.PROVINCE.value,
    "nganh": UnionGroup.INDUSTRY.value,
    "tong cong ty": UnionGroup.CORPORATION.value,
}


def import_unions(path: Path) -> Written:
    """Make and change unions as a sheet says, all or none. A column that the sheet lacks is left as it is.

    Raises SheetRefused with every wrong row; a changed parent is one, since tallies must move with a union.
    """
    lines, faults = _read(path)
    with transaction.atomic():
        standing = _standing()
        check_tree(lines, standing, faults)
        faults.refuse()
        new = [line for line in lines if line.code not in standing]
        known = [line for line in lines if line.code in standing]
        _create(new, standing)
        updated = sum(_update(batch) for batch in in_batches(known))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE unions_union")  # queries right after a bulk load would be planned for an empty table
    return Written(len(new), updated, len(known) - updated)


def _read(path: Path) -> tuple[list[Line], Faults]:
    lines, faults = [], Faults()
    rows = 0
    for row in read_rows(path, required=REQUIRED, optional=OPTIONAL):
        rows += 1
        line = Line(row.number, row.get("code"), row.get("parent"))
        lines.append(line)
        with faults.in_row(row.number):
            line.level = _level(row)
        with faults.in_row(row.number):
            line.values = _values(row)
    if not rows:
        raise SheetRefused([Fault(0, _("The sheet has no rows."))])
    return lines, faults


def _level(row: Row) -> Level:
    if row.surplus:
        raise Wrong(_("The row has more cells than the header has columns."))
    level = LEVEL_WORDS.get(folded(row.get("level")))
    if level is None:
        raise Wrong(
            _("The level “%(level)s” is unknown; known are %(known)s.")
            % {"level": row.get("level"), "known": ", ".join(Level.values)}
        )
    return level


def _values(row: Row) -> dict[str, Any]:
    """The fields that the sheet gives, checked one by one."""
    if not row.get("code") or not row.get("name"):
        raise Wrong(_("Code and name cannot be empty."))
    values = {column: READERS.get(column, str)(text) for column, text in row.cells.items() if column in FIELDS}
    for column, value in values.items():
        longest = LONGEST[column]
        if longest and len(value) > longest:
            raise Wrong(
                _("“%(column)s” is longer than %(longest)s characters.") % {"column": column, "longest": longest}
            )
    _check_days(values.get("opened_on"), values.get("closed_on"))
    return values


def _check_days(opened_on: Any, closed_on: Any) -> None:
    if opened_on and closed_on and closed_on < opened_on:
        raise Wrong(_("A union cannot close before it opens."))


def _group(text: str) -> str:
    group = GROUP_WORDS.get(folded(text))
    if group is None:
        raise Wrong(
            _("The group “%(group)s” is unknown; known are %(known)s.")
            % {"group": text, "known": ", ".join(UnionGroup.values)}
        )
    return group


FIELDS = ("code", "name", *OPTIONAL)
LONGEST = {field.name: field.max_length for field in Union._meta.concrete_fields}
READERS: dict[str, Callable[[str], Any]] = {
    "members": read_count,
    "group": _group,
    "opened_on": read_day,
    "closed_on": read_day,
}


def _standing() -> dict[str, Standing]:
    """Every union by its code. Those that may have children are locked, so that nothing is added or moved meanwhile."""
    upper = Union.objects.exclude(level=Level.GRASSROOTS)
    list(upper.select_for_update(no_key=True).values_list("pk"))
    rows = Union.objects.values_list("code", "path", "level")
    return {code: Standing(path, Level(level)) for code, path, level in rows.iterator(BATCH)}


def _create(lines: Sequence[Line], standing: dict[str, Standing]) -> None:
    """Write new unions below their parents, each after its last sibling."""
    paths = {code: union.path for code, union in standing.items()}
    positions = _last_positions(paths.values())
    children = Counter(line.parent for line in lines)
    for batch in in_batches(sorted(lines, key=lambda line: line.known_level.rank)):
        unions = []
        for line in batch:
            above = paths.get(line.parent, "")
            positions[above] += 1
            path = paths[line.code] = Union.path_below(above, positions[above])
            depth = len(path) // Union.steplen
            union = Union(
                path=path, depth=depth, numchild=children[line.code], level=line.known_level, **(line.values or {})
            )
            union.set_name_keys()
            unions.append(union)
        Union.objects.bulk_create(unions)
    _add_to_numchild({standing[code].path: number for code, number in children.items() if code in standing})


def _last_positions(paths: Iterable[str]) -> Counter[str]:
    """The last position taken below each path; positions are written in base 36."""
    last: Counter[str] = Counter()
    for path in paths:
        above, position = path[: -Union.steplen], int(path[-Union.steplen :], len(Union.alphabet))
        last[above] = max(last[above], position)
    return last


def _add_to_numchild(added: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE unions_union SET numchild = numchild + added.number"
            " FROM unnest(%s::text[], %s::int[]) AS added (path, number) WHERE unions_union.path = added.path",
            [list(added), list(added.values())],
        )


def _update(lines: Sequence[Line]) -> int:
    """Write what differs from the sheet; the number of unions changed."""
    by_code = {union.code: union for union in Union.objects.filter(code__in=[line.code for line in lines])}
    changed, faults = [], Faults()
    for line in lines:
        union, values = by_code[line.code], line.values or {}
        if all(getattr(union, field) == value for field, value in values.items()):
            continue
        for field, value in values.items():
            setattr(union, field, value)
        with faults.in_row(line.row):
            _check_days(union.opened_on, union.closed_on)
        union.set_name_keys()
        changed.append(union)
    faults.refuse()
    Union.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*FIELDS[1:], "name_key", "name_folded"],
    )
    return len(changed)

"""Where unions stand after a change of the tree, and the one place that writes it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.backends.utils import CursorWrapper

from unions.models import Level, Union

BEHIND = "~"
"""Behind every character of a path, so that a union and all below it are the paths from its own to this."""

SHIFT = f"""
UPDATE unions_union u SET path = moved.after || substr(u.path, length(moved.before) + 1),
    depth = u.depth + (length(moved.after) - length(moved.before)) / {Union.steplen}
FROM unnest(%s::text[], %s::text[]) AS moved (before, after)
WHERE u.path >= moved.before AND u.path < moved.before || '{BEHIND}'
"""

CLOSE = """
UPDATE unions_union SET path = %(path)s, depth = %(depth)s, level = %(level)s, numchild = 0, members = 0,
    formerly = '{}', closed_on = CASE WHEN opened_on > %(on)s THEN opened_on ELSE %(on)s END
WHERE id = %(union)s
"""

SURVIVE = "UPDATE unions_union SET members = members + %s, formerly = formerly || %s::bigint[] WHERE id = %s"

LET_GO = "UPDATE unions_union SET let_go = let_go || %s::bigint[] WHERE id = %s"
TAKE_IN = "UPDATE unions_union SET taken_in = taken_in || %s::bigint[] WHERE id = %s"

COUNT_CHILDREN = f"""
UPDATE unions_union above SET numchild = (
    SELECT count(*) FROM unions_union u WHERE u.depth = above.depth + 1
        AND u.path >= above.path AND u.path < above.path || '{BEHIND}'
) WHERE above.id = ANY(%s)
"""

LEVEL_BELOW = {Level.UNIT: Level.SUPERIOR, Level.SUPERIOR: Level.GRASSROOTS}
"""The level at which a merged union stands, closed, under the one of its old level that it was merged into."""


@dataclass(frozen=True)
class Place:
    """A union and the superior and unit above it, or None, by their ids."""

    union: int
    superior: int | None
    unit: int | None


def subtree(union: Union) -> list[Union]:
    """The union and all below it, with what tells where they stand."""
    found = Union.objects.filter(path__gte=union.path, path__lt=union.path + BEHIND)
    return list(found.only("pk", "path", "level").order_by("path"))


def children_paths(union: Union) -> list[str]:
    below = Union.objects.filter(path__gt=union.path, path__lt=union.path + BEHIND, depth=union.depth + 1)
    return list(below.order_by("path").values_list("path", flat=True))


def paths_behind_last_child(parent: Union, count: int) -> list[str]:
    """So many paths below the union, behind those of its children."""
    children = children_paths(parent)
    last = int(children[-1][-Union.steplen :], len(Union.alphabet)) if children else 0
    return [Union.path_below(parent.path, last + number) for number in range(1, count + 1)]


def moved_path(path: str, shifts: Mapping[str, str]) -> str:
    """A path after the shifts of the paths above it."""
    ends = range(Union.steplen, len(path) + 1, Union.steplen)
    before = next((path[:end] for end in ends if path[:end] in shifts), "")
    return shifts[before] + path[len(before) :] if before else path


def places_of(unions: Iterable[tuple[int, str, str]], above: Collection[Union]) -> list[Place]:
    """Where unions given by id, path and level stand, below each other and the given ones."""
    unions = list(unions)
    standing = {path: (pk, level) for pk, path, level in unions} | {one.path: (one.pk, one.level) for one in above}
    places = []
    for pk, path, _level in unions:
        ends = range(Union.steplen, len(path) + 1, Union.steplen)
        way = {level: one for one, level in (standing[path[:end]] for end in ends)}
        places.append(Place(pk, way.get(Level.SUPERIOR), way.get(Level.UNIT)))
    return places


def shift(cursor: CursorWrapper, shifts: Mapping[str, str]) -> None:
    """Move unions and all below them to other paths, which nobody has yet."""
    cursor.execute(SHIFT, [list(shifts), list(shifts.values())])


def close_below(cursor: CursorWrapper, union: Union, path: str, level: str, on: date) -> None:
    """Let a merged union stand, closed and with nothing below it, at a path."""
    depth = len(path) // Union.steplen
    cursor.execute(CLOSE, {"union": union.pk, "path": path, "depth": depth, "level": level, "on": on})


def count_children(cursor: CursorWrapper, unions: Collection[int]) -> None:
    cursor.execute(COUNT_CHILDREN, [list(unions)])

"""The acts on the tree: a union is moved under another parent, or merged into another union.

Each is one transaction under the fold's lock: the tree changes, and tallies, month ends, progress and what initiatives
say of their place go along. No step and no quota is rewritten. What then waits at a desk that stands no longer above,
the job of `settling` passes on, since each of its acts is a transaction of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.refusals import Refused
from reporting import carrying
from reporting.models import KeptUnion, TreeChange
from reporting.rebuild import REBUILD_LOCK
from reporting.tallies import lock
from reporting.tree_paths import (
    LET_GO,
    LEVEL_BELOW,
    SURVIVE,
    TAKE_IN,
    children_paths,
    close_below,
    count_children,
    moved_path,
    paths_behind_last_child,
    places_of,
    shift,
    subtree,
)
from reporting.tree_plan import Plan, initiatives_of, plan_merge, plan_move
from unions.models import Level, Union, Worker


def move(union: Union, *, under: Union, by: Worker | None, note: str) -> TreeChange:
    """Let a union stand, with all below it, under another parent. `by` is None for who runs the server.

    Raises Refused where the parent cannot be above it, the person may not, or no reason is given.
    """
    with _taken(union, under, note) as (cursor, fresh, parent):
        plan = plan_move(fresh, under=parent, by=by)
        initiatives = initiatives_of(fresh)
        return _record(plan, by, note, unions=_move(cursor, plan), initiatives=initiatives)


def merge(union: Union, *, into: Union, by: Worker | None, note: str) -> TreeChange:
    """Close a union and merge it into another of its level. `by` is None for who runs the server.

    It becomes a child of the survivor, its members and children the survivor's. A grassroots union, under which nothing
    stands, comes to stand beside the survivor and keeps its own figures. Raises Refused as `move` does.
    """
    with _taken(union, into, note) as (cursor, fresh, survivor):
        plan = plan_merge(fresh, into=survivor, by=by)
        initiatives = initiatives_of(fresh)
        if not plan.sinks:
            unions = _move(cursor, plan) if plan.old_parent != plan.parent else 1
            path = Union.objects.values_list("path", flat=True).get(pk=fresh.pk)
            close_below(cursor, fresh, path, fresh.level, timezone.localdate())
        else:
            unions = _merge_below(cursor, plan)
        cursor.execute(SURVIVE, [plan.union.members, plan.still_named, survivor.pk])
        Worker.objects.filter(union=fresh).update(union=survivor)
        return _record(plan, by, note, unions=unions, initiatives=initiatives)


@contextmanager
def _taken(union: Union, other: Union, note: str) -> Iterator[tuple[CursorWrapper, Union, Union]]:
    """Alone at the tree and the tallies, both unions read afresh."""
    if not note.strip():
        raise Refused("note", _("Say why, in words."))
    with transaction.atomic(), connection.cursor() as cursor:
        lock(cursor)
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [REBUILD_LOCK])
        if not cursor.fetchone()[0]:
            raise Refused("rebuild", _("The figures are being rebuilt. Try again when that has ended."))
        carrying.prepare(cursor)
        yield cursor, Union.objects.get(pk=union.pk), Union.objects.get(pk=other.pk)


def _move(cursor: CursorWrapper, plan: Plan) -> int:
    """Move the union and all below it; how many unions went along.

    What initiatives say of their place is written before the tree: acts take an initiative first and its union then.
    Of a large superior it is written later, by a job; till then the two units know that it moved.
    """
    unions = subtree(plan.union)
    shifts = {plan.union.path: paths_behind_last_child(plan.parent, 1)[0]}
    carrying.take_off(cursor, [union.pk for union in unions])
    after = [(union.pk, moved_path(union.path, shifts), union.level) for union in unions]
    if plan.is_large:
        cursor.execute(LET_GO, [plan.union.named_by, plan.old_parent.pk])
        cursor.execute(TAKE_IN, [plan.union.named_by, plan.parent.pk])
    else:
        carrying.rename(cursor, places_of(after, plan.parent.with_ancestors()))
    shift(cursor, shifts)
    count_children(cursor, [plan.old_parent.pk, plan.parent.pk])
    carrying.put_on(cursor)
    carrying.apply(cursor)
    return len(unions)


def _merge_below(cursor: CursorWrapper, plan: Plan) -> int:
    """Move the union's children to the survivor and let it stand there too; how many unions went along.

    Under one parent the survivor takes over all cells as they are, and the initiatives' rows follow later, by a job:
    those of a large unit would take minutes. Till then `Union.formerly` says by which ids they name the survivor.
    """
    unions, own, survivor = subtree(plan.union), plan.union, plan.target
    children = children_paths(own)
    *new, last = paths_behind_last_child(survivor, len(children) + 1)
    shifts, level = dict(zip(children, new, strict=True)), LEVEL_BELOW[plan.level]
    after = [
        (own.pk, last, level.value) if union == own else (union.pk, moved_path(union.path, shifts), union.level)
        for union in unions
    ]
    places = places_of(after, survivor.with_ancestors())
    if level == Level.GRASSROOTS:  # else it would be read from its steps, and its progress never lowered
        KeptUnion.objects.get_or_create(union=own)
    if plan.keeps_parent:
        carrying.rename(cursor, [place for place in places if place.union == own.pk])
        carrying.hand_over(cursor, own.pk, survivor.pk)
    else:
        carrying.rename(cursor, places)
        carrying.take_off(cursor, [union.pk for union in unions])
    if shifts:
        shift(cursor, shifts)
    close_below(cursor, own, last, level, timezone.localdate())
    count_children(cursor, [plan.old_parent.pk, survivor.pk])
    if plan.keeps_parent:
        carrying.put_on_own(cursor, own.pk)
    else:
        carrying.put_on(cursor)
    carrying.apply(cursor)
    return len(unions)


def _record(plan: Plan, by: Worker | None, note: str, *, unions: int, initiatives: int) -> TreeChange:
    """Written down as the preview told it: `initiatives` are those that were sent there, by the last fold."""
    return TreeChange.objects.create(
        kind=plan.kind,
        union=plan.union,
        old_parent=plan.old_parent,
        target=plan.target,
        made_by=by,
        at=timezone.now(),
        note=note.strip(),
        unions=unions,
        initiatives=initiatives,
        left=[union.pk for union in plan.left],
    )

"""How long the acts on the tree take on a full database: a superior moved between units, the largest unit merged."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection

import bench.ready  # noqa: F401  sets Django up
from initiatives.models import Initiative
from reporting.audit import audit
from reporting.models import TreeChange
from reporting.moving_unions import merge, move
from reporting.settling import settle, strays
from reporting.tree_paths import children_paths
from reporting.tree_plan import Plan, plan_merge, plan_move
from reporting.tree_preview import preview
from unions.models import Level, Union

MEASURED = "Đo thời gian."
"""The note that the records carry."""

SETTLE_RUNS = 1000


def measure() -> list[dict[str, Any]]:
    """Move the largest superior to the next unit, then merge the largest unit into its neighbour; each audited."""
    return [measure_move(), measure_merge()]


def measure_move() -> dict[str, Any]:
    superior = _largest(Level.SUPERIOR, "superior_id")
    unit = superior.with_ancestors()[1]
    other = Union.objects.filter(level=Level.UNIT, closed_on=None).exclude(pk=unit.pk).order_by("path")[0]
    plan = plan_move(superior, under=other, by=None)
    return _timed("a superior moved between units", plan, lambda: move(superior, under=other, by=None, note=MEASURED))


def measure_merge() -> dict[str, Any]:
    unit = _largest(Level.UNIT, "unit_id")
    neighbours = Union.objects.filter(level=Level.UNIT, closed_on=None).exclude(pk=unit.pk)
    neighbour = neighbours.filter(path__gt=unit.path).order_by("path").first() or neighbours.order_by("-path")[0]
    plan = plan_merge(unit, into=neighbour, by=None)
    return _timed(
        "the largest unit merged with its neighbour",
        plan,
        lambda: merge(unit, into=neighbour, by=None, note=MEASURED),
    )


def _timed(what: str, plan: Plan, act: Callable[[], TreeChange]) -> dict[str, Any]:
    """Seconds of the preview, the act and the job after it, and what the audit found after each of the two."""
    began = time.perf_counter()
    shown = preview(plan)
    previewed = time.perf_counter()
    written = _written()
    act()
    acted = time.perf_counter()
    wal = _written() - written
    after_act = sum(1 for _line in audit())
    audited = time.perf_counter()
    runs = next((run for run in range(1, SETTLE_RUNS) if settle()), SETTLE_RUNS)
    settled = time.perf_counter()
    return {
        "what": what,
        "unions": shown.unions,
        "children": len(children_paths(plan.target)),
        "initiatives": shown.initiatives,
        "waiting_to_forward": shown.waiting,
        "preview_seconds": round(previewed - began, 2),
        "act_seconds": round(acted - previewed, 2),
        "act_wal_bytes": wal,
        "audit_differences_after_act": after_act,
        "audit_seconds": round(audited - acted, 1),
        "settle_seconds": round(settled - audited, 1),
        "settle_runs": runs,
        "strays_left": strays().count(),
        "audit_differences_after_job": sum(1 for _line in audit()),
    }


def _largest(level: Level, column: str) -> Union:
    """The union of the level with the most initiatives."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {Initiative._meta.db_table} i JOIN unions_union u ON u.id = i.{column}"
            " WHERE u.closed_on IS NULL AND u.level = %s GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
            [level.value],
        )
        union: Union = Union.objects.get(pk=cursor.fetchone()[0])
        return union


def _written() -> int:
    """Bytes of write-ahead log so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (pg_current_wal_lsn() - '0/0')::bigint")
        return int(cursor.fetchone()[0])

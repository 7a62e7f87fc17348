"""Filling an empty database with the simulated programme, part by part."""

import gc
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from django.db import connection, transaction
from psycopg2 import sql

from campaign.processes import do_all
from campaign.programmes import DESK_DAYS, load_million
from campaign.simulation import forest, left_out, people, rows
from campaign.simulation.copying import copy_lines, copy_text
from campaign.simulation.forest import Forest, Planter
from campaign.simulation.people import Register, Staff
from campaign.simulation.plan import Plan, planned
from campaign.simulation.quotas import quota_lines
from campaign.simulation.scale import Size
from campaign.simulation.units import UnitPlan, planned_units
from campaign.simulation.wording import Wording
from campaign.simulation.world import Block, World
from initiatives.fields import load_fields
from initiatives.models import Authorship, Field, Initiative, Programme, UncountedStep
from initiatives.models.step import ApprovalStep
from reporting.models import Quota
from unions.models import Office, Union, Worker

EMPTY = (Union, Worker, Office, Programme, Initiative, ApprovalStep)
FILLED = (Union, Worker, Office, Quota, Initiative, Authorship, ApprovalStep, UncountedStep)
"""What is filled, with the tables of the same order."""
TABLES = tuple(model._meta.db_table for model in FILLED)
SEQUENCED = tuple(model._meta.db_table for model in FILLED if model is not UncountedStep)
QUOTA_COLUMNS = ("id", "programme_id", "phase_id", "union_id", "kind", "count", "from_on")


@dataclass(frozen=True)
class Ground:
    """What stands before initiatives are written: the plan, the tree, and who is there."""

    units: UnitPlan
    plan: Plan
    forest: Forest
    staff: Staff


def not_empty() -> list[str]:
    """The names of the tables that hold anything already."""
    return [model._meta.db_table for model in EMPTY if model.objects.exists()]


def lay_ground(size: Size, told: Callable[[str, int], None]) -> Ground:
    """Write the tree, the people and the quotas; `told` hears what was written and how many rows."""
    planter = Planter(size)
    planted = planter.plant()
    copy_lines(Union._meta.db_table, forest.COLUMNS, planter.copied())
    told("unions", len(planted.lines))
    planted = replace(planted, lines=[])
    units = planned_units(size)
    plan = planned(size, units, planted)
    told("plan", size.initiatives)
    staff = Staff(size, planted, plan.members)
    register = Register(staff, people.accounts(staff, plan.members))
    copy_lines(Worker._meta.db_table, people.WORKER_COLUMNS, register.copied())
    copy_lines(Office._meta.db_table, people.OFFICE_COLUMNS, register.offices)
    told("workers", register.worker)
    told("offices", len(register.offices))
    return Ground(units, plan, planted, staff)


def load_programme(size: Size) -> Programme:
    """The programme of 2022-2023 with its targets in proportion."""
    load_fields()
    programme = load_million()
    for phase in programme.phases.all():
        phase.target = size.scaled(phase.target)
        phase.save()
    programme.target, programme.desk_days = size.scaled(programme.target), DESK_DAYS
    programme.save()
    return programme


def load_quotas(ground: Ground, programme: Programme, told: Callable[[str, int], None]) -> None:
    lines = quota_lines(ground.units, ground.forest, ground.plan, programme)
    copy_text(Quota._meta.db_table, QUOTA_COLUMNS, "".join(lines))
    told("quotas", len(lines))


def world_of(size: Size, ground: Ground, programme: Programme) -> World:
    first, second = programme.phases.order_by("starts_on").values_list("pk", flat=True)
    return World(
        size=size,
        plan=ground.plan,
        forest=ground.forest,
        staff=ground.staff,
        wording=Wording(size.seed_of("wording")),
        programme=programme.pk,
        phases=(first, second),
        fields=dict(Field.objects.values_list("slug", "pk")),
    )


def load_initiatives(world: World, processes: int, told: Callable[[int, int], None]) -> None:
    """Write all blocks, in so many processes; the rows are the same for any number of them."""
    gc.collect()
    gc.freeze()  # else each process would copy the plan's pages, only to look for garbage
    gc.disable()
    try:
        do_all(world.blocks, lambda block: write_block(world, block), processes=processes, done=told)
    finally:
        gc.enable()
        gc.unfreeze()


def write_block(world: World, block: Block) -> None:
    """One block in one transaction, whose commit is not waited for: a crash begins from the start anyway."""
    made = rows.Writer(world, block).rows()
    with transaction.atomic(), closing(connection.cursor()) as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        copy_text(Initiative._meta.db_table, rows.INITIATIVE_COLUMNS, made.initiatives)
        copy_text(Authorship._meta.db_table, rows.AUTHOR_COLUMNS, made.authors)
        copy_text(ApprovalStep._meta.db_table, rows.STEP_COLUMNS, made.steps)
        copy_text(UncountedStep._meta.db_table, ("step_id",), made.uncounted)


def set_sequences(size: Size) -> None:
    """The next ids and the next code follow what was written."""
    with connection.cursor() as cursor:
        for table in SEQUENCED:
            last = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), coalesce(max(id), 1)) FROM {}")
            cursor.execute(last.format(sql.Literal(table), sql.Identifier(table)))
        cursor.execute("SELECT setval('initiatives_code', %s)", [size.initiatives])


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")


def leave_out() -> int:
    return left_out.leave_out(TABLES)

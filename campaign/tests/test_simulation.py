"""The simulated programme, small: the same rows from the same seed, true to the rules and to what was published."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from campaign.management.commands.load_demonstration import fold_all
from campaign.simulation import left_out, loading
from campaign.simulation.replay import violations
from campaign.simulation.report import lines
from campaign.simulation.scale import Size
from campaign.simulation.units import planned_units
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, Reason, State
from unions.models import Worker

SIZE = Size(2_400, seed=7, grassroots=3_000)
STRUCTURE = """
SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid::regclass::text = ANY(%s)
UNION ALL
SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s) OR confrelid::regclass::text = ANY(%s)
UNION ALL SELECT tgrelid::regclass::text || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger
WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)
"""


class Told:
    """What one run said, and what stood in the database before and after it."""

    def __init__(self, processes: int) -> None:
        tables = list(loading.TABLES)
        self.before = structure(tables)
        said = StringIO()
        call_command(
            "simulate",
            initiatives=SIZE.initiatives,
            seed=SIZE.seed,
            grassroots=SIZE.grassroots,
            processes=processes,
            stdout=said,
        )
        self.said = said.getvalue()
        self.audited = StringIO()
        self.after = structure(tables)
        self.digests = {table: digest(table) for table in tables}


def structure(tables: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(STRUCTURE, [tables] * 4)
        return {definition for (definition,) in cursor.fetchall()}


def digest(table: str) -> tuple[int, str]:
    """How many rows there are, and a digest of all of them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), md5(string_agg(t::text, ';' ORDER BY t::text COLLATE \"C\")) FROM {table} t")
        found: tuple[int, str] = cursor.fetchone()
        return found


@contextmanager
def database_of_its_own(name: str) -> Iterator[None]:
    """A copy of the tests' empty database: what is simulated is committed, by several connections."""
    tests = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{tests}"')
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = tests
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Told, Told]]:
    """Two runs, in one process and in two; the rows of the second stand, and are counted."""
    with django_db_blocker.unblock():
        with database_of_its_own("simulated_first"):
            first = Told(processes=1)
        with database_of_its_own("simulated_second"):
            second = Told(processes=2)
            fold_all()
            call_command("audit", stdout=second.audited)
            yield first, second


@pytest.fixture
def simulated(told: tuple[Told, Told], db: None) -> Told:
    """The simulated programme; what a test changes is undone after it."""
    return told[1]


def one(**what: object) -> Initiative:
    return Initiative.objects.filter(**what).select_related("last_step").order_by("pk")[0]


def change_steps(statement: str, *parameters: int | None) -> None:
    """Change steps in spite of the trigger that refuses it."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE initiatives_approvalstep DISABLE TRIGGER USER")
        cursor.execute(statement, parameters)


def test_any_number_of_processes_writes_the_same_rows(told: tuple[Told, Told]) -> None:
    first, second = told
    assert first.digests == second.digests
    assert first.digests["initiatives_initiative"][0] > SIZE.initiatives
    assert first.digests["unions_union"][0] == 1 + 82 + 1_300 + 3_000


def test_indexes_and_constraints_stand_again_but_for_those_of_the_search(simulated: Told) -> None:
    gone = {definition for definition in simulated.before - simulated.after if "USING gin" not in definition}
    assert gone == set()
    assert simulated.after <= simulated.before
    assert left_out.missing() == []


def test_it_says_how_far_it_is_and_who_can_sign_in(simulated: Told) -> None:
    assert "2,400 plan" in simulated.said
    assert "can-bo-donvi@vidu.example" in simulated.said
    worker = Worker.objects.get(email="cong-nhan@vidu.example")
    assert worker.check_password("nghin-sang-kien-moi")
    assert Worker.objects.exclude(password__startswith="!").count() == 14


def test_a_database_that_is_not_empty_is_refused(simulated: Told) -> None:
    with pytest.raises(CommandError, match="unions_union"):
        call_command("simulate", initiatives=10)


def test_no_step_breaks_a_rule_and_the_audit_finds_nothing(simulated: Told) -> None:
    assert list(violations()) == []
    assert simulated.audited.getvalue().startswith("Nothing differs: 2400 initiatives")


def test_figures_are_those_that_were_published(simulated: Told) -> None:
    assert [line.name for line in lines() if not line.holds] == []
    said = StringIO()
    call_command("check_simulation", stdout=said)
    assert "| approved | 2,033,667 | 2,034 |" in said.getvalue()


def test_at_the_whole_size_the_plan_has_the_published_sums() -> None:
    plan = planned_units(Size())
    assert plan.submitted.sum() == 2_400_000
    assert plan.approved_groups.sum(axis=0).tolist() == [955_824, 732_120, 345_723]
    assert (plan.approved >= plan.quotas).sum() == 59
    assert (plan.approved > 2 * plan.quotas).sum() == 14
    assert plan.quotas.sum() == 1_000_000
    assert plan.submitted[plan.number("LD38")] == 600_175
    assert plan.quotas[plan.number("LD01")] == 60_000


def test_all_states_and_acts_are_there(simulated: Told) -> None:
    assert set(Initiative.objects.values_list("state", flat=True)) == set(State.values)
    assert set(ApprovalStep.objects.values_list("act", flat=True)) == set(Act.values)
    assert Initiative.objects.filter(confidential=True).exists()
    assert Initiative.objects.filter(computable=False, state=State.APPROVED).exists()
    assert ApprovalStep.objects.filter(reason=Reason.DUPLICATE).exists()
    assert Initiative.objects.values("title").distinct().count() > 0.7 * SIZE.initiatives


def without_office(initiative: Initiative) -> None:
    change_steps("UPDATE initiatives_approvalstep SET office_id = NULL WHERE id = %s", initiative.last_step_id)


def decided_by_its_author(initiative: Initiative) -> None:
    author = initiative.authorships.get(position=1).worker_id
    change_steps("UPDATE initiatives_approvalstep SET made_by_id = %s WHERE id = %s", author, initiative.last_step_id)


def far_above_the_limit(initiative: Initiative) -> None:
    change_steps(
        "UPDATE initiatives_approvalstep SET computable = true, claimed_benefit = %s, verified_benefit = %s"
        " WHERE id = %s",
        2 * 10**11,
        2 * 10**11,
        initiative.last_step_id,
    )


def too_late(initiative: Initiative) -> None:
    change_steps("UPDATE initiatives_approvalstep SET at = '2024-01-01' WHERE id = %s", initiative.last_step_id)


def at_the_root(initiative: Initiative) -> None:
    first = ApprovalStep.objects.get(initiative=initiative, previous=None)
    change_steps("UPDATE initiatives_approvalstep SET desk_id = 1 WHERE id = %s", first.pk)


def shares_of_ninety(initiative: Initiative) -> None:
    initiative.authorships.filter(position=1).update(share=5)


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (without_office, "held no office there"),
        (decided_by_its_author, "an author decided"),
        (far_above_the_limit, "above the limit of the level"),
        (too_late, "outside the time"),
        (at_the_root, "other than the first where somebody is free"),
        (shares_of_ninety, "not 100 %"),
    ],
)
def test_a_planted_violation_is_found_and_named(
    simulated: Told, plant: Callable[[Initiative], None], said: str
) -> None:
    initiative = one(state=State.APPROVED, last_step__previous__previous=None, unit__code="LD38")
    plant(initiative)
    assert any(said in found.what and found.code == initiative.code for found in violations())
    with pytest.raises(CommandError, match="violations of the rules"):
        call_command("check_simulation", steps=True, stdout=StringIO())

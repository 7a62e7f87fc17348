"""The role that production runs under adds approval steps, and can neither change nor remove one."""

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db

STEPS = "initiatives_approvalstep"


def privileges(role: str, table: str) -> set[str]:
    """What the role may do with the table."""
    every = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        columns = ", ".join("has_table_privilege(%s, %s, %s)" for _ in every)
        cursor.execute(f"SELECT {columns}", [value for name in every for value in (role, table, name)])
        return {name for name, granted in zip(every, cursor.fetchone(), strict=True) if granted}


def make_role(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name}")
    return name


def test_steps_can_be_read_and_added_and_nothing_else() -> None:
    role = make_role("runtime_for_test")
    call_command("grant_runtime", role, verbosity=0)
    assert privileges(role, STEPS) == {"SELECT", "INSERT"}
    assert privileges(role, "initiatives_initiative") == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert privileges(role, "django_migrations") == {"SELECT"}


@pytest.mark.parametrize("statement", [f"UPDATE {STEPS} SET note = ''", f"DELETE FROM {STEPS}", f"TRUNCATE {STEPS}"])
def test_the_database_refuses_the_role_to_rewrite_steps(statement: str) -> None:
    role = make_role("runtime_for_test")
    call_command("grant_runtime", role, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("RESET ROLE")


def test_granting_again_takes_back_what_was_given_beyond() -> None:
    role = make_role("runtime_for_test")
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT ALL ON {STEPS} TO {role}")
    call_command("grant_runtime", role, verbosity=0)
    assert privileges(role, STEPS) == {"SELECT", "INSERT"}


def test_unknown_role_is_refused() -> None:
    with pytest.raises(CommandError, match="no role nobody_knows"):
        call_command("grant_runtime", "nobody_knows")


def test_owner_of_the_tables_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(CommandError, match="owns the tables"):
        call_command("grant_runtime", owner)

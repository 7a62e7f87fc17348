"""Gives the role that production runs under what it needs, and no right to rewrite an approval step."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg2 import sql

from initiatives.models import ApprovalStep

WRITTEN_ONCE = ApprovalStep._meta.db_table
READ_ONLY = "django_migrations"  # only the tables' owner migrates

GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE UPDATE, DELETE ON {written_once} FROM {role}",
    "REVOKE INSERT, UPDATE, DELETE ON {read_only} FROM {role}",
)


class Command(BaseCommand):
    help = "Grant a database role what the running system needs; run it as the tables' owner, after every migrate."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="the role in production's DATABASE_URL; it must exist and own no table")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR EXISTS (SELECT FROM pg_tables t WHERE t.schemaname = 'public'"
                " AND pg_has_role(pg_roles.oid, t.tableowner, 'MEMBER')) FROM pg_roles WHERE rolname = %s",
                [role],
            )
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no role {role}: make it first (CREATE ROLE ... LOGIN).")
            if found[0]:
                raise CommandError(f"{role} owns the tables or may act as their owner: choose a role that does not.")
            names = {"role": role, "written_once": WRITTEN_ONCE, "read_only": READ_ONLY}
            identifiers = {name: sql.Identifier(value) for name, value in names.items()}
            for grant in GRANTS:
                cursor.execute(sql.SQL(grant).format(**identifiers))
        self.stdout.write(f"{role} may read and write, and only add to {WRITTEN_ONCE}.")

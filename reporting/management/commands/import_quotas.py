"""Set quotas as a CSV sheet says."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from reporting.quota_import import OPTIONAL, REQUIRED, import_quotas
from unions.management.sheet_command import refusals_told


class Command(BaseCommand):
    help = f"Sets quotas as a CSV sheet says, all or none. Columns: {', '.join([*REQUIRED, *OPTIONAL])}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        with refusals_told():
            imported = import_quotas(file)
        for warning in imported.warnings:
            self.stdout.write(self.style.WARNING(warning))
        self.stdout.write(
            _("Quotas: %(created)s created, %(updated)s updated, %(unchanged)s unchanged.") % imported.written._asdict()
        )

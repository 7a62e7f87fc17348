"""Make and change unions as a CSV sheet says."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from unions.management.sheet_command import refusals_told
from unions.union_import import OPTIONAL, REQUIRED, import_unions


class Command(BaseCommand):
    help = f"Makes and changes unions as a CSV sheet says, all or none. Columns: {', '.join([*REQUIRED, *OPTIONAL])}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        with refusals_told():
            written = import_unions(file)
        self.stdout.write(
            _("Unions: %(created)s created, %(updated)s updated, %(unchanged)s unchanged.") % written._asdict()
        )

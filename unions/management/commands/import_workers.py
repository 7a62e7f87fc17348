"""Make and change workers as a CSV sheet says."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from unions.management.sheet_command import refusals_told
from unions.people_import import import_workers


class Command(BaseCommand):
    help = (
        "Makes and changes workers as a CSV sheet says, all or none. "
        "Columns: name, contact (or phone, email), union, title."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        with refusals_told():
            written = import_workers(file)
        told = _("Workers: %(created)s created, %(updated)s updated, %(unchanged)s unchanged.")
        self.stdout.write(told % written._asdict())

"""Fails when a string of the interface lacks its translation, or a compiled catalog is not current."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.translations import GettextMissing, faults

SOURCE_LANGUAGE = "en"  # the strings in the code are English


class Command(BaseCommand):
    help = "Check that every string of the interface is translated and the catalogs are compiled."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = [
                f"{name}: {fault}"
                for name, _ in settings.LANGUAGES
                if name != SOURCE_LANGUAGE
                for fault in faults(settings.BASE_DIR, name)
            ]
        except GettextMissing as missing:
            raise CommandError(str(missing)) from missing
        if found:
            raise CommandError("\n\n".join(found))
        self.stdout.write("Every string is translated and compiled.")

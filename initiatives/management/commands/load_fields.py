"""Loads the fields of work that an installation begins with."""

from typing import Any

from django.core.management.base import BaseCommand

from initiatives.fields import load_fields


class Command(BaseCommand):
    help = "Add the fields of work of initiatives/data/fields.csv that are missing; existing ones are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Fields of work added: {load_fields()}")

"""Ends the embedded services, and what a killed `make run` left behind."""

from typing import Any

from django.core.management.base import BaseCommand

from config import services


class Command(BaseCommand):
    help = "Stop the embedded PostgreSQL and Redis of this checkout."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        ended = services.stop()
        self.stdout.write(f"Stopped: {', '.join(ended)}." if ended else "Nothing was running.")

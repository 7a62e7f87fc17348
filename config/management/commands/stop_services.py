"""Ends what runs in this checkout: the system, what a killed one left behind, and the embedded services."""

from typing import Any

from django.core.management.base import BaseCommand

from config import services, stack


class Command(BaseCommand):
    help = "Stop the running system of this checkout with its embedded PostgreSQL and Redis."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        ended = ["the running system"] if stack.end() else []
        ended += services.stop()
        self.stdout.write(f"Stopped: {', '.join(ended)}." if ended else "Nothing was running.")

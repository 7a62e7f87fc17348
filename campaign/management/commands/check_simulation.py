"""Holds a simulated programme against the rules of the acts and against what was published."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaign.simulation.replay import violations
from campaign.simulation.report import Line, lines


class Command(BaseCommand):
    help = "Replay every step through the moves, the rights and the ladder, and print published against simulated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--report", action="store_true", help="Only the figures.")
        parser.add_argument("--steps", action="store_true", help="Only the steps.")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = off = 0
        if not options["report"]:
            for violation in violations():
                broken += 1
                self.stdout.write(f"{violation.code}: {violation.what}")
            self.stdout.write("No step breaks a rule." if not broken else f"{broken} violations are shown.")
        if not options["steps"]:
            found = lines()
            self.stdout.write(table(found))
            off = sum(not line.holds for line in found)
        if broken or off:
            raise CommandError(f"{broken} violations of the rules, {off} figures beyond their tolerance.")


def table(found: list[Line]) -> str:
    """The lines as a table in Markdown."""
    rows = ["| figure | published | at this size | simulated | |", "|---|---:|---:|---:|---|"]
    for line in found:
        expected, simulated = line.said
        rows.append(
            f"| {line.name} | {line.published} | {expected} | {simulated} | {'holds' if line.holds else 'OFF'} |"
        )
    return "\n".join(rows)

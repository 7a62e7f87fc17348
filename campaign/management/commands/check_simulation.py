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
        expected = f"{'at least ' if line.at_least else ''}{_written(line.expected)}"
        holds = "holds" if line.holds else "OFF"
        rows.append(f"| {line.name} | {line.published} | {expected} | {_written(line.simulated)} | {holds} |")
    return "\n".join(rows)


def _written(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1_000 or number == int(number) else f"{number:,.3g}"

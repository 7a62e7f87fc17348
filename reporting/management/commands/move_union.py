"""Moves a union under another parent, with all below it; without --yes it only tells what would change."""

from typing import Any

from django.core.management.base import CommandParser

from reporting.management.tree_command import TreeCommand
from reporting.models import TreeChange
from reporting.moving_unions import move
from reporting.tree_plan import Plan, plan_move
from unions.models import Union


class Command(TreeCommand):
    help = "Moves a union under another parent, with all below it. Without --yes it only tells what would change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("union", help="its code")
        parser.add_argument("--under", required=True, dest="other", help="the new parent's code")
        super().add_arguments(parser)

    def plan(self, union: Union, other: Union) -> Plan:
        return plan_move(union, under=other, by=None)

    def do(self, union: Union, other: Union, **words: Any) -> TreeChange:
        return move(union, under=other, by=None, **words)

"""Merges a union into another of its level; without --yes it only tells what would change."""

from typing import Any

from django.core.management.base import CommandParser

from reporting.management.tree_command import TreeCommand
from reporting.models import TreeChange
from reporting.moving_unions import merge
from reporting.tree_plan import Plan, plan_merge
from unions.models import Union


class Command(TreeCommand):
    help = "Merges a union into another of its level. Without --yes it only tells what would change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("union", help="the code of the one that closes")
        parser.add_argument("--into", required=True, dest="other", help="the code of the one that stays")
        super().add_arguments(parser)

    def plan(self, union: Union, other: Union) -> Plan:
        return plan_merge(union, into=other, by=None)

    def do(self, union: Union, other: Union, **words: Any) -> TreeChange:
        return merge(union, into=other, by=None, **words)

"""What the commands that change the tree have in common: a preview, and with --yes the act."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.refusals import Refused
from reporting.models import TreeChange
from reporting.tree_plan import Plan
from reporting.tree_preview import Preview, preview
from unions.models import Union


class TreeCommand(BaseCommand):
    """Who runs the server stands above all unions, so nobody's right is asked for; the record names nobody."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--note", default="", help="why; stands in the record")
        parser.add_argument("--yes", action="store_true", help="do it")

    def plan(self, union: Union, other: Union) -> Plan:
        raise NotImplementedError

    def do(self, union: Union, other: Union, *, note: str) -> TreeChange:
        raise NotImplementedError

    def handle(self, *args: Any, union: str, other: str, note: str, yes: bool, **options: Any) -> None:
        try:
            one, two = Union.objects.get(code=union), Union.objects.get(code=other)
            self._tell(preview(self.plan(one, two)))
            if yes:
                change = self.do(one, two, note=note)
                self.stdout.write(f"Done: change {change.pk}.")
            else:
                self.stdout.write("Nothing was changed; with --yes it is done.")
        except Union.DoesNotExist as missing:
            raise CommandError(f"No union has the code {union} or {other}.") from missing
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def _tell(self, shown: Preview) -> None:
        self.stdout.write(f"{shown.plan.union} ({shown.unions} unions, {shown.initiatives} initiatives)")
        self.stdout.write(f"stands under {shown.plan.old_parent}, will stand under {shown.plan.parent}")
        self.stdout.write(f"{shown.waiting} waiting initiatives go to other desks")
        for shift in shown.shifts:
            self.stdout.write(
                f"{shift.programme}: {shift.union}: approved {shift.before.approved} -> {shift.approved},"
                f" quota {shift.quota or '-'}"
            )
        for quota in shown.quotas:
            self.stdout.write(f"{quota.programme}: the quota of {quota.quota} stays with {shown.plan.union}")

"""Tallies: what the steps add up to, per programme, phase, union, Vietnam day and state, and by breakdown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models import Phase, Programme
from unions.models import Union

ALL_SENT = "sent"
"""A tally's state for first submissions counted gross; withdrawals stand apart in the state `withdrawn`."""


class Cell(models.Model):
    """One cell's key and amounts.

    `author_group` and `kind` are '' and `field_id` is 0 for all. Amounts are first-year benefit in VND;
    beside every sum stands how many initiatives had an amount.
    """

    # The key is the only index, since reads use no other, and what steps refer to exists and stays: a number of its
    # own, an index and a check for each of the three would cost the fold more than the rows themselves.
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    state = models.CharField(max_length=10)
    author_group = models.CharField(max_length=20, default="")
    kind = models.CharField(max_length=20, default="")
    field_id = models.BigIntegerField(default=0)

    initiatives = models.BigIntegerField()
    claimed_benefit = models.BigIntegerField()
    claimed_count = models.BigIntegerField()
    verified_benefit = models.BigIntegerField()
    verified_count = models.BigIntegerField()

    KEY = ("programme_id", "union_id", "phase_id", "author_group", "kind", "field_id", "state")
    AMOUNTS = ("initiatives", "claimed_benefit", "claimed_count", "verified_benefit", "verified_count")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.union_id} {self.state} {self.author_group}{self.kind}{self.field_id or ''}: {self.initiatives}"


class Tally(Cell):
    """By how much a cell changed on a day: what came into the state less what left it."""

    day = models.DateField()
    pk = models.CompositePrimaryKey(*Cell.KEY, "day")

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")


class MonthEnd(Cell):
    """A cell's running total at the end of a month in which it changed, so that a midnight is one row and 31 days."""

    month = models.DateField()
    """The month's first day."""
    pk = models.CompositePrimaryKey(*Cell.KEY, "month")

    class Meta:
        verbose_name = _("month's end")
        verbose_name_plural = _("month's ends")

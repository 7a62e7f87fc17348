"""Tallies: what the steps add up to, per programme, phase, union, Vietnam day and state, and by breakdown.

A row has all states side by side: an act moves an initiative from one to another, so that it changes one row.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models import Phase, Programme
from initiatives.states import SENT, State
from unions.models import Union

ALL_SENT = "sent"
"""Beside the states stand first submissions counted gross; withdrawals stand apart in the state `withdrawn`."""

COUNTED_STATES = (*(state.value for state in SENT), ALL_SENT)
"""What the amounts of a cell are counted in."""


class Cell(models.Model):
    """One cell's key, and its amounts in each state.

    `author_group` and `kind` are '' and `field_id` is 0 for all. `waiting` is how many initiatives are in that state,
    `waiting_claimed` their claimed first-year benefit in VND and `waiting_claimed_count` how many of them had one.
    Of the approved, the verified benefit stands beside it.
    """

    # Beside the key only totals are indexed, and what steps refer to exists and stays: a number of its own, an index
    # and a check for each of the three would cost the fold more than the rows themselves.
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    author_group = models.CharField(max_length=20, default="")
    kind = models.CharField(max_length=20, default="")
    field_id = models.BigIntegerField(default=0)

    waiting = models.IntegerField(default=0)
    waiting_claimed = models.BigIntegerField(default=0)
    waiting_claimed_count = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    returned_claimed = models.BigIntegerField(default=0)
    returned_claimed_count = models.IntegerField(default=0)
    approved = models.IntegerField(default=0)
    approved_claimed = models.BigIntegerField(default=0)
    approved_claimed_count = models.IntegerField(default=0)
    approved_verified = models.BigIntegerField(default=0)
    approved_verified_count = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    rejected_claimed = models.BigIntegerField(default=0)
    rejected_claimed_count = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    withdrawn_claimed = models.BigIntegerField(default=0)
    withdrawn_claimed_count = models.IntegerField(default=0)
    sent = models.IntegerField(default=0)
    sent_claimed = models.BigIntegerField(default=0)
    sent_claimed_count = models.IntegerField(default=0)

    KEY = ("programme_id", "union_id", "phase_id", "author_group", "kind", "field_id")
    MONEY = (*(f"{state}_claimed" for state in COUNTED_STATES), "approved_verified")
    COUNTS = (
        *COUNTED_STATES,
        *(f"{state}_claimed_count" for state in COUNTED_STATES),
        "approved_verified_count",
    )
    AMOUNTS = (*COUNTS, *MONEY)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.union_id} {self.author_group}{self.kind}{self.field_id or ''}: {self.sent}"


TOTAL = models.Q(author_group="", kind="", field_id=0)
IN_FIGURES = [name for name in Cell.AMOUNTS if not name.startswith((ALL_SENT, f"{State.WITHDRAWN}_"))]
"""What a union's figures are made of: not the first submissions, nor what the withdrawn claimed."""


class Tally(Cell):
    """By how much a cell changed on a day: what came into the state less what left it."""

    day = models.DateField()
    DAILY_KEY = (*Cell.KEY[:3], "day", *Cell.KEY[3:])
    """A union's days one after the other and all cells of a day together: so they are written, and so they are read."""
    pk = models.CompositePrimaryKey(*DAILY_KEY)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        # A union's days were written on as many days, each in another page: what figures need of them stands here.
        indexes = [
            models.Index(
                fields=["programme", "union", "day"],
                include=["phase", ALL_SENT, *IN_FIGURES],
                condition=TOTAL,
                name="tally_totals",
            ),
        ]


class MonthEnd(Cell):
    """A cell's running total at the end of a month in which it changed, so that a midnight is one row and 31 days."""

    month = models.DateField()
    """The month's first day."""
    pk = models.CompositePrimaryKey(*Cell.KEY, "month")

    class Meta:
        verbose_name = _("month's end")
        verbose_name_plural = _("month's ends")
        indexes = [
            models.Index(
                fields=["programme", "union", "phase", "month"],
                include=IN_FIGURES,
                condition=TOTAL,
                name="monthend_totals",
            ),
        ]

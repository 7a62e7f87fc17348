"""Progress: a union's approved count against its quota and its benefit totals, recomputed by the job that folds."""

from functools import reduce
from operator import add

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from initiatives.models import Phase, Programme
from initiatives.states import SUBMITTED
from unions.models import Union


class ProgressQuerySet(models.QuerySet["Progress"]):
    """Reads of progress in the domain's words."""

    def with_submitted(self) -> "ProgressQuerySet":
        """Annotates `submitted`: sent and not withdrawn."""
        return self.annotate(submitted=reduce(add, (F(state) for state in SUBMITTED)))


class Progress(models.Model):
    """What a union's tallies add up to by now, in one programme as a whole (`phase` null) or in one phase.

    Benefit is in VND. `claimed_*` is of all submitted; `approved_claimed_*` and `verified_*` are of the approved.
    Claimed and verified are never added together.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="progress", db_index=False)
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, related_name="progress", db_index=False)
    union = models.ForeignKey(Union, models.PROTECT, related_name="progress", db_index=False)
    waiting = models.BigIntegerField(default=0)
    returned = models.BigIntegerField(default=0)
    approved = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    withdrawn = models.BigIntegerField(default=0)
    claimed_benefit = models.BigIntegerField(default=0)
    claimed_count = models.BigIntegerField(default=0)
    approved_claimed_benefit = models.BigIntegerField(default=0)
    approved_claimed_count = models.BigIntegerField(default=0)
    verified_benefit = models.BigIntegerField(default=0)
    verified_count = models.BigIntegerField(default=0)
    quota = models.PositiveIntegerField(null=True)
    """The assigned quota that holds today; null where there is none."""

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.UniqueConstraint(F("programme"), F("union"), Coalesce("phase", 0), name="progress_once"),
            models.CheckConstraint(
                condition=Q(quota__isnull=True) | Q(quota__gte=1),
                name="progress_quota_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union}: {self.approved}/{self.quota or '-'}"


class FoldState(models.Model):
    """When the fold last ran to the end of the queue: the age of every figure. One row."""

    folded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="fold_state_one_row")]

    def __str__(self) -> str:
        return f"{self.folded_at:%Y-%m-%d %H:%M:%S}"

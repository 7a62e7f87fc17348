"""Approval steps, written once, and the queue of those that no tally has counted yet."""

from datetime import datetime

from django.db import models
from django.db.models import Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models.classes import AuthorGroup, Kind
from initiatives.models.programme import Field, Phase, Programme
from initiatives.states import SENT, Act, Reason, State
from unions.models import Office, Union, Worker

LARGE_APPROVAL = 100_000_000
"""In VND: one approval in forty is of so much, and what a past midnight counted among a unit's largest is found among
them."""


class VietnamDay(Func):
    """The day in Asia/Ho_Chi_Minh of an instant; immutable, so that a column can be generated from it."""

    template = "((%(expressions)s AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)"
    output_field = models.DateField()


class ApprovalStepQuerySet(models.QuerySet["ApprovalStep"]):
    """Reads of steps in the domain's words."""

    def before(self, midnight: datetime) -> "ApprovalStepQuerySet":
        return self.filter(at__lt=midnight)

    def last_before(self, midnight: datetime) -> "ApprovalStepQuerySet":
        """The steps that said, at that midnight, what their initiatives are."""
        later = ApprovalStep.objects.filter(previous=models.OuterRef("pk"), at__lt=midnight)
        return self.before(midnight).filter(~models.Exists(later))


class ApprovalStep(models.Model):
    """One step of an initiative's approval: all that reports count, as it is from this step on.

    `previous` is the step before it, so an initiative's steps are a chain; the database refuses a second successor,
    every update and every delete. Only what is read has an index: each one more is paid by every act.
    """

    initiative = models.ForeignKey("initiatives.Initiative", models.PROTECT, related_name="steps", db_index=False)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    act = models.CharField(max_length=10, choices=Act)
    at = models.DateTimeField()
    day = models.GeneratedField(expression=VietnamDay("at"), output_field=models.DateField(), db_persist=True)
    made_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    note = models.TextField(blank=True)
    duplicate_of = models.ForeignKey(
        "initiatives.Initiative", models.PROTECT, null=True, related_name="+", db_index=False
    )

    state = models.CharField(max_length=10, choices=[(state.value, state.label) for state in SENT])
    desk = models.ForeignKey(Union, models.PROTECT, null=True, related_name="+", db_index=False)
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", db_index=False)
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="+", db_index=False)
    author_group = models.CharField(max_length=20, choices=AuthorGroup)
    field = models.ForeignKey(Field, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    computable = models.BooleanField()
    claimed_benefit = models.BigIntegerField(null=True)
    verified_benefit = models.BigIntegerField(null=True)

    objects = ApprovalStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval step")
        verbose_name_plural = _("approval steps")
        constraints = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=Q(previous__isnull=True),
                name="step_one_first_per_initiative",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SENT]),
                name="step_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, desk__isnull=False) | (~Q(state=State.WAITING) & Q(desk__isnull=True)),
                name="step_has_a_desk_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(verified_benefit__isnull=True) | Q(state=State.APPROVED),
                name="step_verified_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(computable=True, claimed_benefit__isnull=False)
                | Q(
                    computable=False,
                    claimed_benefit__isnull=True,
                    verified_benefit__isnull=True,
                ),
                name="step_amount_when_computable",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED, computable=True, verified_benefit__isnull=True),
                name="step_approved_amount_verified",
            ),
        ]
        indexes = [
            models.Index(fields=["initiative", "id"], name="step_initiative"),
            models.Index(fields=["duplicate_of"], condition=Q(duplicate_of__isnull=False), name="step_duplicate_of"),
            # What a past midnight still counted as approved.
            models.Index(
                fields=["programme", "at"],
                include=["union", "initiative", "previous"],
                condition=Q(act=Act.REOPEN),
                name="step_reopened",
            ),
            models.Index(
                fields=["union", "at"],
                include=["programme", "initiative", "previous"],
                condition=Q(act=Act.REOPEN),
                name="step_reopened_by_union",
            ),
            models.Index(
                fields=["programme", "verified_benefit", "at"],
                include=["union", "initiative", "phase", "id"],
                condition=Q(state=State.APPROVED, verified_benefit__gte=LARGE_APPROVAL),
                name="step_large_approval",
            ),
            # All that a small union's figures are made of, so that they are read without its steps' rows.
            models.Index(
                fields=["union", "day"],
                include=["id", "previous", "programme", "phase", "state", "claimed_benefit", "verified_benefit"],
                name="step_by_union",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {timezone.localtime(self.at):%H:%M %d/%m/%Y}"


class UncountedStep(models.Model):
    """A step that no tally has counted yet: the act puts it here, the fold takes it away."""

    step = models.OneToOneField(ApprovalStep, models.PROTECT, primary_key=True, related_name="uncounted")

    class Meta:
        verbose_name = _("uncounted step")
        verbose_name_plural = _("uncounted steps")

    def __str__(self) -> str:
        return str(self.step_id)

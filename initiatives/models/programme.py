"""A programme: a drive with a target, a window, phases that tile it and the rules of its ladder."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from unions.models import Level

BILLION = 1_000_000_000


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Reads of programmes in the domain's words."""

    def open_at(self, at: datetime) -> "ProgrammeQuerySet":
        """Programmes to which a first submission may be made."""
        return self.filter(opens_at__lte=at, closes_at__gt=at)

    def running_at(self, at: datetime) -> "ProgrammeQuerySet":
        """Programmes that have opened and in which may still be decided; a first submission may come too late."""
        return self.filter(opens_at__lte=at, decides_until__gt=at)

    def newest_first(self) -> "ProgrammeQuerySet":
        return self.order_by("-opens_at", "-pk")


class Programme(models.Model):
    """A drive; several can run at once. Amounts are whole VND, instants are exclusive ends."""

    slug = models.SlugField(_("short address"), unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    target = models.PositiveIntegerField(_("target"), help_text=_("Approved initiatives."))
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"), help_text=_("First submissions fall before this instant."))
    decides_until = models.DateTimeField(
        _("decides until"),
        help_text=_("What was submitted in time is resubmitted and decided before this instant."),
    )
    applied_from = models.DateField(_("first application from"))
    applied_until = models.DateField(_("first application until"), help_text=_("Both days are included."))
    grassroots_limit = models.BigIntegerField(
        _("grassroots unions finish up to (VND)"),
        default=BILLION // 10,
        validators=[MinValueValidator(0)],
    )
    superior_limit = models.BigIntegerField(
        _("superior unions finish up to (VND)"),
        default=BILLION,
        validators=[MinValueValidator(0)],
    )
    unit_limit = models.BigIntegerField(
        _("units finish up to (VND)"),
        default=100 * BILLION,
        validators=[MinValueValidator(0)],
    )
    enterer_may_finish_up_to = models.BigIntegerField(
        _("who entered it may finish it up to (VND)"),
        default=BILLION // 10,
        validators=[MinValueValidator(0)],
    )
    two_persons_from = models.BigIntegerField(
        _("two persons must confirm from (VND)"),
        default=BILLION,
        validators=[MinValueValidator(0)],
    )
    desk_days = models.PositiveSmallIntegerField(
        _("days at a desk"),
        null=True,
        blank=True,
        help_text=_("After so many days an undecided initiative is passed up. Empty: never."),
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="programme_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(decides_until__gte=F("closes_at")),
                name="programme_decides_after_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(applied_until__gte=F("applied_from")),
                name="programme_window_has_days",
            ),
            models.CheckConstraint(
                condition=Q(
                    grassroots_limit__gte=0,
                    superior_limit__gte=F("grassroots_limit"),
                    unit_limit__gte=F("superior_limit"),
                ),
                name="programme_limits_rise",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi

    def clean(self) -> None:
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("A programme closes after it opens.")})
        if self.closes_at and self.decides_until and self.decides_until < self.closes_at:
            raise ValidationError({"decides_until": _("Deciding ends at the close or later.")})
        if self.applied_from and self.applied_until and self.applied_until < self.applied_from:
            raise ValidationError({"applied_until": _("The last day of first application is before the first.")})
        limits = (self.grassroots_limit, self.superior_limit, self.unit_limit)
        if None not in limits and list(limits) != sorted(limits):
            raise ValidationError({"unit_limit": _("A higher level finishes at least as much as the one below it.")})

    def limit_of(self, level: str) -> int | None:
        """Up to which claimed benefit in VND this level may finish; None is without limit."""
        limits = {
            Level.GRASSROOTS: self.grassroots_limit,
            Level.SUPERIOR: self.superior_limit,
            Level.UNIT: self.unit_limit,
            Level.CONFEDERATION: None,
        }
        return limits[Level(level)]

    def phase_on(self, day: date) -> "Phase | None":
        """The phase in which a day in Asia/Ho_Chi_Minh falls."""
        return self.phases.filter(starts_on__lte=day, ends_on__gte=day).first()

    @property
    def last_day(self) -> date:
        """The last day on which one may submit."""
        return timezone.localdate(self.closes_at - timedelta(microseconds=1))

    def check_phases_tile(self, phases: "Iterable[Phase] | None" = None) -> None:
        """Raise ValidationError unless the phases, given or those that stand, cover each day of the window once."""
        phases = sorted(self.phases.all() if phases is None else phases, key=lambda phase: phase.starts_on)
        if not phases:
            raise ValidationError(_("A programme has at least one phase."))
        first, last = phases[0].starts_on, phases[-1].ends_on
        if first != timezone.localdate(self.opens_at) or last != self.last_day:
            raise ValidationError(_("The phases begin with the programme's first day and end with its last."))
        for before, after in pairwise(phases):
            if after.starts_on != before.ends_on + timedelta(days=1):
                raise ValidationError(_("Each phase begins on the day after the one before it."))


class Phase(models.Model):
    """A part of a programme, both days included."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="phases", verbose_name=_("programme"))
    name_vi = models.CharField(_("name in Vietnamese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    target = models.PositiveIntegerField(_("target"), default=0)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["programme", "starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="phase_has_days"),
            # A range of one number stands for equality, so that no extension is needed for a GiST over integers.
            # Held at the end of a transaction, so that a boundary between two phases can be moved.
            ExclusionConstraint(
                name="phases_do_not_overlap",
                deferrable=models.Deferrable.DEFERRED,
                expressions=[
                    (
                        Func(
                            F("programme"),
                            F("programme"),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            Value("[]"),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi


class Field(models.Model):
    """A field of work, a row so that a confederation keeps its own list."""

    slug = models.SlugField(_("short address"), unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("field of work")
        verbose_name_plural = _("fields of work")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi

"""Whose figures are asked for, and how they stand: met, on course or behind."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.deadlines import midnight_after
from initiatives.models import Phase, Programme
from unions.models import Union


class Standing(TextChoices):
    """How approved / quota stands to the share of the time that has passed."""

    NOT_BEGUN = "not_begun", _("not begun")
    MET = "met", _("quota met")
    ON_COURSE = "course", _("on course")
    BEHIND = "behind", _("behind")
    MISSED = "missed", _("quota not met")


@dataclass(frozen=True)
class Asked:
    """A union in a programme or one of its phases, now or as of 24:00 on a past day."""

    union: Union
    programme: Programme
    phase: Phase | None = None
    as_of: date | None = None

    @cached_property
    def at(self) -> datetime:
        """The instant whose figures are asked for."""
        return midnight_after(self.as_of) if self.as_of else timezone.now()

    @cached_property
    def on(self) -> date:
        """The day in Vietnam whose quotas and unions count."""
        return self.as_of or timezone.localdate()

    @property
    def first_day(self) -> date:
        return self.phase.starts_on if self.phase else timezone.localdate(self.programme.opens_at)

    @property
    def last_day(self) -> date:
        """The last day on which one may submit."""
        return self.phase.ends_on if self.phase else self.programme.last_day

    @cached_property
    def elapsed(self) -> Fraction:
        """The share of the programme's or phase's time that has passed, from 0 to 1."""
        opens = midnight_after(self.first_day - timedelta(days=1))
        passed = (self.at - opens) / timedelta(seconds=1)
        whole = (midnight_after(self.last_day) - opens) / timedelta(seconds=1)
        return min(Fraction(1), max(Fraction(0), Fraction(int(passed), int(whole))))

    @cached_property
    def _passed_of_whole(self) -> tuple[int, int]:
        return self.elapsed.as_integer_ratio()

    def standing(self, approved: int, quota: int | None) -> Standing | None:
        """On course where the share of the quota is not below the share of the time; None without a quota."""
        if not quota:
            return None
        passed, whole = self._passed_of_whole  # thousands of unions are asked for: fractions would cost more
        if passed == 0:
            return Standing.NOT_BEGUN
        if approved >= quota:
            return Standing.MET
        if passed == whole:
            return Standing.MISSED
        return Standing.ON_COURSE if approved * whole >= passed * quota else Standing.BEHIND

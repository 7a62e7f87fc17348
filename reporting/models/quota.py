"""Quotas: how many approved initiatives a union owes a programme or a phase, from a day on."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from initiatives.models import Phase, Programme
from unions.models import Union


class QuotaQuerySet(models.QuerySet["Quota"]):
    """Reads of quotas in the domain's words."""

    def holding_on(self, day: date) -> "QuotaQuerySet":
        """Of these, for each programme, phase, union and kind the one in force on the day: the newest till then.

        Nothing can be filtered after it.
        """
        key = ("programme_id", "phase_id", "union_id", "kind")
        return self.filter(from_on__lte=day).order_by(*key, "-from_on").distinct(*key)

    def assigned(self) -> "QuotaQuerySet":
        return self.filter(kind=Quota.Kind.ASSIGNED)


class Quota(models.Model):
    """A union's quota. The confederation's is its programme's target and has no row."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        REGISTERED = "registered", _("self-registered")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="quotas", verbose_name=_("programme"))
    phase = models.ForeignKey(
        Phase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="quotas",
        verbose_name=_("phase"),
    )
    union = models.ForeignKey(Union, models.PROTECT, related_name="quotas", verbose_name=_("union"))
    kind = models.CharField(_("kind of quota"), max_length=10, choices=Kind, default=Kind.ASSIGNED)
    count = models.PositiveIntegerField(_("approved initiatives owed"), validators=[MinValueValidator(1)])
    from_on = models.DateField(_("holds from"))

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            models.UniqueConstraint(
                F("programme"),
                Coalesce("phase", 0),
                F("union"),
                F("kind"),
                F("from_on"),
                name="quota_once_a_day",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="quota_at_least_one"),
            models.CheckConstraint(
                condition=Q(kind__in=("assigned", "registered")),
                name="quota_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union}: {self.count}"

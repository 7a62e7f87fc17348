"""The record of each change to the tree: which union was moved or merged, whereto, by whom, when and why."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.models import Union, Worker


class TreeChange(models.Model):
    """A union moved under another parent, or merged into another union; written by the act and never changed by hand.

    `left` are the ids of the unions that stood above what moved and do so no longer: desks that may keep something
    back. `seen_until` and `settled_at` belong to the job that carries on after the act.
    """

    class Kind(models.TextChoices):
        MOVE = "move", _("moved")
        MERGE = "merge", _("merged")

    kind = models.CharField(_("what was done"), max_length=10, choices=Kind)
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name=_("union"))
    old_parent = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name=_("stood under"))
    target = models.ForeignKey(
        Union, models.PROTECT, related_name="+", verbose_name=_("new parent, or the union that it was merged into")
    )
    made_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    note = models.TextField(_("why"), max_length=2_000)
    unions = models.PositiveIntegerField(_("unions carried along"))
    initiatives = models.PositiveIntegerField(_("initiatives carried along"))
    left = ArrayField(models.BigIntegerField(), default=list)
    seen_until = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(_("all carried"), null=True)

    class Meta:
        verbose_name = _("change of the tree")
        verbose_name_plural = _("changes of the tree")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=("move", "merge")), name="tree_change_kind_known"),
            models.CheckConstraint(condition=~models.Q(union=models.F("target")), name="tree_change_of_two_unions"),
        ]

    def __str__(self) -> str:
        return f"{self.union} → {self.target}"

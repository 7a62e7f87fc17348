"""A worker's office at a union, from a day until a day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from unions.joined import Part
from unions.models.union import Union
from unions.models.worker import Worker

HELD = "o.from_on <= %(on)s AND (o.until_on IS NULL OR o.until_on >= %(on)s)"
"""`OfficeQuerySet.active`, of an office `o`."""

HELD_BY = """
    SELECT {columns} FROM unions_office o JOIN unions_union u ON u.id = o.union_id
    WHERE o.worker_id = %(worker)s AND {held} ORDER BY u.depth, o.id
"""

WITH_OFFICES = """
    SELECT {columns} FROM unions_worker w LEFT JOIN (
        unions_office o JOIN unions_union u ON u.id = o.union_id
    ) ON o.worker_id = w.id AND {held}
    WHERE w.id = %(worker)s ORDER BY u.depth, o.id
"""
"""A worker and the same, in one exchange: each request begins with it."""


class OfficeQuerySet(models.QuerySet["Office"]):
    """Reads of offices in the domain's words."""

    def active(self, on: date) -> "OfficeQuerySet":
        """Offices held on the day: both ends are included."""
        return self.filter(from_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gte=on))

    def not_over(self, on: date) -> "OfficeQuerySet":
        """Offices held on the day or from a later one."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on))

    def officers(self) -> "OfficeQuerySet":
        return self.filter(kind=Office.Kind.OFFICER)

    def reading(self) -> "OfficeQuerySet":
        """Offices that may read initiatives: officers and leaders."""
        return self.filter(kind__in=(Office.Kind.OFFICER, Office.Kind.LEADER))


class Office(models.Model):
    """A worker's office at a union: officer, leader or administrator."""

    class Kind(models.TextChoices):
        OFFICER = "officer", _("officer")
        LEADER = "leader", _("leader")
        ADMINISTRATOR = "administrator", _("administrator")

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="offices", verbose_name=_("worker"))
    union = models.ForeignKey(Union, models.PROTECT, related_name="offices", verbose_name=_("union"))
    kind = models.CharField(_("office"), max_length=20, choices=Kind)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.UniqueConstraint(fields=["worker", "union", "kind", "from_on"], name="office_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="office_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("officer", "leader", "administrator")),
                name="office_kind_known",
            ),
        ]
        indexes = [models.Index(fields=["union", "kind"], name="office_union_kind")]

    def __str__(self) -> str:
        return f"{self.worker}: {self.get_kind_display()}, {self.union}"

    @classmethod
    def holder(cls, worker: int, on: date) -> Worker | None:
        """The worker with `active_offices` read; None for an unknown id."""
        person, office, union = Part(Worker, "w"), Part(cls, "o"), Part(Union, "u")
        columns = f"{person.columns}, {office.columns}, {union.columns}"
        with connection.cursor() as cursor:
            cursor.execute(WITH_OFFICES.format(columns=columns, held=HELD), {"worker": worker, "on": on})
            rows = [iter(row) for row in cursor.fetchall()]
        found: Worker | None = None
        held: list[Office] = []
        for row in rows:
            found = person.present(row)
            one = office.instance(row)
            if one is not None:
                one.union = union.present(row)
                held.append(one)
        if found is not None:
            found.active_offices = held if found.is_active else []
        return found

    @classmethod
    def held_by(cls, worker: int, on: date) -> "list[Office]":
        """The worker's offices on the day with their unions, the highest union first; every page asks for them."""
        office, union = Part(cls, "o"), Part(Union, "u")
        columns = f"{office.columns}, {union.columns}"
        with connection.cursor() as cursor:
            cursor.execute(HELD_BY.format(columns=columns, held=HELD), {"worker": worker, "on": on})
            rows = [iter(row) for row in cursor.fetchall()]
        held: list[Office] = []
        for row in rows:
            one = office.present(row)
            one.union = union.present(row)
            held.append(one)
        return held

    def clean(self) -> None:
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise ValidationError({"until_on": _("An office cannot end before it begins.")})

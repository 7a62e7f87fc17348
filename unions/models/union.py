"""The union tree: materialised paths, four levels, a superior may be missing."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from unions.names import folded, search_words, sort_key


class Level(models.TextChoices):
    """The four levels, from the root down."""

    CONFEDERATION = "confederation", _("confederation")
    UNIT = "unit", _("unit")
    SUPERIOR = "superior", _("superior union")
    GRASSROOTS = "grassroots", _("grassroots union")

    @property
    def rank(self) -> int:
        """0 for the confederation, 3 for grassroots."""
        return list(Level).index(self)


UNDER: dict[Level, tuple[Level, ...]] = {
    Level.CONFEDERATION: (),
    Level.UNIT: (Level.CONFEDERATION,),
    Level.SUPERIOR: (Level.UNIT,),
    Level.GRASSROOTS: (Level.SUPERIOR, Level.UNIT),
}
"""The levels of the unions that a union of each level may stand under: a superior may be missing."""


class UnionGroup(models.TextChoices):
    """What kind of unit it is."""

    PROVINCE = "province", _("province's federation")
    INDUSTRY = "industry", _("industry's union")
    CORPORATION = "corporation", _("corporation's union")


AS_ONE_OF_MANY = (
    *("id", "path", "depth", "level", "code", "name", "short_name", "closed_on"),
    *("formerly", "taken_in", "let_go"),
)
"""The columns that say which union it is and where it stands: what is read where one only passes by."""


class UnionQuerySet(MP_NodeQuerySet):
    """Reads of unions in the domain's words."""

    def at_or_below(self, unions: "Sequence[Union]") -> "UnionQuerySet":
        """The given unions and all below them; none for an empty list."""
        if any(union.depth == 1 for union in unions):
            return self.all()
        below = Q(pk__in=[])
        for union in unions:
            below |= Q(path__startswith=union.path)
        return self.filter(below)

    def matching(self, text: str) -> "UnionQuerySet":
        """Unions whose code or names hold every word of the text, with or without diacritics."""
        found = self
        for word in search_words(text):
            found = found.filter(name_folded__contains=word)
        return found

    def by_name(self) -> "UnionQuerySet":
        """In the order of the Vietnamese alphabet."""
        return self.order_by("name_key", "pk")


class UnionManager(MP_NodeManager.from_queryset(UnionQuerySet)):  # type: ignore[misc]
    """Treebeard's manager with the reads above; its own would drop them."""

    def get_queryset(self) -> UnionQuerySet:
        return UnionQuerySet(self.model, using=self._db).order_by("path")


class Union(MP_Node):
    """A node of the union tree."""

    steplen = 4
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    path = models.CharField(max_length=16, unique=True, db_collation="C", editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level)
    group = models.CharField(_("group"), max_length=20, choices=UnionGroup, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)
    map_id = models.CharField(_("outline on the map"), max_length=30, blank=True)
    members = models.PositiveIntegerField(_("members"), default=0)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    formerly = ArrayField(models.BigIntegerField(), default=list, db_default=Value([]), editable=False)
    """The ids of unions merged into this one that initiatives still name in its place, until a job has carried them."""
    taken_in = ArrayField(models.BigIntegerField(), default=list, db_default=Value([]), editable=False)
    """The ids of superiors moved under this unit whose initiatives may still name another unit."""
    let_go = ArrayField(models.BigIntegerField(), default=list, db_default=Value([]), editable=False)
    """The ids of superiors moved away from this unit whose initiatives may still name it."""
    name_key = models.CharField(max_length=450, editable=False, db_collation="C", db_index=True)
    name_folded = models.CharField(max_length=320, editable=False)

    objects: ClassVar[UnionManager] = UnionManager()

    class Meta:
        verbose_name = _("union")
        verbose_name_plural = _("unions")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="union_level_known"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="union_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.CONFEDERATION, depth=1)
                | Q(level=Level.UNIT, depth=2)
                | Q(level=Level.SUPERIOR, depth=3)
                | Q(level=Level.GRASSROOTS, depth__in=(3, 4)),
                name="union_level_fits_depth",
            ),
            models.UniqueConstraint(
                fields=["level"],
                condition=Q(level=Level.CONFEDERATION),
                name="union_one_confederation",
            ),
        ]
        indexes = [models.Index(fields=["level", "path"], name="union_level_path")]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_name_keys()
        super().save(*args, **kwargs)

    def set_name_keys(self) -> None:
        """Fill the sort key and the searched form from code and names; a bulk write calls it too."""
        self.name_key = sort_key(self.name)
        self.name_folded = folded(f"{self.code} {self.name} {self.short_name}")[:320]

    def clean(self) -> None:
        if self.opened_on and self.closed_on and self.closed_on < self.opened_on:
            raise ValidationError({"closed_on": _("A union cannot close before it opens.")})

    @classmethod
    def path_below(cls, above: str, position: int) -> str:
        """The path of the child at this position, counted from 1; of a root where nothing is above."""
        path: str = cls._get_path(above, len(above) // cls.steplen + 1, position)  # type: ignore[no-untyped-call]
        return path

    @property
    def ancestor_paths(self) -> list[str]:
        """The paths of the root, ..., the parent and the union itself."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]

    def with_ancestors(self) -> "list[Union]":
        """The root, ..., the parent and the union itself, in one query."""
        return list(Union.objects.filter(path__in=self.ancestor_paths).order_by("path"))

    def is_closed_on(self, day: date) -> bool:
        """Whether nothing is submitted to it any more: from its closing day on."""
        return self.closed_on is not None and self.closed_on <= day

    @property
    def named_by(self) -> list[int]:
        """The ids by which an initiative may name this union as the unit or superior above it."""
        return [self.pk, *self.formerly]

    def is_at_or_below(self, other: "Union") -> bool:
        return bool(self.path.startswith(other.path))

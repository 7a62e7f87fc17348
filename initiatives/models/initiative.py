"""An initiative: what a worker puts forward, with the fields of the application form (Circular 18/2013, annex)."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.models.authorship import Authorship
from initiatives.models.classes import AuthorGroup, Kind
from initiatives.models.programme import Field, Phase, Programme
from initiatives.models.reads import InitiativeQuerySet
from initiatives.models.step import ApprovalStep
from initiatives.states import EDITABLE, State
from unions.models import Union, Worker
from unions.names import folded

LARGEST_AMOUNT = 99_999_999_999_999
"""In VND: 200 times the largest ever published; 92,000 of them still add up within 64 bits."""

NARROWED_BY = ["claimed_benefit", "moved_at", "confidential"]
"""What long lists are narrowed by, and whether all may search a row: indexes hold it, so that rows that lie far apart
need not be read."""

RETURNED = Q(state=State.RETURNED)
RETURNED_BY = [*NARROWED_BY, "edited_at"]

WAITING_INDEXES = {
    "waiting_at_desk": ["desk"],
    "waiting_of_unit": ["unit"],
    "waiting_of_superior": ["superior"],
    "waiting_of_all": [],
}
"""What waits, the longest first: by what stands above it."""

LARGE = Q(state=State.APPROVED, verified_benefit__isnull=False)
"""What the lists of the largest are read from."""

LARGE_CLAIM = 1_000_000_000
"""In VND: from here on an index finds what was claimed, however few there are."""

AMOUNT_VALIDATORS = [MinValueValidator(0), MaxValueValidator(LARGEST_AMOUNT)]


class Initiative(models.Model):
    """What a worker puts forward. Its state and desk are written by approval.py alone.

    `union`, `superior` and `unit` are the author's union at the first submission and those above it;
    moving a union carries the last two along.
    """

    class BenefitPeriod(models.TextChoices):
        YEARLY = "yearly", _("in the first year")
        ONE_OFF = "one_off", _("once")

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True, null=True, editable=False)  # noqa: DJ001 - a draft has none
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        related_name="initiatives",
        db_index=False,
        verbose_name=_("programme"),
    )
    phase = models.ForeignKey(
        Phase, models.PROTECT, null=True, editable=False, related_name="initiatives", db_index=False
    )
    union = models.ForeignKey(
        Union,
        models.PROTECT,
        editable=False,
        related_name="initiatives",
        db_index=False,
        verbose_name=_("union"),
    )
    superior = models.ForeignKey(Union, models.PROTECT, null=True, editable=False, db_index=False, related_name="+")
    unit = models.ForeignKey(Union, models.PROTECT, null=True, editable=False, db_index=False, related_name="+")
    entered_by = models.ForeignKey(Worker, models.PROTECT, editable=False, related_name="entered", db_index=False)
    authors: "models.ManyToManyField[Worker, Authorship]" = models.ManyToManyField(
        Worker, through=Authorship, related_name="initiatives"
    )

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    desk = models.ForeignKey(
        Union,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("desk"),
    )
    last_step = models.OneToOneField(ApprovalStep, models.PROTECT, null=True, editable=False, related_name="+")
    moved_at = models.DateTimeField(null=True, editable=False)
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True, editable=False)
    verified_benefit = models.BigIntegerField(
        _("verified benefit (VND)"),
        null=True,
        editable=False,
        validators=AMOUNT_VALIDATORS,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(auto_now_add=True)

    title = models.CharField(_("name of the initiative"), max_length=300)
    title_folded = models.CharField(max_length=320, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)
    field = models.ForeignKey(Field, models.PROTECT, null=True, blank=True, verbose_name=_("field"))
    author_group = models.CharField(_("author group"), max_length=20, choices=AuthorGroup, blank=True)
    owner = models.CharField(_("owner (who invested in it)"), max_length=200, blank=True)
    applied_on = models.DateField(_("first applied on"), null=True, blank=True)
    recognised_by = models.CharField(_("recognised by"), max_length=200, blank=True)
    recognition_number = models.CharField(_("number of the recognition"), max_length=60, blank=True)
    recognised_on = models.DateField(_("recognised on"), null=True, blank=True)
    state_before = models.TextField(_("state before"), max_length=20_000, blank=True)
    solution = models.TextField(_("nature of the solution"), max_length=20_000, blank=True)
    conditions = models.TextField(_("conditions for applying it"), max_length=20_000, blank=True)
    effect = models.TextField(_("effect"), max_length=20_000, blank=True)
    computable = models.BooleanField(_("the benefit can be computed in money"), default=True)
    benefit_period = models.CharField(
        _("the benefit comes"),
        max_length=10,
        choices=BenefitPeriod,
        default=BenefitPeriod.YEARLY,
    )
    claimed_benefit = models.BigIntegerField(
        _("claimed benefit (VND)"), null=True, blank=True, validators=AMOUNT_VALIDATORS
    )
    computation = models.TextField(_("how it was computed"), max_length=20_000, blank=True)
    confidential = models.BooleanField(_("confidential"), default=False)
    confidential_parts = models.TextField(_("what to keep confidential"), max_length=2_000, blank=True)
    declared = models.BooleanField(_("declared true and one's own"), default=False)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="initiative_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, code__isnull=True, last_step__isnull=True)
                | (
                    ~Q(state=State.DRAFT)
                    & Q(
                        code__isnull=False,
                        phase__isnull=False,
                        first_submitted_at__isnull=False,
                        moved_at__isnull=False,
                        field__isnull=False,
                    )
                    & ~Q(kind="")
                    & ~Q(author_group="")
                ),
                name="initiative_whole_once_sent",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, desk__isnull=False) | (~Q(state=State.WAITING) & Q(desk__isnull=True)),
                name="initiative_has_a_desk_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(claimed_benefit__isnull=True)
                | Q(claimed_benefit__gte=0, claimed_benefit__lte=LARGEST_AMOUNT),
                name="initiative_claimed_in_range",
            ),
            models.CheckConstraint(
                condition=Q(verified_benefit__isnull=True)
                | Q(
                    verified_benefit__gte=0,
                    verified_benefit__lte=LARGEST_AMOUNT,
                    state=State.APPROVED,
                ),
                name="initiative_verified_in_range",
            ),
        ]
        indexes = [
            *(
                models.Index(
                    fields=[*above, "moved_at", "id"],
                    include=["claimed_benefit", "confidential"],
                    condition=Q(state=State.WAITING),
                    name=name,
                )
                for name, above in WAITING_INDEXES.items()
            ),
            # Whether it was edited since, tells whether what counts stands in the row.
            models.Index(fields=["id"], include=RETURNED_BY, condition=RETURNED, name="returned"),
            models.Index(fields=["unit", "id"], include=RETURNED_BY, condition=RETURNED, name="returned_by_unit"),
            models.Index(
                fields=["superior", "id"], include=RETURNED_BY, condition=RETURNED, name="returned_by_superior"
            ),
            models.Index(fields=["unit", "state", "id"], include=NARROWED_BY, name="initiative_unit_state"),
            models.Index(fields=["superior", "state", "id"], include=NARROWED_BY, name="initiative_superior_state"),
            models.Index(fields=["union", "state", "id"], name="initiative_union_state"),
            models.Index(fields=["state", "id"], include=NARROWED_BY, name="initiative_state"),
            models.Index(fields=["entered_by", "state", "id"], name="initiative_entered_by"),
            models.Index(fields=["phase", "state", "id"], name="initiative_phase_state"),
            models.Index(
                fields=["state", "claimed_benefit", "id"],
                include=["unit", "superior"],
                condition=Q(claimed_benefit__gte=LARGE_CLAIM),
                name="initiative_large_claim",
            ),
            models.Index(fields=["phase", "first_submitted_at"], name="initiative_phase_submitted"),
            models.Index(fields=["first_submitted_at", "id"], name="initiative_first_submitted"),
            models.Index(fields=["programme"], condition=Q(state=State.DRAFT), name="draft_programme"),
            # The largest of a programme, a unit, a superior and a grassroots union, read from the top. A past midnight
            # passes by many entries of all but the last, so these tell by themselves since when it is approved.
            models.Index(
                fields=["programme", "-verified_benefit", "id"],
                include=["moved_at", "state"],
                condition=LARGE,
                name="largest_of_all",
            ),
            models.Index(
                fields=["unit", "programme", "-verified_benefit", "id"],
                include=["moved_at", "state"],
                condition=LARGE,
                name="largest_of_unit",
            ),
            models.Index(
                fields=["superior", "programme", "-verified_benefit", "id"],
                include=["moved_at", "state"],
                condition=LARGE,
                name="largest_below_superior",
            ),
            models.Index(
                fields=["union", "programme", "-verified_benefit", "id"],
                condition=LARGE,
                name="largest_of_union",
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_folded = folded(self.title)[:320]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("initiatives:detail", args=[self.pk])

    def place(self, union: Union, way: Iterable[Union]) -> None:
        """Set the union and those above it that lists are filtered by, out of the way up from it."""
        above = {node.level: node for node in way}
        self.union, self.superior, self.unit = (
            union,
            above.get("superior"),
            above.get("unit"),
        )

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def amount(self) -> int:
        """The claimed benefit in VND that the ladder's limits are held against; 0 where it cannot be computed."""
        return self.claimed_benefit or 0

    @cached_property
    def author_ids(self) -> frozenset[int]:
        """Authors and co-authors, also those who declined; acts set it, else it reads prefetched authorships."""
        return frozenset(line.worker_id for line in self.authorships.all())

    @property
    def main_author(self) -> Worker:
        """The author at position 1; reads prefetched authorships."""
        return next(authorship.worker for authorship in self.authorships.all() if authorship.position == 1)

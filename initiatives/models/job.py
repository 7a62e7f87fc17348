"""Jobs: what a person asked for that takes longer than a page, as rows; who works on them is `initiatives.jobs`."""

from datetime import datetime
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unions.models import Worker


class JobState(models.TextChoices):
    """How far a job is. Stored by the English name."""

    PREVIEWED = "previewed", _("not confirmed yet")
    QUEUED = "queued", _("waiting its turn")
    AT_WORK = "at_work", _("at work")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")


LIVE = (JobState.QUEUED, JobState.AT_WORK)
"""To be worked on; an index holds these alone."""

OPEN = (JobState.PREVIEWED, *LIVE)
"""Not over."""


class Because(models.TextChoices):
    """Why a job ended before all was done."""

    ASKED = "asked", _("you cancelled it")
    RIGHTS = "rights", _("your right to it ended while it was at work")
    TRIES = "tries", _("it was tried several times and did not get on")


class JobQuerySet(models.QuerySet["Job"]):
    """Reads of jobs in the domain's words."""

    def asked_by_person(self, worker: Worker) -> "JobQuerySet":
        """The scope of jobs: a person's own, and nobody else's."""
        return self.filter(asked_by=worker)

    def of_kind(self, kind: str) -> "JobQuerySet":
        return self.filter(kind=kind)

    def live(self) -> "JobQuerySet":
        return self.filter(state__in=LIVE)

    def due(self, at: datetime) -> "JobQuerySet":
        """What may be worked on, what waited longest first, so that several jobs take turns."""
        return self.live().filter(due_at__lte=at).order_by("due_at", "pk")

    def expired(self, at: datetime) -> "JobQuerySet":
        """What is to be cleared away: results that were kept long enough, previews that nobody confirmed."""
        return self.exclude(state__in=LIVE).filter(expires_at__lte=at)

    def newest_first(self) -> "JobQuerySet":
        return self.order_by("-pk")


class Job(models.Model):
    """What a person asked for: a kind, its parameters, and how far it is. Written through `initiatives.jobs` alone.

    `position` is where the next slice goes on, in the kind's own count; `done` and `skipped` (by code) and `result`
    are what came of it so far. `tries` counts the slices that began since it last got on, `due_at` is the instant from
    which the next may begin. Which process works on it is known to the database's session lock only.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20)
    asked_by = models.ForeignKey(Worker, models.PROTECT, related_name="jobs", db_index=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    parameters = models.JSONField(default=dict)
    total = models.PositiveIntegerField(null=True)

    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    because = models.CharField(max_length=10, choices=Because, blank=True)
    position = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    skipped = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    begun_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at__isnull=True) | (~Q(state__in=OPEN) & Q(ended_at__isnull=False)),
                name="job_ended_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-id"], name="job_asked_by"),
            models.Index(fields=["due_at", "id"], condition=Q(state__in=LIVE), name="job_due"),
            models.Index(fields=["expires_at"], name="job_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def passed_over(self) -> int:
        """How many were passed over, for whatever reason."""
        return sum(self.skipped.values())

    @property
    def gone_through(self) -> int:
        """How many are behind it: done or passed over."""
        return self.done + self.passed_over


class JobPortion(models.Model):
    """Some of the rows that a job is to go through: initiatives, each with its last step at the preview."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="portions", db_index=False)
    number = models.PositiveIntegerField()
    ids = ArrayField(models.BigIntegerField())
    seen = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("portion of a job")
        verbose_name_plural = _("portions of jobs")
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="job_portion_once")]

    def __str__(self) -> str:
        return f"{self.job_id}.{self.number}"


class PassedOver(models.Model):
    """An initiative that a job passed over, with the code of the reason; kept as long as the job is."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="over", db_index=False)
    initiative = models.ForeignKey("initiatives.Initiative", models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)

    class Meta:
        verbose_name = _("initiative passed over")
        verbose_name_plural = _("initiatives passed over")
        constraints = [models.UniqueConstraint(fields=["job", "initiative"], name="passed_over_once")]
        indexes = [models.Index(fields=["job", "code", "id"], name="passed_over_by_code")]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.code}"

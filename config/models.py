"""What the schedule's tasks note of themselves, for whoever looks after the site."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """How the last run that ended did so."""

    WELL = "well", _("well")
    FAILED = "failed", _("with an error")


class TaskRun(models.Model):
    """The last run of a task: one row for each task, however often it runs.

    A run that was killed leaves `began_at` later than `ended_at`. `failures` counts those in a row; `error` is the name
    of the last one's class, its text stands in the log alone.
    """

    task = models.CharField(max_length=100, primary_key=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("run of a task")
        verbose_name_plural = _("job health")

    def __str__(self) -> str:
        return self.task

"""Who made an initiative, and with what share."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unions.models import Worker


class Authorship(models.Model):
    """An author of an initiative. The main author has position 1."""

    initiative = models.ForeignKey("initiatives.Initiative", models.CASCADE, related_name="authorships")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="authorships", verbose_name=_("author"))
    position = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    title = models.CharField(_("job title"), max_length=120, blank=True)
    share = models.PositiveSmallIntegerField(_("share (%)"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "position"],
                name="author_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["initiative", "worker"],
                name="author_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=100),
                name="author_share_in_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker} ({self.share}%)"

    @property
    def is_main(self) -> bool:
        return self.position == 1

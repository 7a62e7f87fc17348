"""What an initiative is counted by: its kind and its authors' group."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is put forward."""

    TECHNICAL = "technical", _("technical solution")
    MANAGERIAL = "managerial", _("managerial solution")
    OPERATIONAL = "operational", _("operational solution")
    APPLIED_TECHNOLOGY = "applied_technology", _("application of technical progress")
    RESEARCH = "research", _("research")


class AuthorGroup(models.TextChoices):
    """Whom the authors belong to."""

    PUBLIC_SECTOR = "public_sector", _("public sector")
    ENTERPRISE_WORKER = "enterprise_worker", _("enterprise workers")
    UNION_OFFICER = "union_officer", _("union officers")

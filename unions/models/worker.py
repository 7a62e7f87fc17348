"""A worker: a person, and the user model."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import phonenumbers
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unions.models.union import Union
from unions.names import folded, given_name_first, search_words, sort_key

if TYPE_CHECKING:
    from unions.models.office import Office


NAME_WORDS = SearchVector("name_folded", config="simple")
"""The words of a name as core PostgreSQL indexes them, without an extension."""


def normal_phone(text: str) -> str:
    """A phone number as E.164 ('+84901234567'), read as Vietnamese where no country is given.

    Raises ValidationError for what is no phone number.
    """
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("“%(text)s” is not a phone number."), params={"text": text}) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("“%(text)s” is not a phone number."), params={"text": text})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def local_phone(phone: str) -> str:
    """An E.164 number as people type it: “0901234567” for a Vietnamese one, any other as it is."""
    return f"0{phone.removeprefix('+84')}" if phone.startswith("+84") else phone


def possible_phone(text: str) -> str | None:
    """The phone number as E.164, or None for what is no phone number."""
    try:
        return normal_phone(text)
    except ValidationError:
        return None


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Reads of workers in the domain's words."""

    def matching(self, text: str) -> "WorkerQuerySet":
        """Workers whose name holds words that begin so, with or without diacritics; or whose contact is the text.

        Answered from an index of words, since there may be millions of workers.
        """
        if "@" in text:
            return self.filter(email=text.strip().lower())
        if len(re.sub(r"\D", "", text)) >= 8:
            phone = possible_phone(text)
            return self.filter(phone=phone) if phone else self.none()
        words = re.findall(r"\w+", " ".join(search_words(text)))
        if not words:
            return self.none() if text.strip() else self
        query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
        return self.alias(words=NAME_WORDS).filter(words=query)

    def by_name(self) -> "WorkerQuerySet":
        """In the order of the Vietnamese alphabet, by given name first."""
        return self.order_by("name_key", "pk")


class WorkerManager(BaseUserManager.from_queryset(WorkerQuerySet)):  # type: ignore[misc]  # made at run time
    """Makes workers; a worker without a password cannot sign in until one is set."""

    def create_user(self, *, name: str, password: str | None = None, **fields: Any) -> "Worker":
        worker: Worker = self.model(name=name, **fields)
        worker.set_password(password)
        worker.full_clean(exclude=["password"])
        worker.save(using=self._db)
        return worker

    def create_superuser(self, *, name: str, password: str | None = None, **fields: Any) -> "Worker":
        """A superuser opens settings and job health; no initiative, since it holds no office."""
        return self.create_user(name=name, password=password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Worker":
        worker: Worker = self.get(email=(username or "").lower())
        return worker


class Worker(AbstractBaseUser, PermissionsMixin):
    """A person with a phone number or an e-mail address, a member at a grassroots union or of none."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(default=False, editable=False)
    title = models.CharField(_("job title"), max_length=120, blank=True)
    union = models.ForeignKey(
        Union,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workers",
        verbose_name=_("union"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    name_key = models.CharField(max_length=300, editable=False, db_collation="C", db_index=True)
    name_folded = models.CharField(max_length=200, editable=False)

    objects = WorkerManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False),
                name="worker_has_phone_or_email",
            ),
            models.CheckConstraint(condition=~Q(email="") & ~Q(phone=""), name="worker_no_empty_contact"),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(email=Lower("email")), name="worker_email_in_lower_case"
            ),
        ]
        indexes = [GinIndex(NAME_WORDS, name="worker_name_words")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_name_keys()
        super().save(*args, **kwargs)

    def set_name_keys(self) -> None:
        """Fill the sort key and the searched form from the name; a bulk write calls it too."""
        self.name_key = sort_key(given_name_first(self.name))
        self.name_folded = folded(self.name)[:200]

    def clean(self) -> None:
        self.email = self.email.strip().lower() if self.email else None
        self.phone = normal_phone(self.phone) if self.phone else None
        if not self.email and not self.phone:
            text = _("Give a phone number or an e-mail address.")
            raise ValidationError({"phone": text, "email": text})

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[-1]

    @cached_property
    def active_offices(self) -> "list[Office]":
        """The offices held today with their unions, the highest union first; one query for the instance's life."""
        if not self.is_active:
            return []
        return self.offices.model.held_by(self.pk, timezone.localdate())

    @cached_property
    def offices_not_over(self) -> "list[Office]":
        """The offices held today or from a later day with their unions; one query for the instance's life."""
        return list(self.offices.not_over(on=timezone.localdate()).select_related("union"))

    @property
    def contact(self) -> str:
        """The phone as it is typed, else the e-mail address."""
        return local_phone(self.phone) if self.phone else self.email or ""

    @property
    def has_office(self) -> bool:
        return bool(self.active_offices)

    @property
    def is_staff(self) -> bool:
        """Entry to the admin follows from an office held today, or from being a superuser."""
        return self.is_active and (self.is_superuser or self.has_office)

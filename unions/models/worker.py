"""A worker: a person, and the user model."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import phonenumbers
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unions.models.union import Union
from unions.names import folded, given_name_first, sort_key

if TYPE_CHECKING:
    from unions.models.office import Office


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


class WorkerManager(BaseUserManager["Worker"]):
    """Makes workers; a worker without a password cannot sign in until one is set."""

    def create_user(self, *, name: str, password: str | None = None, **fields: Any) -> "Worker":
        worker = self.model(name=name, **fields)
        worker.set_password(password)
        worker.full_clean(exclude=["password"])
        worker.save(using=self._db)
        return worker

    def create_superuser(self, *, name: str, password: str | None = None, **fields: Any) -> "Worker":
        """A superuser opens settings and job health; no initiative, since it holds no office."""
        return self.create_user(name=name, password=password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Worker":
        return self.get(email__iexact=username)


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
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_name_keys()
        super().save(*args, **kwargs)

    def set_name_keys(self) -> None:
        """Fill the sort key and the searched form from the name; a bulk write calls it too."""
        self.name_key = sort_key(given_name_first(self.name))
        self.name_folded = folded(self.name)

    def clean(self) -> None:
        self.email = self.email.strip().lower() if self.email else None
        self.phone = normal_phone(self.phone) if self.phone else None
        if not self.email and not self.phone:
            raise ValidationError(_("Give a phone number or an e-mail address."))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[-1]

    @cached_property
    def active_offices(self) -> "list[Office]":
        """The offices held today with their unions, the highest union first; one query for the instance's life."""
        if not self.is_active:
            return []
        today = timezone.localdate()
        return list(self.offices.active(on=today).select_related("union").order_by("union__depth", "pk"))

    @property
    def has_office(self) -> bool:
        return bool(self.active_offices)

    @property
    def is_staff(self) -> bool:
        """Entry to the admin follows from an office held today, or from being a superuser."""
        return self.is_active and (self.is_superuser or self.has_office)

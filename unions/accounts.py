"""How a worker signs in: by phone or e-mail and password, through django-allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from unions.models import Worker
from unions.models.worker import normal_phone


class OwaspArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: on OWASP's list, where Django's default takes 100 MiB a sign-in."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class PhoneField(forms.CharField):
    """A phone number in any usual form, cleaned to E.164."""

    def clean(self, value: Any) -> str:
        return normal_phone(super().clean(value))


class AccountAdapter(DefaultAccountAdapter):
    """Workers come from the union's register, so nobody signs up; phones stand on the worker."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(label=_("Phone"), **kwargs)

    def get_phone(self, user: Worker) -> tuple[str, bool] | None:  # type: ignore[override]
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Worker, phone: str, verified: bool) -> None:  # type: ignore[override]
        user.phone, user.phone_verified = normal_phone(phone), verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: Worker, phone: str) -> None:  # type: ignore[override]
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone: str) -> Worker | None:
        try:
            return Worker.objects.filter(phone=normal_phone(phone)).first()
        except ValidationError:
            return None

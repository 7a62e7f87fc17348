"""How a worker signs in: by phone or e-mail and password, through django-allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import respond_429
from django import forms
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unions import attempts
from unions.models import Office, Worker
from unions.models.worker import local_phone, normal_phone, possible_phone


class OwaspArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: on OWASP's list, where Django's default takes 100 MiB a sign-in."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class WorkerBackend(AuthenticationBackend):
    """Allauth's own, which reads who is signed in together with their offices, as each page asks for both."""

    def get_user(self, user_id: int) -> Worker | None:
        worker = Office.holder(user_id, timezone.localdate())
        return worker if worker is not None and self.user_can_authenticate(worker) else None


class PhoneField(forms.CharField):
    """A phone number in any usual form, cleaned to E.164 and shown as it is typed; empty where it may be."""

    def prepare_value(self, value: Any) -> Any:
        return local_phone(value) if value else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial, possible_phone(data or "") or data)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        return normal_phone(text) if text else ""


MISMATCH = _("No account has this phone number or e-mail with this password.")


class AccountAdapter(DefaultAccountAdapter):
    """Workers come from the union's register, so nobody signs up; phones stand on the worker."""

    # Those of allauth's messages that a worker can meet, which its own Vietnamese catalog lacks.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": MISMATCH,
        "phone_password_mismatch": MISMATCH,
        "username_password_mismatch": MISMATCH,
        "account_inactive": _("This account is closed."),
        "enter_current_password": _("Type your current password."),
        "incorrect_password": _("This is not your password."),
        "invalid_login": MISMATCH,
        "invalid_password_reset": _("This link is no longer valid."),
        "too_many_login_attempts": _("Too many attempts failed. Try again in a few minutes."),
        "rate_limited": _("Too many attempts. Try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What failed attempts are counted by: the contact. Allauth's own knows no phones, so they would share one."""
        contact = next((credentials[name] for name in ("phone", "email", "username") if credentials.get(name)), "")
        key: str = super()._get_login_attempts_cache_key(request, email=possible_phone(contact) or contact)
        return key

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt. Raises ValidationError or the answer 429 where there were too many."""
        self.attempt = attempts.Attempt(request, self._get_login_attempts_cache_key(request, **credentials))
        if attempts.EVERY in self.attempt.too_many:
            raise ImmediateHttpResponse(respond_429(request))
        if self.attempt.too_many:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        self.attempt.take_back()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        attempts.forget(request, self._get_login_attempts_cache_key(request, **credentials))

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**({"label": _("Phone")} | kwargs))

    def get_phone(self, user: Worker) -> tuple[str, bool] | None:  # type: ignore[override]
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Worker, phone: str, verified: bool) -> None:  # type: ignore[override]
        user.phone, user.phone_verified = normal_phone(phone), verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: Worker, phone: str) -> None:  # type: ignore[override]
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone: str) -> Worker | None:
        number = possible_phone(phone)
        found: Worker | None = Worker.objects.filter(phone=number).first() if number else None
        return found

"""The admin's forms for unions, workers and offices."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from unions.accounts import PhoneField
from unions.models import Level, Union, Worker
from unions.models.union import UNDER


class NewUnionForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no argument at run time
    """A new union below a parent that the person administers."""

    parent = forms.ModelChoiceField(Union.objects.none(), label=_("Stands under"))

    class Meta:
        model = Union
        fields = ("code", "name", "short_name", "level", "phone", "members", "opened_on", "closed_on")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        parent, level = cleaned.get("parent"), cleaned.get("level")
        if parent and level and Level(parent.level) not in UNDER[Level(level)]:
            text = _("%(level)s cannot stand under “%(parent)s”, which is: %(parent_level)s.")
            names = {"level": Level(level).label, "parent": parent, "parent_level": Level(parent.level).label}
            self.add_error("parent", ValidationError(text, code="level", params=names))
        return cleaned


class WorkerForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no argument at run time
    """A worker with a phone number or an e-mail address; a password may be set for who has no e-mail to get one by."""

    phone = PhoneField(label=_("Phone"), required=False, widget=UnfoldAdminTextInputWidget)
    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Only for who cannot set one by e-mail. Empty keeps the one there is."),
    )

    class Meta:
        model = Worker
        fields = ("name", "phone", "email", "title", "union", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "union" in self.fields and not self.instance.pk:
            self.fields["union"].required = True  # else nobody would see the new worker

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password

    def save(self, commit: bool = True) -> Worker:
        if "phone" in self.changed_data:
            self.instance.phone_verified = False
        if self.cleaned_data.get("new_password"):
            self.instance.set_password(self.cleaned_data["new_password"])
        elif not self.instance.pk:
            self.instance.set_unusable_password()
        worker: Worker = super().save(commit)
        return worker

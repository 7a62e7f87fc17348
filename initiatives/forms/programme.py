"""What an administrator of the confederation types of a programme: its rules, and phases that tile its window."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminTextInputWidget

from initiatives.deadlines import written
from initiatives.forms.fields import AmountField
from initiatives.forms.moments import MomentField
from initiatives.models import Initiative, Phase, Programme

if TYPE_CHECKING:
    ProgrammeModelForm = forms.ModelForm[Programme]
    PhaseModelForm = forms.ModelForm[Phase]
    PhaseModelFormSet = BaseInlineFormSet[Phase, Programme, "PhaseForm"]
else:
    ProgrammeModelForm = PhaseModelForm = forms.ModelForm
    PhaseModelFormSet = PaginationInlineFormSet


AMOUNTS = ("grassroots_limit", "superior_limit", "unit_limit", "enterer_may_finish_up_to", "two_persons_from")

ENDS = ("closes_at", "decides_until")
"""Exclusive ends, which at midnight are 24:00 of the day before."""

INSTANTS = ("opens_at", *ENDS)


class ProgrammeForm(ProgrammeModelForm):
    """What has happened stays possible: no instant is moved across a submission or a decision."""

    class Meta:
        model = Programme
        fields = "__all__"  # every column is the programme's own rule

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in AMOUNTS:
            label = self.fields[name].label
            self.fields[name] = AmountField(label=label, widget=UnfoldAdminTextInputWidget())
        for name in INSTANTS:
            told = {"label": self.fields[name].label, "help_text": self.fields[name].help_text}
            self.fields[name] = MomentField(is_end=name in ENDS, **told)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk:
            return cleaned
        sent = Initiative.objects.sent_to(self.instance)
        opens_at, closes_at, decides_until = (self._moved(name) for name in ("opens_at", "closes_at", "decides_until"))
        if opens_at and sent.filter(first_submitted_at__lt=opens_at).exists():
            self.add_error("opens_at", _("Initiatives were submitted before this instant."))
        if closes_at and sent.filter(first_submitted_at__gte=closes_at).exists():
            self.add_error("closes_at", _("Initiatives were submitted after this instant."))
        if decides_until and sent.filter(moved_at__gte=decides_until).exists():
            self.add_error("decides_until", _("Initiatives were decided after this instant."))
        _keep_target(self, self.instance.pk)
        return cleaned

    def _moved(self, name: str) -> Any:
        """The new instant, where another one is given."""
        return self.cleaned_data.get(name) if name in self.changed_data else None


class PhaseForm(PhaseModelForm):
    """One phase; whether it overlaps with its neighbours is seen when all of them are read."""

    class Meta:
        model = Phase
        fields = ("name_vi", "name_en", "starts_on", "ends_on", "target")
        help_texts = {
            "ends_on": _("A phase with initiatives keeps the days of their submission, and cannot be taken away.")
        }

    def validate_constraints(self) -> None:
        """Left to `clean` and to the formset: the database still holds the neighbours' old days."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("A phase cannot end before it begins."))
        elif starts_on and ends_on and {"starts_on", "ends_on"} & set(self.changed_data):
            self._check_history(starts_on, ends_on)
        _keep_target(self, self.instance.programme_id)
        return cleaned

    def _check_history(self, starts_on: date, ends_on: date) -> None:
        """An initiative stays in the phase of its first submission, so the phase keeps the days of its initiatives."""
        if not self.instance.pk:
            return
        sent = self.instance.initiatives.order_by("first_submitted_at").values_list("first_submitted_at", flat=True)
        first, last = sent.first(), sent.last()
        if first and last and not (starts_on <= timezone.localdate(first) and timezone.localdate(last) <= ends_on):
            days = {"first": timezone.localdate(first), "last": timezone.localdate(last)}
            words = {name: written(day) for name, day in days.items()}
            raise ValidationError(
                _("Initiatives were submitted in this phase from %(first)s to %(last)s."), params=words
            )

    @property
    def has_initiatives(self) -> bool:
        return bool(self.instance.pk) and self.instance.initiatives.exists()


def _keep_target(form: ProgrammeForm | PhaseForm, programme: int | None) -> None:
    """A target has no day from which it holds: every past midnight is shown against it."""
    if not form.instance.pk or "target" not in form.changed_data:
        return
    if Initiative.objects.filter(programme=programme).sent().exists():
        form.add_error(
            "target", _("Initiatives were submitted towards this target; past figures are shown against it.")
        )


class PhaseFormSet(PhaseModelFormSet):
    """All phases: they tile the window, and one with initiatives cannot be taken away."""

    def add_fields(self, form: PhaseForm, index: int | None) -> None:
        super().add_fields(form, index)
        if form.has_initiatives:
            form.fields["DELETE"].disabled = True

    def clean(self) -> None:
        super().clean()
        programme: Programme = self.instance
        if any(self.errors) or not (programme.opens_at and programme.closes_at):
            return
        left = [form for form in self.forms if form.has_changed() or form.instance.pk]
        programme.check_phases_tile(form.instance for form in left if not form.cleaned_data.get("DELETE"))


def _day(at: datetime) -> str:
    return written(timezone.localdate(at))

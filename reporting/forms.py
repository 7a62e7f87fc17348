"""What a person chooses on a page of figures: programme, phase, midnight, order; and the union searched for."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.forms.fields import PastDayField
from initiatives.models import Phase, Programme
from reporting.ranking import Order, Sorting, Which
from unions.widgets import QuickSelect


class ChoosingForm(forms.Form):
    """Sent by GET; everything may be left out."""

    programme = forms.ChoiceField(
        required=False,
        label=_("Programme"),
        widget=QuickSelect,
        error_messages={"invalid_choice": _("There is no such programme.")},
    )
    phase = forms.ChoiceField(
        required=False,
        label=_("Phase"),
        widget=QuickSelect,
        error_messages={"invalid_choice": _("This programme has no such phase.")},
    )
    as_of = PastDayField(
        label=_("As they stood at 24:00 on"),
        to_come=_("24:00 on that day is still to come. Leave the day empty for the figures of now."),
    )
    order = forms.ChoiceField(choices=Order, required=False, widget=forms.HiddenInput)
    up = forms.BooleanField(required=False, widget=forms.HiddenInput)
    which = forms.ChoiceField(choices=Which, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, programme: Programme, programmes: Iterable[Programme]) -> None:
        super().__init__(data, initial={"programme": programme.slug})
        self._phases = {str(phase.pk): phase for phase in programme.phases.all()}
        self._set_choices("programme", [(one.slug, str(one)) for one in programmes])
        whole = [("", str(_("the whole programme")))]
        self._set_choices("phase", whole + [(key, str(phase)) for key, phase in self._phases.items()])

    def _set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_phase(self) -> Phase | None:
        return self._phases.get(self.cleaned_data["phase"])

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """What was chosen of the ranking, which goes along with what is chosen here."""
        return ((name, self.data[name]) for name in ("order", "up", "which") if self.data.get(name))

    @property
    def sorting(self) -> Sorting:
        """What was chosen of the ranking; what cannot be taken is left at its default."""
        chosen = self.cleaned_data
        order, which = chosen.get("order") or Order.SHARE, chosen.get("which") or Which.ALL
        return Sorting(Order(order), bool(chosen.get("up")), Which(which))


class FindingForm(forms.Form):
    """A code or a name, or a part of one; sent by GET."""

    q = forms.CharField(
        max_length=100,
        required=False,
        label=_("Find a union"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

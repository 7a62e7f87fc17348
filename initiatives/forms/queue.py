"""How an officer narrows the queue: every value comes from an address, so each may be missing or wrong."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from initiatives.deadlines import midnight_after, written
from initiatives.forms.fields import AmountField, PastDayField
from initiatives.forms.narrowing import BELOW, GROUPS, MINE, NO_SUCH, VIEWS, Chip, View, ages, bands
from initiatives.models import AuthorGroup, Field, Kind, Phase, Programme
from initiatives.states import SENT, State
from unions import amounts, scope
from unions.models import Level, Office, Union, Worker
from unions.models.union import AS_ONE_OF_MANY
from unions.widgets import QuickSelect

if TYPE_CHECKING:
    ProgrammeChoiceField = forms.ModelChoiceField[Programme]
else:
    ProgrammeChoiceField = forms.ModelChoiceField


class ProgrammeField(ProgrammeChoiceField):
    """A programme by its short address, or by the number of its row."""

    def to_python(self, value: Any) -> Programme | None:
        self.to_field_name = "pk" if str(value).isdecimal() else "slug"
        programme: Programme | None = super().to_python(value)
        self.to_field_name = "slug"
        return programme


class QueueFilter(forms.Form):
    """Sent by GET. What cannot be read is said and left out; what is not given follows from what is."""

    q = forms.CharField(label=_("Code, or words of name, authors or union"), max_length=100, required=False)
    desk = forms.ChoiceField(
        label=_("List"),
        choices=[(MINE, MINE), (BELOW, BELOW)],
        required=False,
        widget=forms.HiddenInput,
        error_messages=NO_SUCH,
    )
    state = forms.CharField(label=_("State"), required=False, widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        Union.objects.filter(level=Level.UNIT).by_name().only(*AS_ONE_OF_MANY),
        label=_("Unit"),
        required=False,
        widget=QuickSelect,
        empty_label=_("all"),
        error_messages={"invalid_choice": _("There is no such union in your scope.")},
    )
    union = forms.ModelChoiceField(
        Union.objects.none(),
        label=_("At or below the union"),
        required=False,
        error_messages={"invalid_choice": _("There is no such union in your scope.")},
    )
    at = forms.ModelChoiceField(
        Union.objects.none(),
        label=_("Waiting at the desk of"),
        required=False,
        error_messages={"invalid_choice": _("There is no such union in your scope.")},
    )
    programme = ProgrammeField(
        Programme.objects.newest_first(),
        label=_("Programme"),
        required=False,
        to_field_name="slug",
        empty_label=_("all"),
        widget=QuickSelect,
    )
    phase = forms.ModelChoiceField(Phase.objects.all(), label=_("Phase"), required=False, widget=forms.HiddenInput)
    field = forms.ModelChoiceField(
        Field.objects.all(), label=_("Field of work"), required=False, empty_label=_("all"), widget=QuickSelect
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Kind, required=False, widget=forms.HiddenInput, error_messages=NO_SUCH
    )
    author_group = forms.ChoiceField(
        label=_("Author group"), choices=AuthorGroup, required=False, widget=forms.HiddenInput, error_messages=NO_SUCH
    )
    age = forms.IntegerField(
        label=_("Without a move for"), min_value=0, max_value=9999, required=False, widget=QuickSelect
    )
    band = forms.ChoiceField(label=_("Claimed benefit"), required=False, widget=QuickSelect, error_messages=NO_SUCH)
    amount_from = AmountField(label=_("Claimed benefit from"), required=False)
    amount_to = AmountField(label=_("Claimed benefit up to"), required=False)
    as_of = PastDayField(
        label=_("As they stood at 24:00 on"),
        to_come=_("24:00 on that day is still to come. Leave the day empty for how they stand now."),
    )

    def __init__(self, data: QueryDict, *, worker: Worker, unions: Any, pickers: Sequence[forms.Widget]) -> None:
        super().__init__(data)
        self.worker = worker
        self.desks = [office.union for office in scope.offices(worker, (Office.Kind.OFFICER,))]
        tops = scope.tops(worker, scope.READING)
        if not any(top.level == Level.CONFEDERATION for top in tops):
            del self.fields["unit"]
        for name, picker in zip(("union", "at"), pickers, strict=True):
            self.fields[name].widget = picker
            self.fields[name].queryset = unions  # type: ignore[attr-defined]  # which hands it to its widget
        self.fields["age"].widget.choices = list(ages(self.data.get("age", "")))
        self.fields["band"].choices = list(bands())  # type: ignore[attr-defined]  # of a ChoiceField
        if wrong := {"union", "at"} & self.errors.keys():
            self.data = data.copy()
            for name in wrong:
                self.data.pop(name)

    def clean_state(self) -> tuple[State, ...]:
        """The states of a list with commas, or of a group; none where nothing is asked for."""
        states: list[State] = []
        for name in filter(None, self.cleaned_data["state"].split(",")):
            if name not in GROUPS and name not in SENT:
                raise ValidationError(_("There is no such state."), code="unknown")
            states += GROUPS.get(name, ()) or [State(name)]
        return tuple(dict.fromkeys(states))

    def given(self, name: str) -> Any:
        """What was asked for and could be read, else None."""
        return self.cleaned_data.get(name)

    @property
    def is_of_my_desks(self) -> bool:
        """Whether only what waits at the person's own desks is asked for: where nothing else is said, too."""
        if not self.desks:
            return False
        said: str = self.given("desk") or ""
        others = ("state", "as_of", "q", "at")
        return said == MINE if said else not any(self.given(name) for name in others)

    @property
    def states(self) -> Sequence[State]:
        if self.is_of_my_desks:
            return (State.WAITING,)
        default = SENT if self.given("q") or self.given("as_of") else (State.WAITING,)
        return self.given("state") or default

    @property
    def is_waiting(self) -> bool:
        """Whether all that is listed waits now, so that it can be decided on."""
        return self.states == (State.WAITING,) and not self.given("as_of")

    @property
    def midnight(self) -> datetime | None:
        """The end of the day that was asked for."""
        day: date | None = self.given("as_of")
        return midnight_after(day) if day else None

    @property
    def view(self) -> View | None:
        """Which of the named lists it is."""
        if self.is_of_my_desks:
            return VIEWS[0]
        asked = "all" if self.states == SENT else ",".join(self.states)
        return next((view for view in VIEWS[1:] if view.state == asked), None)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for beyond a named list."""
        return any(self.data.get(name) for name in self.fields if name not in {"desk", "state"})

    @property
    def is_exact(self) -> bool:
        """Whether one of the conditions that are rarely needed is asked for, or wrong."""
        return any(self.data.get(name) for name in ("at", "programme", "amount_from", "amount_to", "as_of"))

    @property
    def chips(self) -> list[Chip]:
        """All that it is narrowed by beyond a named list and the words looked for."""
        shown = {name: field for name, field in self.fields.items() if name not in {"desk", "state", "q"}}
        asked = ((name, field.label, self.given(name)) for name, field in shown.items())
        return [Chip(name, label or "", self._said(name, value)) for name, label, value in asked if value or value == 0]

    def _said(self, name: str, value: Any) -> str:
        """What a field asks for, in words."""
        if name in {"amount_from", "amount_to"}:
            return amounts.short(value, get_language() or "vi")
        if isinstance(value, date):
            return written(value)
        choices: Any = getattr(self.fields[name], "choices", ()) if name in {"band", "kind", "author_group"} else ()
        if name == "age":
            choices = ages(self.data.get("age", ""))
        return str(dict(choices).get(str(value), value))

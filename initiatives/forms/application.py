"""The application form: all that an initiative states (Circular 18/2013, annex), with its authors."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.db.models import TextChoices
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.completeness import problems_of_fields
from initiatives.forms.authors import AuthorFormSet
from initiatives.forms.fields import AmountField, DayField
from initiatives.forms.readback import read_back
from initiatives.forms.rendering import QuickRenderer
from initiatives.forms.sections import layout, sections
from initiatives.models import AuthorGroup, Initiative, Kind, Programme
from initiatives.refusals import Refused
from initiatives.states import State
from unions.models import Worker

KEPT_ONCE_SENT = ("kind", "field", "author_group")
"""What reports count by: from the first submission on it is changed, and not left out (initiative_whole_once_sent)."""

OPTIONAL = frozenset(("owner", "conditions", "confidential", "confidential_parts"))
"""What may be left out of what is submitted; everything else is asked for."""

ON_THE_MAIN_AUTHOR = ("no_union", "not_their_officer", "main_author")
"""Refusals for which the main author's line is to blame."""


def _capitalised(choices: type[TextChoices]) -> list[tuple[str, Any]]:
    """The choices as they stand alone, where their names are for the middle of a sentence."""
    return [(choice.value, capfirst(choice.label)) for choice in choices]


if TYPE_CHECKING:
    InitiativeForm = forms.ModelForm[Initiative]
else:
    InitiativeForm = forms.ModelForm


class ApplicationForm(InitiativeForm):
    """What is typed: `keeping` writes what of it can be read, and submits it once it is complete.

    `key` makes a form load one initiative; `seen` is the last step that the person saw, `unchanged_since` the last
    change: what another page has written since is replaced only by who was told of it.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    unchanged_since = forms.DateTimeField(required=False)
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose the kind")), *_capitalised(Kind)])
    author_group = forms.ChoiceField(
        label=_("Author group"), choices=[("", _("Choose the author group")), *_capitalised(AuthorGroup)]
    )
    applied_on = DayField(label=_("First applied on"), required=False)
    recognised_on = DayField(label=_("Recognised on"), required=False)
    benefit_period = forms.ChoiceField(label=_("The benefit comes"), choices=_capitalised(Initiative.BenefitPeriod))
    computable = forms.TypedChoiceField(
        label=_("Can the benefit be computed in money?"),
        choices=[("yes", _("Yes, it can be computed")), ("no", _("No, it cannot be computed"))],
        coerce=lambda answer: answer == "yes",
        empty_value=True,  # type: ignore[arg-type]  # the stubs know texts only
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        required=False,
    )
    claimed_benefit = AmountField(
        label=_("Claimed benefit (VND)"),
        required=False,
        help_text=_("For example 16 triệu, 1,5 tỷ or 16.000.000."),
    )
    confirmed_benefit = forms.IntegerField(label=_("The amount read back is right"), required=False)

    optional = OPTIONAL
    default_renderer = QuickRenderer

    class Meta:
        model = Initiative
        fields = (
            "programme",
            "title",
            "kind",
            "field",
            "author_group",
            "owner",
            "applied_on",
            "recognised_by",
            "recognition_number",
            "recognised_on",
            "state_before",
            "solution",
            "conditions",
            "effect",
            "computable",
            "benefit_period",
            "claimed_benefit",
            "computation",
            "confidential",
            "confidential_parts",
            "declared",
        )
        labels = {
            "confidential_parts": _("What to keep confidential"),
            "confidential": _("It holds information to be kept confidential"),
            "declared": _("Declaration"),
        }
        help_texts = {
            "title": _("What it is and where, for example “Clamp for welding frames at the body shop”."),
            "owner": _("Who paid for making it, if not the authors."),
            "recognised_by": _("The initiative council or the head of the workplace (Decree 13/2012)."),
            "state_before": _("How the work was done before, and what was wrong with it."),
            "solution": _("What is new, step by step, so that a colleague can follow it."),
            "conditions": _("People, machines, materials that it needs."),
            "confidential_parts": _("Who may not read it sees the code, union, field and amount only."),
            "effect": _("What it brought: time, quality, safety, environment."),
            "computation": _("The figures behind it, for example minutes saved x pieces x wage."),
        }
        widgets = {
            "owner": forms.TextInput(attrs={"autocomplete": "organization"}),
            "recognition_number": forms.TextInput(attrs={"autocomplete": "off", "class": "in-a-number"}),
        } | {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in {
                "state_before": 4,
                "solution": 8,
                "conditions": 3,
                "effect": 4,
                "computation": 3,
                "confidential_parts": 2,
            }.items()
        }

    def __init__(self, data: Any = None, *, initiative: Initiative | None, worker: Worker) -> None:
        self.initiative, self.worker = initiative, worker
        initial = {
            "key": initiative.key if initiative else uuid4(),
            "seen": initiative.last_step_id if initiative else None,
            "computable": "yes" if initiative is None or initiative.computable else "no",
            "declared": False,  # sworn anew for what stands there now
        }
        super().__init__(data, instance=initiative, initial=initial)
        self._is_told = not self.is_bound
        self.unkept: list[str] = []
        self.authors = AuthorFormSet(data, initiative=initiative, worker=worker)
        for name in self._meta.fields or ():
            self.fields[name].required = self._is_sent and name in KEPT_ONCE_SENT
            if name in OPTIONAL:
                self.fields[name].widget.attrs["data-optional"] = True
        self.fields["field"].empty_label = _("Choose the field")  # type: ignore[attr-defined]
        self._offer_programmes()
        self.fields["claimed_benefit"].widget.attrs |= {
            "autocomplete": "off",
            "class": "amount-input",
            "hx-get": reverse_lazy("initiatives:readback"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#benefit-readback",
            "hx-sync": "this:replace",
        }
        self.sections = sections(self)
        self.helper = layout(self, self.sections)

    @property
    def _is_sent(self) -> bool:
        return self.initiative is not None and self.initiative.state != State.DRAFT

    def _offer_programmes(self) -> None:
        """Those open now and the draft's own; one that closed while the form was open is still taken, as a draft."""
        if self._is_sent:
            del self.fields["programme"]
            return
        now = timezone.now()
        running = Programme.objects.running_at(now)
        self.offered = list(Programme.objects.open_at(now).newest_first())
        own = self.initiative.programme if self.initiative else None
        if own and own not in self.offered:
            running |= Programme.objects.filter(pk=own.pk)
            self.offered.append(own)
        field = self.fields["programme"]
        field.queryset = running  # type: ignore[attr-defined]
        field.choices = [(programme.pk, str(programme)) for programme in self.offered]  # type: ignore[attr-defined]
        if own is None and self.offered:
            field.initial = self.offered[0].pk
        if len(self.offered) == 1:
            field.widget = forms.HiddenInput()

    def clean_programme(self) -> Programme:
        programme: Programme | None = self.cleaned_data["programme"]
        if programme is None:
            raise forms.ValidationError(_("Choose a programme."), code="required")
        return programme

    def is_valid(self) -> bool:
        return all([super().is_valid(), not self.is_bound or self.authors.is_valid()])

    def _get_validation_exclusions(self) -> set[str]:
        """All: the form's own fields check what the model would, and it would ask the database five times more."""
        return {field.name for field in Initiative._meta.fields}

    @property
    def readable(self) -> dict[str, Any]:
        """Of what was typed, what can be written: the application's fields by name."""
        names = self._meta.fields or ()
        return {name: self.cleaned_data[name] for name in names if name in self.fields and name in self.cleaned_data}

    @property
    def typed_anew(self) -> set[str]:
        """The fields in which something else was typed than stands there; the declaration is asked for anew."""
        return set(self.changed_data).intersection(self._meta.fields or ()) - {"declared"}

    def note_unkept(self) -> None:
        """Name what cannot be read, before anything that is missing is added to it."""
        self.unkept = [str(self[name].label) for name in self.errors if name in self.fields] + self.authors.unread

    def now_stands(self, kept: Initiative) -> None:
        """What was typed is written; from here on this person knows of the last change."""
        self.initiative, self._is_told = kept, True

    @property
    def hindrance(self) -> str:
        """Why there is no use in filling it in; empty where nothing hinders."""
        if self.is_bound or self.initiative:
            return ""
        if self.worker.union_id is None and self.authors.fixed_main:
            return gettext("You are a member at no union in the register yet. Ask your grassroots union to enter you.")
        return "" if self.offered else gettext("No programme takes initiatives now.")

    @property
    def last_change(self) -> str:
        """The last change that this person knows of, for the form's hidden field."""
        if self._is_told:
            return self.initiative.edited_at.isoformat() if self.initiative else ""
        return str(self.data.get("unchanged_since", ""))

    def show_missing(self) -> None:
        """Beside what cannot be read, mark what is missing, so that all of it is mended in one go."""
        if self.instance.programme_id:
            for name, messages in problems_of_fields(self.instance, timezone.now()).items():
                if name in self.fields and name not in self.errors:
                    self.add_error(name, forms.ValidationError(list(messages)))

    def show(self, refused: Refused) -> None:
        """Put a refusal on the fields that it names, else above the form."""
        self._is_told = self._is_told or refused.code == "changed"
        main = self.authors.forms[0]
        for name, messages in refused.problems.items():
            if name == "authors":
                main.add_error("share", [str(message) for message in messages])
            else:
                self.add_error(name, [str(message) for message in messages])
        if refused.code in ON_THE_MAIN_AUTHOR and "contact" in main.fields:
            main.add_error("contact", str(refused))
        elif not refused.problems:
            self.add_error(None, str(refused))

    @property
    def read_back(self) -> dict[str, object]:
        """What stands in the amount's field, for `_readback.html`."""
        confirmed = self.data.get("confirmed_benefit", "") if self.is_bound else ""
        return read_back(self["claimed_benefit"].value(), confirmed) | {"field": self["confirmed_benefit"]}

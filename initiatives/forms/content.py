"""The fields of the application form (Circular 18/2013, annex): how each is asked for and read."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import TextChoices
from django.forms.models import construct_instance
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from initiatives.forms.fields import AmountField, DayField, RowField
from initiatives.forms.rendering import QuickRenderer
from initiatives.models import AuthorGroup, Initiative, Kind, Programme

OPTIONAL = frozenset(("owner", "conditions", "confidential", "confidential_parts"))
"""What may be left out of what is submitted; everything else is asked for."""


def _capitalised(choices: type[TextChoices]) -> list[tuple[str, Any]]:
    """The choices as they stand alone, where their names are for the middle of a sentence."""
    return [(choice.value, capfirst(choice.label)) for choice in choices]


if TYPE_CHECKING:
    InitiativeForm = forms.ModelForm[Initiative]
else:
    InitiativeForm = forms.ModelForm


class ContentForm(InitiativeForm):
    """What an initiative states; who types it for which form load is `ApplicationForm`'s."""

    programme = RowField(Programme.objects.none(), label=_("Programme"), empty_label=None)
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

    def _post_clean(self) -> None:
        """Put what was read on the instance, and no more: the form's own fields check what the model would."""
        self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)

    @property
    def readable(self) -> dict[str, Any]:
        """Of what was typed, what can be written: the application's fields by name."""
        names = self._meta.fields or ()
        return {name: self.cleaned_data[name] for name in names if name in self.fields and name in self.cleaned_data}

    @property
    def typed_anew(self) -> set[str]:
        """The fields in which something else was typed than stands there; the declaration is asked for anew."""
        return set(self.changed_data).intersection(self._meta.fields or ()) - {"declared"}

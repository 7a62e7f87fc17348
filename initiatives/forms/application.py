"""The application form: all that an initiative states (Circular 18/2013, annex), with its authors."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from initiatives import approval, drafts
from initiatives.completeness import problems_of, problems_of_fields
from initiatives.forms.authors import AuthorFormSet
from initiatives.forms.fields import AmountField, DayField
from initiatives.forms.sections import sections
from initiatives.models import Initiative, Programme
from initiatives.refusals import Refused
from initiatives.states import State
from unions import amounts
from unions.models import Worker

CONFIRM_FROM = 1_000_000_000
"""From this claimed benefit in VND up, the amount read back must be confirmed."""

KEPT_ONCE_SENT = ("kind", "field", "author_group")
"""What reports count by: from the first submission on it is changed, and not left out (initiative_whole_once_sent)."""

ON_THE_MAIN_AUTHOR = ("no_union", "not_their_officer", "main_author")
"""Refusals for which the main author's line is to blame."""

if TYPE_CHECKING:
    InitiativeForm = forms.ModelForm[Initiative]
else:
    InitiativeForm = forms.ModelForm


class ApplicationForm(InitiativeForm):
    """What was typed: kept as a draft as soon as it can be read, submitted once it is complete.

    `key` makes a form load one initiative; `seen` is the last step that the person saw, `unchanged_since` the last
    change: what another page has written since is replaced only by who was told of it.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    unchanged_since = forms.DateTimeField(required=False)
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=None)
    applied_on = DayField(label=_("First applied on"), required=False)
    recognised_on = DayField(label=_("Recognised on"), required=False)
    computable = forms.TypedChoiceField(
        label=_("Can the benefit be computed in money?"),
        choices=[("yes", _("Yes, it can be computed")), ("no", _("No, it cannot be computed"))],
        coerce=lambda answer: answer == "yes",
        empty_value=True,  # type: ignore[arg-type]  # the stubs know texts only
        widget=forms.RadioSelect,
        required=False,
    )
    claimed_benefit = AmountField(
        label=_("Claimed benefit (VND)"),
        required=False,
        help_text=_("For example 16 triệu, 1,5 tỷ or 16.000.000. It is read back below."),
    )
    confirmed_benefit = forms.IntegerField(label=_("The amount read back is right"), required=False)

    class Meta:
        model = Initiative
        fields = (
            "programme",
            "title",
            "kind",
            "field",
            "author_group",
            "owner",
            "recognised_by",
            "recognition_number",
            "recognised_on",
            "applied_on",
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
            "declared": _("What is stated here is true and the authors' own work. I answer for it before the law."),
        }
        help_texts = {
            "title": _("Say what it is and where: “Clamp for welding frames at the body shop”."),
            "owner": _("Optional: the enterprise or person that paid for making it. Leave empty if the authors did."),
            "recognised_by": _("The initiative council, or the head of the workplace (Decree 13/2012)."),
            "state_before": _("How the work was done before, and what was wrong with it."),
            "solution": _("What is new, step by step, so that a colleague can follow it."),
            "conditions": _("Optional: people, machines, materials that it needs."),
            "confidential_parts": _("Who may not read it sees the code, union, field and amount only."),
            "effect": _("What it brought: time, quality, safety, environment."),
            "computation": _("The figures behind the amount, for example minutes saved x pieces x wage."),
        }
        widgets = {
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
        self.authors = AuthorFormSet(data, initiative=initiative, worker=worker)
        for name in self._meta.fields or ():
            self.fields[name].required = self._is_sent and name in KEPT_ONCE_SENT
        self._offer_programmes()
        self.fields["claimed_benefit"].widget.attrs |= {
            "autocomplete": "off",
            "class": "amount-input",
            "hx-get": reverse_lazy("initiatives:readback"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#benefit-readback",
            "hx-sync": "this:replace",
        }
        self.helper = sections(self)

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

    @property
    def _typed(self) -> set[str]:
        """The fields in which something else was typed than stands there; the declaration is asked for anew."""
        return set(self.changed_data) - {"declared"}

    def is_valid(self) -> bool:
        return all([super().is_valid(), not self.is_bound or self.authors.is_valid()])

    def keep(self) -> Initiative:
        """Write what was typed into the draft of this form load, or what was returned. Raises Refused."""
        self.initiative = self._write()
        self._is_told = True
        return self.initiative

    def _write(self) -> Initiative:
        content = {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}
        authors = self.authors.authors()
        if self.initiative:
            since = self.cleaned_data["unchanged_since"]
            return drafts.change(self.initiative, by=self.worker, authors=authors, unchanged_since=since, **content)
        return drafts.start(by=self.worker, authors=authors, key=self.cleaned_data["key"], **content)

    @property
    def hindrance(self) -> str:
        """Why there is no use in filling it in; empty where nothing hinders."""
        if self.is_bound or self.initiative:
            return ""
        if self.worker.union_id is None and self.authors.fixed_main:
            return gettext("You are a member at no union in the register yet. Ask your grassroots union to enter you.")
        return "" if self.offered else gettext("No programme takes initiatives now.")

    def submit(self, initiative: Initiative) -> None:
        """Submit what `keep` wrote. Raises Refused with all that is missing, a large amount's confirmation too."""
        claimed = self.cleaned_data["claimed_benefit"]
        if (claimed or 0) >= CONFIRM_FROM and self.cleaned_data["confirmed_benefit"] != claimed:
            problems = problems_of(initiative, timezone.now())
            problems["confirmed_benefit"] = [_("Check the amount that is read back, and tick that it is right.")]
            raise Refused("unconfirmed", _("The amount must be confirmed."), problems)
        approval.submit(initiative, by=self.worker, seen=self.cleaned_data["seen"])

    @property
    def adds_nothing(self) -> bool:
        """Whether all of it is in the draft already, as after the first of two clicks."""
        if self.initiative is None or self._is_sent or not self._typed.isdisjoint(self._meta.fields or ()):
            return False
        kept = [(line.worker_id, line.share) for line in self.initiative.authorships.all()]
        return kept == [(author.worker.pk, author.share) for author in self.authors.authors()]

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


def read_back(typed: Any, confirmed: str = "") -> dict[str, object]:
    """An amount as typed, for `_readback.html`: in figures and words, and the tick that confirms a large one."""
    try:
        amount = AmountField(required=False).clean(typed)
    except forms.ValidationError as error:
        return {"error": error.messages[0]}
    if amount is None:
        return {}
    return {
        "amount": amount,
        "words": amounts.in_words(amount, get_language() or "vi"),
        "tick": str(amount) if amount >= CONFIRM_FROM else "",
        "ticked": confirmed == str(amount),
    }

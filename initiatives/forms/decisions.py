"""What an officer types to decide: one form for each act, which says what to call the act with."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from initiatives.forms.fields import AmountField
from initiatives.forms.readback import CONFIRM_FROM, asking_back, read_back
from initiatives.models import Initiative
from initiatives.refusals import Refused
from initiatives.states import NOTE_REQUIRED, REASONS, Act, Reason
from unions.models import Worker

LONGEST_NOTE = 4000


class DecisionForm(forms.Form):
    """`seen` is the last step that the officer saw. `finishes` says whether an approval would be the last word.

    Without an initiative it is for many at once, each of which carries its own `seen`.
    """

    act: Act
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initiative: Initiative | None = None,
        worker: Worker,
        finishes: bool = False,
    ) -> None:
        super().__init__(data)
        self.initiative, self.worker, self.finishes = initiative, worker, finishes
        if initiative is None:
            del self.fields["seen"]
        else:
            self.initial["seen"] = initiative.last_step_id

    def blame(self, refused: Refused) -> bool:
        """Say a refusal at the field that it is about, which its code names; whether there is such a field."""
        if refused.code not in self.fields:
            return False
        self.add_error(refused.code, ValidationError(str(refused), code="refused"))
        return True

    def arguments(self) -> dict[str, Any]:
        """The act's own arguments."""
        return {}


class RecallForm(DecisionForm):
    act = Act.RECALL


class ApproveForm(DecisionForm):
    """The verified benefit is asked for where the approval finishes and the benefit is computable."""

    act = Act.APPROVE
    verified_benefit = AmountField(
        label=_("Verified benefit (VND)"),
        error_messages={"required": _("State the verified benefit in VND.")},
        help_text=_("What you confirm, for example 16 triệu or 1,5 tỷ. It is read back below."),
    )
    confirmed_benefit = forms.IntegerField(label=_("The amount read back is right"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the verified benefit is above the claimed one. The authors can read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initiative is None or not (self.finishes and self.initiative.computable):
            del self.fields["verified_benefit"], self.fields["confirmed_benefit"]
            self.fields["note"].help_text = _("The authors can read it.")
            return
        self.initial["verified_benefit"] = self.initiative.claimed_benefit
        self.fields["verified_benefit"].widget.attrs |= asking_back("admin:initiatives_initiative_readback")

    def clean(self) -> None:
        verified = self.cleaned_data.get("verified_benefit")
        if verified is None or self.initiative is None:
            return
        if verified >= CONFIRM_FROM and self.cleaned_data.get("confirmed_benefit") != verified:
            self.add_error("confirmed_benefit", _("Check the amount that is read back, and tick that it is right."))
        if verified > self.initiative.amount and not self.cleaned_data.get("note", "").strip():
            self.add_error("note", _("Say why the verified benefit is above the claimed one."))

    @property
    def read_back(self) -> dict[str, object]:
        """The amount in figures and words, and the tick that confirms a large one."""
        if "verified_benefit" not in self.fields:
            return {}
        confirmed = self.data.get("confirmed_benefit", "") if self.is_bound else ""
        return read_back(self["verified_benefit"].value(), confirmed) | {"field": self["confirmed_benefit"]}

    def arguments(self) -> dict[str, Any]:
        return {"verified_benefit": self.cleaned_data.get("verified_benefit"), "note": self.cleaned_data["note"]}


class ReasonForm(DecisionForm):
    """A reason of the act's closed list, and a note."""

    reason = forms.ChoiceField(label=_("Reason"), error_messages={"required": _("Choose a reason.")})
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(reason.value, capfirst(str(reason.label))) for reason in self.reasons()]
        self.fields["reason"].choices = [("", _("Choose a reason")), *reasons]  # type: ignore[attr-defined]

    def reasons(self) -> tuple[Reason, ...]:
        return REASONS[self.act]

    def clean(self) -> None:
        needs_note = self.act in NOTE_REQUIRED or self.cleaned_data.get("reason") == Reason.OTHER
        if needs_note and not self.cleaned_data.get("note", "").strip():
            self.add_error("note", _("Say it in words."))

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], "note": self.cleaned_data["note"]}


class ReturnForm(ReasonForm):
    act = Act.RETURN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("What to change")
        self.fields["note"].help_text = _("Needed. The author reads it and follows it.")


class ReopenForm(ReasonForm):
    act = Act.REOPEN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("What went wrong")
        self.fields["note"].help_text = _("Needed. It stays in the history, and the authors can read it.")


class RejectForm(ReasonForm):
    """A duplicate names its original, among what this person may read and what everyone may know of.

    Of many at once none is a duplicate.
    """

    act = Act.REJECT
    original = forms.CharField(
        label=_("Code of the original"),
        required=False,
        max_length=20,
        help_text=_("Only where the reason is a duplicate."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = _("Needed for “another reason”. The authors can read it.")
        self.order_fields(["seen", "reason", "original", "note"])
        if self.initiative is None:
            del self.fields["original"]

    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in super().reasons() if self.initiative or reason != Reason.DUPLICATE)

    def clean_original(self) -> Initiative | None:
        code = self.cleaned_data["original"].strip().upper()
        if not code or self.initiative is None:
            return None
        found = Initiative.objects.filter(code=code).exclude(pk=self.initiative.pk)
        original: Initiative | None = found.readable_by(self.worker).first() or found.shown_to_all().first()
        if original is None:
            raise ValidationError(_("You can see no other initiative with this code."), code="unknown")
        return original

    def clean(self) -> None:
        super().clean()
        if "original" not in self.cleaned_data or "reason" not in self.cleaned_data:
            return
        is_duplicate = self.cleaned_data["reason"] == Reason.DUPLICATE
        if is_duplicate and not self.cleaned_data["original"]:
            self.add_error("original", _("Name the original."))
        if self.cleaned_data.get("original") and not is_duplicate:
            self.add_error("original", _("Leave it empty, or choose that it is the same as an earlier initiative."))

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"duplicate_of": self.cleaned_data.get("original")}

"""What is asked for before the tree is changed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from initiatives.refusals import Refused
from reporting.models import TreeChange
from reporting.tree_plan import Plan, plan_merge, plan_move
from unions.models import Union, Worker
from unions.models.union import UnionQuerySet


class TreeChangeForm(forms.Form):
    """Which union, whereto and why. `plan` is what it comes to, once the form is valid."""

    kind = forms.ChoiceField(
        label=_("What is to be done"),
        choices=[
            (TreeChange.Kind.MOVE.value, _("Move a union, with all below it, under another one")),
            (TreeChange.Kind.MERGE.value, _("Merge a union into another of its level")),
        ],
        initial=TreeChange.Kind.MOVE.value,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    union = forms.ModelChoiceField(Union.objects.none(), label=_("The union that moves, or that closes"))
    target = forms.ModelChoiceField(Union.objects.none(), label=_("The new union above it, or the one that stays"))
    note = forms.CharField(
        label=_("Why"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The decision that it follows. It stands in the record for good."),
    )

    def __init__(self, data: Any, *, by: Worker, unions: UnionQuerySet, pickers: "list[forms.Widget]") -> None:
        super().__init__(data)
        self.by = by
        self.plan: Plan | None = None
        for name, picker in zip(("union", "target"), pickers, strict=True):
            self.fields[name].widget = picker
            self.fields[name].queryset = unions  # type: ignore[attr-defined]  # which hands it to its widget

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        union, target = cleaned.get("union"), cleaned.get("target")
        if union and target and "kind" in cleaned:
            try:
                self.plan = self._plan(cleaned["kind"], union, target)
            except Refused as refused:
                raise ValidationError(str(refused), code=refused.code) from refused
        return cleaned

    def _plan(self, kind: str, union: Union, target: Union) -> Plan:
        if kind == TreeChange.Kind.MOVE:
            return plan_move(union, under=target, by=self.by)
        return plan_merge(union, into=target, by=self.by)

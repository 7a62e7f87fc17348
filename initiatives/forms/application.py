"""The application form as one person fills it in: a new initiative, a draft or what was returned, with its authors."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.completeness import NO_BENEFIT, problems_of_fields, problems_of_shares
from initiatives.forms.authors import AuthorFormSet
from initiatives.forms.content import ContentForm
from initiatives.forms.readback import asking_back, read_back
from initiatives.forms.sections import layout, sections
from initiatives.models import Field, Initiative, Programme
from initiatives.refusals import Refused
from initiatives.states import State
from unions.models import Worker

KEPT_ONCE_SENT = ("kind", "field", "author_group")
"""What reports count by: from the first submission on it is changed, and not left out (initiative_whole_once_sent)."""

ANSWERED_BEFOREHAND = frozenset(("programme", "computable", "benefit_period"))
"""What a new form holds before anybody has touched it."""

ON_THE_MAIN_AUTHOR = ("no_union", "not_their_officer", "main_author")
"""Refusals for which the main author's line is to blame."""


class ApplicationForm(ContentForm):
    """What is typed: `keeping` writes what of it can be read, and submits it once it is complete.

    `key` makes a form load one initiative; `seen` is the last step that the person saw, `unchanged_since` the last
    change: what another page has written since is replaced only by who was told of it.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    unchanged_since = forms.DateTimeField(required=False)
    confirmed_benefit = forms.IntegerField(label=_("The amount read back is right"), required=False)

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
            if name in self.optional:
                self.fields[name].widget.attrs["data-optional"] = True
        self.fields["field"].choices = lambda: self._fields_of_work  # type: ignore[attr-defined]
        self._offer_programmes()
        self.fields["claimed_benefit"].widget.attrs |= asking_back("initiatives:readback")
        self.sections = sections(self)
        self.helper = layout(self, self.sections)

    @cached_property
    def _fields_of_work(self) -> list[tuple[object, "str | Promise"]]:
        """The choices, read once, and not where nothing is drawn."""
        return [("", _("Choose the field")), *((field.pk, str(field)) for field in Field.objects.all())]

    @property
    def _is_sent(self) -> bool:
        return self.initiative is not None and self.initiative.state != State.DRAFT

    def _offer_programmes(self) -> None:
        """Those open now and the draft's own; one that closed while the form was open is still taken, as a draft."""
        if self._is_sent:
            del self.fields["programme"]
            return
        now = timezone.now()
        running = list(Programme.objects.running_at(now).newest_first())
        self.offered = [programme for programme in running if now < programme.closes_at]
        own = self.initiative.programme if self.initiative else None
        if own and own not in self.offered:
            self.offered.append(own)
        field = self.fields["programme"]
        field.rows = [*running, own] if own else running  # type: ignore[attr-defined]
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

    @property
    def is_untouched(self) -> bool:
        """Whether it is a new form in which nothing was typed and nobody was named."""
        return not self.initiative and not self.typed_anew - ANSWERED_BEFOREHAND and not self.authors.names_somebody

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
        if self.authors.stated_total is not None:
            self._show_on_authors(problems_of_shares(self.authors.stated_total).get("authors", []))

    def _show_on_authors(self, messages: "Sequence[str | Promise]") -> None:
        if messages:
            self.authors.forms[0].add_error("share", [str(message) for message in messages])

    def show(self, refused: Refused) -> None:
        """Put a refusal on the fields that it names, else above the form."""
        self._is_told = self._is_told or refused.code == "changed"
        main = self.authors.forms[0]
        for name, messages in refused.problems.items():
            if name == "authors":
                self._show_on_authors(messages)
            else:
                self.add_error(name, [str(message) for message in messages])
        if refused.code in ON_THE_MAIN_AUTHOR and "contact" in main.fields:
            main.add_error("contact", str(refused))
        elif not refused.problems:
            self.add_error(None, str(refused))

    @property
    def read_back(self) -> dict[str, object]:
        """What stands in the amount's field, for `_readback.html`; what is wrong with it, the field says itself."""
        confirmed = self.data.get("confirmed_benefit", "") if self.is_bound else ""
        back = read_back(self["claimed_benefit"].value(), confirmed, of_zero=NO_BENEFIT)
        if "claimed_benefit" in self.errors:
            back.pop("error", None)
        return back | {"field": self["confirmed_benefit"]}

"""The authors of an initiative: one line each, the main author first, found by exact phone or e-mail."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.drafts import Author
from initiatives.forms.lookups import MOST_OF_A_WORKER, MOST_OF_AN_OFFICER, may_look_up
from initiatives.forms.rendering import QuickRenderer
from initiatives.models import Initiative
from initiatives.states import State
from unions import scope
from unions.models import Office, Worker
from unions.models.worker import normal_phone

MOST_AUTHORS = 30


class AuthorForm(forms.Form):
    """One line. `worker` is who was found; `declined` says that they declined to be a co-author."""

    default_renderer = QuickRenderer

    optional = frozenset(("title",))

    contact = forms.CharField(label=_("Phone or e-mail"), max_length=254, required=False)
    title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    share = forms.IntegerField(label=_("Share (%)"), min_value=1, max_value=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.worker: Worker | None = self.initial.get("worker")
        self.typist: Worker | None = None
        self.declined = bool(self.initial.get("declined"))
        self.fields["contact"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["title"].widget.attrs |= {"autocomplete": "off", "data-optional": True}
        self.fields["share"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off", "class": "in-percent"}

    @property
    def number(self) -> int:
        """1 for the main author."""
        return int(str(self.prefix).rsplit("-", 1)[-1]) + 1

    @property
    def legend(self) -> str:
        """Whose line it is, for its heading and for the summary of errors."""
        return (
            gettext("Main author")
            if self.number == 1
            else gettext("Co-author %(number)s") % {"number": self.number - 1}
        )

    @property
    def found(self) -> str:
        """Who the contact belongs to: the name, so that a slip shows, and the union only to who is of the same.

        Of others it would make the form a directory of who works where; a submitted initiative tells it.
        """
        if self.worker is None:
            return ""
        same = self.typist is not None and self.worker.union_id == self.typist.union_id
        return f"{self.worker.name}, {self.worker.union}" if same and self.worker.union else self.worker.name

    @property
    def said(self) -> str:
        """What a person who types is told below the contact: who was found, and what the line still lacks."""
        wrong = [str(message) for messages in self.errors.values() for message in messages]
        return " ".join([*([f"{self.found}."] if self.found else []), *wrong])

    def clean_contact(self) -> str:
        """The contact as the register holds it."""
        text: str = self.cleaned_data["contact"]
        if not text:
            return ""
        return text.lower() if "@" in text else normal_phone(text)

    def clean(self) -> None:
        if "contact" in self.fields and self.cleaned_data.get("share") and self.cleaned_data.get("contact") == "":
            self.add_error("contact", _("Write the phone or e-mail, or leave the whole line empty."))

    def as_author(self, share: int | None = None) -> Author | None:
        """The line as an author; None for an empty line or one with an error."""
        share = self.cleaned_data.get("share") or share
        if self.worker is None or not share:
            return None
        title = self.cleaned_data.get("title", "")
        if "title" not in self.changed_data and self.worker != self.initial.get("worker"):
            title = ""  # it is that of the person who stood here; the register knows the new one's
        return Author(self.worker, share, title)

    def as_it_stood(self) -> Author | None:
        """The author whom the initiative names in this line; None in a line of nobody."""
        worker = self.initial.get("worker")
        return Author(worker, self.initial["share"], self.initial["title"]) if worker else None


if TYPE_CHECKING:
    AuthorForms = BaseFormSet[AuthorForm]
else:
    AuthorForms = BaseFormSet


class BaseAuthorFormSet(AuthorForms):
    """All lines. Who types is the main author; only an officer, and only before submission, names another one."""

    def __init__(self, data: Any = None, *, initiative: Initiative | None, worker: Worker) -> None:
        self.initiative, self.worker = initiative, worker
        self.fixed_main = _fixed_main(initiative, worker)
        lines = _lines(initiative) if initiative else [_first_line(worker)]
        self.known = [line["worker"] for line in lines if "worker" in line]
        super().__init__(data, prefix="authors", initial=lines)

    def total_form_count(self) -> int:
        """At least the main author's line, whatever was posted."""
        return max(1, super().total_form_count())

    def add_fields(self, form: AuthorForm, index: int | None) -> None:
        super().add_fields(form, index)
        # A line that stands on the initiative is read even if nothing in it changed: what is not read is taken away.
        form.empty_permitted = index is not None and index >= max(1, len(self.initial or []))
        form.typist = self.worker
        if index == 0 and self.fixed_main:
            del form.fields["contact"]
            form.worker = self.fixed_main

    def clean(self) -> None:
        """Find all contacts in the register at once, then see that nobody stands there twice."""
        lines = [form for form in self.forms if "contact" in form.fields]
        contacts = {form.cleaned_data.get("contact", "") for form in lines} - {""}
        self._count_lookups(contacts)
        found = _workers_by_contact(contacts, self.known)
        for form in lines:
            contact = form.cleaned_data.get("contact", "")
            form.worker = found.get(contact)
            if contact and form.worker is None:
                form.add_error("contact", _("Nobody with this phone or e-mail is in the register. Ask their union."))
        if self.forms[0].worker is None and not self.forms[0].errors:
            self.forms[0].add_error("contact", _("Write the phone or e-mail of the main author."))
        seen: set[int] = set()
        for form in self.forms:
            if form.worker and form.worker.pk in seen:
                form.add_error("contact", _("This person stands there already."))
            elif form.worker:
                seen.add(form.worker.pk)
        self._check_shares()

    def _count_lookups(self, contacts: set[str]) -> None:
        """Of people who stand here already nothing new is learnt."""
        known = {contact for worker in [*self.known, self.worker] for contact in (worker.phone, worker.email)}
        most = MOST_OF_AN_OFFICER if enters_for_others(self.worker) else MOST_OF_A_WORKER
        if not may_look_up(self.worker, contacts - known, most):
            raise forms.ValidationError(
                _("You have looked up too many people. Go on in an hour; what you typed is still here."),
                code="too_many_lookups",
            )

    def _check_shares(self) -> None:
        """Every author has a share; a single one has all of it."""
        named = [form for form in self.forms if form.worker]
        if len(named) > 1:
            for form in named:
                if not form.cleaned_data.get("share") and "share" not in form.errors:
                    form.add_error("share", _("State the share in percent."))

    def readable(self) -> list[Author]:
        """The authors, the main author first; a line that cannot be read stays as it stands on the initiative.

        Empty where the main author cannot be told, or the lines as a whole are refused.
        """
        if self.non_form_errors():
            return []
        authors: dict[Worker, Author] = {}
        for form in self.forms:
            author = form.as_author(share=100) if not form.errors else self._as_it_stood(form)
            if author:
                authors.setdefault(author.worker, author)
            elif form.number == 1:
                return []
        return list(authors.values())

    def _as_it_stood(self, form: AuthorForm) -> Author | None:
        return form.as_it_stood() if self.initiative else None

    @property
    def names_somebody(self) -> bool:
        """Whether a contact was typed."""
        return any("contact" in form.changed_data for form in self.forms)

    @property
    def stated_total(self) -> int | None:
        """What the shares add up to, in percent, whoever is found; None while one of them is not stated."""
        lines = [form for form in self.forms if form.number == 1 or form["contact"].value() or form["share"].value()]
        shares = [form.cleaned_data.get("share") for form in lines]
        if shares == [None] and not lines[0].errors:
            return 100
        return None if None in shares else sum(share or 0 for share in shares)

    @property
    def said(self) -> dict[str, str]:
        """What is told below the contact of each line, by the line's prefix."""
        return {str(form.prefix): form.said for form in self.forms if "contact" in form.fields}

    @property
    def unread(self) -> list[str]:
        """Whose lines cannot be read."""
        if self.non_form_errors():
            return [gettext("Authors")]
        return [form.legend for form in self.forms if form.errors]


AuthorFormSet = cast(
    "type[BaseAuthorFormSet]",
    formset_factory(
        AuthorForm, BaseAuthorFormSet, extra=1, max_num=MOST_AUTHORS, absolute_max=MOST_AUTHORS, validate_max=True
    ),
)


def enters_for_others(worker: Worker) -> bool:
    """Whether this person holds an officer's office, and so may enter for the workers below it."""
    return bool(scope.offices(worker, (Office.Kind.OFFICER,)))


def _fixed_main(initiative: Initiative | None, worker: Worker) -> Worker | None:
    if initiative and (initiative.state != State.DRAFT or not enters_for_others(worker)):
        return initiative.main_author
    return None if enters_for_others(worker) else worker


def _first_line(worker: Worker) -> dict[str, Any]:
    if worker.union_id is None:
        return {"share": 100}
    return {"worker": worker, "contact": worker.contact, "title": worker.title, "share": 100}


def _lines(initiative: Initiative) -> list[dict[str, Any]]:
    return [
        {
            "worker": line.worker,
            "contact": line.worker.contact,
            "title": line.title,
            "share": line.share,
            "declined": line.declined_at is not None,
        }
        for line in initiative.authorships.all()
    ]


def _workers_by_contact(contacts: set[str], known: list[Worker]) -> dict[str, Worker]:
    """Active workers, and those who stand on the initiative already, by each of their contacts."""
    found = {contact: worker for worker in known for contact in (worker.phone, worker.email) if contact}
    if wanted := contacts - found.keys():
        workers = Worker.objects.filter(Q(phone__in=wanted) | Q(email__in=wanted), is_active=True)
        for worker in workers.select_related("union"):
            found |= {contact: worker for contact in (worker.phone, worker.email) if contact}
    return found

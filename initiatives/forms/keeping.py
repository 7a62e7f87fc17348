"""Keep what was typed: every field that can be read, as a draft or in what was returned; and submit it."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives import approval, drafts
from initiatives.completeness import problems_of
from initiatives.drafts import Author
from initiatives.forms.application import ApplicationForm
from initiatives.forms.readback import CONFIRM_FROM
from initiatives.models import Initiative
from initiatives.refusals import Refused
from initiatives.states import State
from unions.models import Worker


def keep(form: ApplicationForm, *, quietly: bool = False) -> Initiative | None:
    """Write what a bound form holds and can be read into the draft of this form load, or what was returned.

    What cannot be read stays as it stood, and is named by `form.unkept`. None where there is nothing to keep it in:
    no programme or main author, or a main author with an account, to whom a draft is given whole and by pressing a
    button, for who entered it cannot go on then. `quietly` writes only where something was changed. Raises Refused.
    """
    form.note_unkept()
    content = form.readable
    authors = form.authors.readable()
    if not form.initiative and ("programme" not in content or "key" not in form.cleaned_data or not authors):
        return None
    if (quietly or form.unkept) and authors and _is_given_away(form, authors[0].worker):
        return None
    anew = None if _as_they_stand(form.initiative, authors) else authors
    if quietly and not form.typed_anew & content.keys() and not anew:
        if form.initiative:
            form.now_stands(form.initiative)
        return form.initiative
    if form.initiative:
        since = form.cleaned_data.get("unchanged_since")
        kept = drafts.change(form.initiative, by=form.worker, authors=anew, unchanged_since=since, **content)
    else:
        kept = drafts.start(by=form.worker, authors=authors, key=form.cleaned_data["key"], **content)
        if kept.state == State.DRAFT and any(getattr(kept, name) != value for name, value in content.items()):
            # Another post of this form load was quicker, with what had been typed until then.
            kept = drafts.change(kept, by=form.worker, authors=authors, **content)
    form.now_stands(kept)
    return kept


def submit(form: ApplicationForm, initiative: Initiative) -> None:
    """Submit what `keep` wrote. Raises Refused with all that is missing, a large amount's confirmation too."""
    claimed = form.cleaned_data["claimed_benefit"]
    if (claimed or 0) >= CONFIRM_FROM and form.cleaned_data["confirmed_benefit"] != claimed:
        problems = problems_of(initiative, timezone.now())
        problems["confirmed_benefit"] = [_("Check the amount that is read back, and tick that it is right.")]
        raise Refused("unconfirmed", _("The amount must be confirmed."), problems)
    approval.submit(initiative, by=form.worker, seen=form.cleaned_data["seen"])


def may_go_on(form: ApplicationForm, kept: Initiative) -> bool:
    """Whether what `keep` wrote is this person's to go on with."""
    authors = form.authors.readable()
    return bool(authors and authors[0].worker == form.worker) or approval.may_author(kept, form.worker)


def adds_nothing(form: ApplicationForm) -> bool:
    """Whether all of it is in the draft already, as after the first of two clicks."""
    if form.initiative is None or form.initiative.state != State.DRAFT or form.typed_anew & form.readable.keys():
        return False
    return _as_they_stand(form.initiative, form.authors.readable())


def _is_given_away(form: ApplicationForm, main: Worker) -> bool:
    """Whether writing this would leave the draft to another main author, who goes on with it alone."""
    before = form.initiative.main_author if form.initiative else form.worker
    return main not in (before, form.worker) and main.last_login is not None


def _as_they_stand(initiative: Initiative | None, authors: Sequence[Author]) -> bool:
    """Whether these are the authors that the initiative has, or none could be read."""
    return not authors or (initiative is not None and drafts.are_authors_of(initiative, authors))

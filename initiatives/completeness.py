"""What an initiative must state to be submitted (Decree 13/2012, Circular 18/2013 and the programme's rules)."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.deadlines import deadline, written
from initiatives.models import Initiative
from initiatives.refusals import Refused

Problems = dict[str, "list[str | Promise]"]

REQUIRED_TEXTS = (
    "title",
    "kind",
    "field",
    "author_group",
    "applied_on",
    "recognised_by",
    "recognition_number",
    "recognised_on",
    "state_before",
    "solution",
    "effect",
)

NO_BENEFIT = _("0 VND is no benefit. State the amount, or that it cannot be computed.")


def problems_of(initiative: Initiative, at: datetime) -> Problems:
    """The fields that keep the initiative from being submitted at this instant, each with its messages.

    Reads prefetched authorships.
    """
    problems = problems_of_fields(initiative, at)
    return problems | problems_of_shares(sum(line.share for line in initiative.authorships.all()))


def problems_of_shares(total: int) -> Problems:
    """What is wrong with shares that add up to this, in percent."""
    if total == 100:
        return {}
    return {"authors": [_("The authors' shares add up to %(total)s%%, not 100%%.") % {"total": total}]}


def problems_of_fields(initiative: Initiative, at: datetime) -> Problems:
    """The same without its authors, who stand in rows of their own: also of one that was never saved."""
    problems: Problems = {}
    for name in REQUIRED_TEXTS:
        if not (initiative.field_id if name == "field" else getattr(initiative, name)):
            problems[name] = [_("This is required to submit.")]
    today = timezone.localdate(at)
    problems.update(_wrong_days(initiative, today))
    if initiative.computable and initiative.claimed_benefit is None:
        problems["claimed_benefit"] = [_("State the benefit in VND, or that it cannot be computed.")]
    if initiative.computable and initiative.claimed_benefit == 0:
        problems["claimed_benefit"] = [NO_BENEFIT]
    if initiative.computable and not initiative.computation:
        problems["computation"] = [_("Say how the benefit was computed.")]
    if not initiative.computable and initiative.claimed_benefit is not None:
        problems["claimed_benefit"] = [_("Leave the amount empty where it cannot be computed.")]
    if not initiative.declared:
        problems["declared"] = [_("Tick the declaration to submit.")]
    return problems


def _wrong_days(initiative: Initiative, today: date) -> Problems:
    problems: Problems = {}
    programme = initiative.programme
    if initiative.applied_on:
        if initiative.applied_on > today:
            problems["applied_on"] = [_("The day of first application lies in the future.")]
        elif not programme.applied_from <= initiative.applied_on <= programme.applied_until:
            problems["applied_on"] = [
                _("The programme takes what was first applied from %(first)s to %(last)s.")
                % {"first": written(programme.applied_from), "last": written(programme.applied_until)}
            ]
    if initiative.recognised_on and initiative.recognised_on > today:
        problems["recognised_on"] = [_("The day of recognition lies in the future.")]
    return problems


def check_open(initiative: Initiative, at: datetime) -> None:
    """Raise Refused unless a first submission may be made at this instant."""
    programme = initiative.programme
    if at < programme.opens_at:
        opens = timezone.localtime(programme.opens_at)
        at_words = f"{opens:%H:%M} {written(opens.date())}"
        raise Refused("too_early", _("The programme opens at %(at)s.") % {"at": at_words})
    if at >= programme.closes_at:
        closed = _("The programme closed at %(at)s. Your draft is kept.")
        raise Refused("too_late", closed % {"at": deadline(programme.closes_at)})

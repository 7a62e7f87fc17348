"""The acts: one function each.

Each goes through `moving.taken` and `moving.write`: it takes the initiative's row, checks the move, the actor's right,
the reason and that the step which the actor saw is still the last one, writes the next ApprovalStep and puts its id
into the queue of uncounted steps. One transaction, from which nothing is published. A refusal is `Refused`, with words
for the person. `seen` is the id of the last step that the person saw, None for a draft; `at` is given only while a
history is loaded; `kept` by a job that acts for one officer on many rows, so that offices are not read for each.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from initiatives import ladder
from initiatives.completeness import check_open, problems_of
from initiatives.ladder import Rung
from initiatives.models import ApprovalStep, Initiative
from initiatives.models.search_entry import write_entries
from initiatives.moving import Taken, loading_history, next_code, take_back_edits, taken, write
from initiatives.refusals import Refused
from initiatives.rights import (
    KeptOffices,
    acts_for,
    check_author,
    deciding_office,
    may_author,
    responsible_desk_of,
)
from initiatives.states import NOTE_REQUIRED, REASONS, Act, Reason, State
from initiatives.taking import WHOLE
from unions import scope
from unions.models import Office, Union, Worker

__all__ = [
    "KeptOffices",
    "Refused",
    "acts_for",
    "approve",
    "editing",
    "forward",
    "loading_history",
    "may_author",
    "recall",
    "reject",
    "reopen",
    "return_",
    "submit",
    "withdraw",
]


def submit(initiative: Initiative, *, by: Worker, seen: int | None, at: datetime | None = None) -> ApprovalStep:
    """Submit a draft, or what was returned, to the first desk that is free to decide.

    Raises Refused, with `problems` by field where the initiative is not complete.
    """
    with taken(initiative, Act.SUBMIT, seen=seen, at=at) as held:
        row = held.initiative
        check_author(row, by)
        first = row.state == State.DRAFT
        way = _place_first_submission(held, by) if first else ladder.way_up(row, responsible_desk_of(row), held.on)
        if problems := problems_of(row, held.at):
            raise Refused("incomplete", _("Something is missing. See the marked fields."), problems)
        if first:
            row.code = next_code(held.on.year)
        step = write(held, Act.SUBMIT, State.WAITING, by=by, desk=ladder.first_free(way))
        write_entries([row.pk])
        return step


def withdraw(initiative: Initiative, *, by: Worker, seen: int | None, at: datetime | None = None) -> ApprovalStep:
    """Take it back for good."""
    with taken(initiative, Act.WITHDRAW, seen=seen, at=at) as held:
        check_author(held.initiative, by)
        take_back_edits(held.initiative)
        return write(held, Act.WITHDRAW, State.WITHDRAWN, by=by)


def approve(
    initiative: Initiative,
    *,
    by: Worker,
    seen: int | None,
    verified_benefit: int | None,
    note: str = "",
    at: datetime | None = None,
    kept: KeptOffices | None = None,
) -> ApprovalStep:
    """Approve; above the limit of the officer's level confirm, and pass up to the next desk.

    `verified_benefit` is in VND: required where the approval finishes and the benefit is computable. One above the
    officer's limit, or that needs a second person, confirms as a claimed one would.
    """
    with taken(initiative, Act.APPROVE, seen=seen, at=at) as held:
        row = held.initiative
        office = deciding_office(row, by, responsible_desk_of(row), held.on, kept)
        confirmers = ladder.confirmer_ids(row)
        verified = (verified_benefit or 0) if row.computable else 0
        outcome = ladder.outcome_of_approval(row, by, office, confirmers, held.on, verified=verified)
        if outcome.finishes:
            row.verified_benefit = _verified(row, verified_benefit, note)
            return write(held, Act.APPROVE, State.APPROVED, by=by, office=office, note=note)
        if by.pk in confirmers:
            raise Refused("another_person", _("You have confirmed it already; another person must confirm it too."))
        why = Reason.CONFIRMED
        return write(held, Act.FORWARD, State.WAITING, by=by, desk=outcome.desk, office=office, reason=why, note=note)


def return_(
    initiative: Initiative,
    *,
    by: Worker,
    seen: int | None,
    reason: str,
    note: str,
    at: datetime | None = None,
    kept: KeptOffices | None = None,
) -> ApprovalStep:
    """Give it back to its author; the note says what to change."""
    with taken(initiative, Act.RETURN, seen=seen, at=at) as held:
        office = deciding_office(held.initiative, by, responsible_desk_of(held.initiative), held.on, kept)
        _check_reason(Act.RETURN, reason, note)
        return write(held, Act.RETURN, State.RETURNED, by=by, office=office, reason=reason, note=note)


def reject(
    initiative: Initiative,
    *,
    by: Worker,
    seen: int | None,
    reason: str,
    note: str = "",
    duplicate_of: Initiative | None = None,
    at: datetime | None = None,
    kept: KeptOffices | None = None,
) -> ApprovalStep:
    """Refuse it with a reason of the closed list; `duplicate` names the original."""
    with taken(initiative, Act.REJECT, seen=seen, at=at) as held:
        office = deciding_office(held.initiative, by, responsible_desk_of(held.initiative), held.on, kept)
        _check_reason(Act.REJECT, reason, note)
        if (reason == Reason.DUPLICATE) != (duplicate_of is not None):
            raise Refused("original", _("Name the original where, and only where, the reason is a duplicate."))
        if duplicate_of:
            _check_original(held.initiative, duplicate_of)
        return write(
            held, Act.REJECT, State.REJECTED, by=by, office=office, reason=reason, note=note, duplicate_of=duplicate_of
        )


def recall(initiative: Initiative, *, by: Worker, seen: int | None, at: datetime | None = None) -> ApprovalStep:
    """Take back a return while the author has not begun to change it."""
    with taken(initiative, Act.RECALL, seen=seen, at=at) as held:
        row = held.initiative
        desk = responsible_desk_of(row)
        office = deciding_office(row, by, desk, held.on)
        if row.last_step is None or row.edited_at > row.last_step.at:
            raise Refused("being_edited", _("The author has begun to change it; wait until it is resubmitted."))
        desk = ladder.first_free_desk(row, desk, held.on, ladder.confirmer_ids(row))
        return write(held, Act.RECALL, State.WAITING, by=by, desk=desk, office=office)


def reopen(
    initiative: Initiative, *, by: Worker, seen: int | None, reason: str, note: str, at: datetime | None = None
) -> ApprovalStep:
    """Put a decided one back to the desk that decided; the verified benefit is taken off."""
    with taken(initiative, Act.REOPEN, seen=seen, at=at) as held:
        row = held.initiative
        decided = responsible_desk_of(row)
        office = deciding_office(row, by, decided, held.on)
        _check_reason(Act.REOPEN, reason, note)
        desk = ladder.first_free_desk(row, decided, held.on)
        return write(held, Act.REOPEN, State.WAITING, by=by, desk=desk, office=office, reason=reason, note=note)


def forward(
    initiative: Initiative, *, seen: int | None, reason: Reason, start: Union | None = None, at: datetime | None = None
) -> ApprovalStep:
    """The system's act: pass up what is overdue, or what lies at a desk where nobody is free to decide.

    What is overdue stays where it is when nobody above is free: at its desk somebody may still decide. Where the union
    moved, `start` is what now stands where its desk stood: the first desk from there up that is free.
    """
    with taken(initiative, Act.FORWARD, seen=seen, at=at) as held:
        row = held.initiative
        here, confirmers = responsible_desk_of(row), ladder.confirmer_ids(row)
        if reason == Reason.OVERDUE:
            desk = ladder.free_desk_above(row, here, held.on, confirmers) or here
        else:
            desk = ladder.first_free_desk(row, start or here, held.on, confirmers)
        if desk == here:
            raise Refused("nowhere", _("There is no other desk where somebody is free to decide."))
        return write(held, Act.FORWARD, State.WAITING, by=None, desk=desk, reason=reason)


@contextmanager
def editing(initiative: Initiative, *, by: Worker) -> Iterator[Initiative]:
    """The initiative with its row taken, to change its content while it is a draft or returned; saved at the end.

    Raises Refused where it is neither any more or the person may not.
    """
    with transaction.atomic():
        row, now = WHOLE.take(initiative.pk)
        check_author(row, by)
        if not row.is_editable:
            raise Refused("not_editable", _("It has been submitted and cannot be changed any more."))
        row.edited_at = now
        yield row
        row.save()


def _place_first_submission(held: Taken, by: Worker) -> list[Rung]:
    """Check the window and who enters for whom; set union, phase and instant, which never change again.

    Gives the way up from the union, which places it.
    """
    row = held.initiative
    check_open(row, held.at)
    author = row.main_author
    if author.union is None:
        raise Refused("no_union", _("The main author is a member at no union yet. Ask your union."))
    if author.union.is_closed_on(held.on):
        raise Refused("union_closed", _("The main author's union is closed. Ask your union to enter the new one."))
    if by != author and not scope.offices_at_or_above(by, author.union, Office.Kind.OFFICER, held.on):
        raise Refused("not_their_officer", _("Only an officer of the author's union may enter for them."))
    way = ladder.way_up(row, author.union, held.on)
    row.place(author.union, [rung.desk for rung in way])
    row.phase = row.programme.phase_on(held.on)
    if row.phase is None:
        raise Refused("no_phase", _("The programme has no phase on this day. Tell its administrator."))
    row.first_submitted_at = held.at
    return way


def _check_original(initiative: Initiative, original: Initiative) -> None:
    """Of two, the earlier one stands; and what was rejected as a duplicate is nobody's original."""
    original = Initiative.objects.select_related("last_step").get(pk=original.pk)
    submitted, before = initiative.first_submitted_at, original.first_submitted_at
    if original.pk == initiative.pk or submitted is None or before is None or before > submitted:
        raise Refused("original", _("The original is another initiative, submitted earlier."))
    if original.last_step and original.last_step.reason == Reason.DUPLICATE:
        raise Refused("original", _("The original was itself rejected as a duplicate. Name the one before it."))


def _check_reason(act: Act, reason: str, note: str) -> None:
    if reason not in REASONS[act]:
        raise Refused("reason", _("Choose a reason."))
    if (act in NOTE_REQUIRED or reason == Reason.OTHER) and not note.strip():
        raise Refused("note", _("Say it in words."))


def _verified(initiative: Initiative, verified_benefit: int | None, note: str) -> int | None:
    """The verified benefit to be set, in VND; None where the benefit is not computable."""
    if not initiative.computable:
        return None
    if verified_benefit is None or verified_benefit < 0:
        raise Refused("verified_benefit", _("State the verified benefit in VND."))
    if verified_benefit > initiative.amount and not note.strip():
        raise Refused("note", _("Say why the verified benefit is above the claimed one."))
    return verified_benefit

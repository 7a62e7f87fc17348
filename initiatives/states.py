"""The states, the acts and the one table of permitted moves.

Buttons, admin actions, tests and the diagram in docs/architecture.md derive from MOVES.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where an initiative stands. Stored by the English name."""

    DRAFT = "draft", _("draft")
    WAITING = "waiting", _("waiting")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


SENT = tuple(state for state in State if state is not State.DRAFT)
"""The states that steps carry."""

SUBMITTED = tuple(state for state in SENT if state is not State.WITHDRAWN)
"""Sent and not withdrawn."""

PENDING = (State.WAITING, State.RETURNED)
"""Waiting at a desk or returned to its author."""

EDITABLE = (State.DRAFT, State.RETURNED)


class Act(TextChoices):
    """What moves an initiative."""

    SUBMIT = "submit", _("submit")
    APPROVE = "approve", _("approve")
    FORWARD = "forward", _("pass up")
    RETURN = "return", _("return")
    REJECT = "reject", _("reject")
    RECALL = "recall", _("recall")
    WITHDRAW = "withdraw", _("withdraw")
    REOPEN = "reopen", _("reopen")


class Actor(Enum):
    """Who may make a move."""

    AUTHOR = "author"
    """The main author; who entered it until the author has signed in."""
    DESK = "desk"
    """An officer of the desk or above who is no author."""
    SYSTEM = "system"
    """A job: an overdue or empty desk, a union that moved."""


class Reason(TextChoices):
    """Why a step was made: a closed list, to be counted; words of one's own go into the note."""

    DUPLICATE = "duplicate", _("the same as an earlier initiative")
    NOT_NEW = "not_new", _("not new at the workplace")
    NOT_APPLIED = "not_applied", _("not applied in the programme's window")
    NO_BENEFIT = "no_benefit", _("no benefit shown")
    ORDINARY_DUTY = "ordinary_duty", _("ordinary duty, not an initiative")
    UNLAWFUL = "unlawful", _("against the law or safety rules")
    INCOMPLETE = "incomplete", _("information is missing")
    UNCLEAR = "unclear", _("the solution is not clear")
    BENEFIT_UNFOUNDED = "benefit_unfounded", _("the benefit is not backed up")
    WRONG_AUTHORS = "wrong_authors", _("the authors or their shares are wrong")
    WRONG_CLASS = "wrong_class", _("wrong kind, field or author group")
    UNRECOGNISED = "unrecognised", _("the recognition is not proved")
    DECIDED_IN_ERROR = "decided_in_error", _("decided in error")
    NEW_EVIDENCE = "new_evidence", _("new evidence")
    COMPLAINT = "complaint", _("a complaint was upheld")
    CONFIRMED = "confirmed", _("confirmed")
    OVERDUE = "overdue", _("the desk's time was over")
    DESK_EMPTY = "desk_empty", _("nobody at the desk is free to decide")
    UNION_MOVED = "union_moved", _("the union moved")
    OTHER = "other", _("another reason")


REASONS: dict[Act, tuple[Reason, ...]] = {
    Act.REJECT: (
        Reason.DUPLICATE,
        Reason.NOT_NEW,
        Reason.NOT_APPLIED,
        Reason.NO_BENEFIT,
        Reason.ORDINARY_DUTY,
        Reason.UNLAWFUL,
        Reason.OTHER,
    ),
    Act.RETURN: (
        Reason.INCOMPLETE,
        Reason.UNCLEAR,
        Reason.BENEFIT_UNFOUNDED,
        Reason.WRONG_AUTHORS,
        Reason.WRONG_CLASS,
        Reason.UNRECOGNISED,
        Reason.OTHER,
    ),
    Act.REOPEN: (
        Reason.DECIDED_IN_ERROR,
        Reason.NEW_EVIDENCE,
        Reason.COMPLAINT,
        Reason.OTHER,
    ),
    Act.FORWARD: (
        Reason.CONFIRMED,
        Reason.OVERDUE,
        Reason.DESK_EMPTY,
        Reason.UNION_MOVED,
    ),
}
"""The reasons that each act may give; the other acts give none."""

NOTE_REQUIRED = (Act.RETURN, Act.REOPEN)
"""Acts whose note says what to change or what went wrong; Reason.OTHER needs a note in any act."""


@dataclass(frozen=True)
class Move:
    """One permitted move."""

    act: Act
    source: State
    target: State
    actors: frozenset[Actor]


def _move(act: Act, source: State, target: State, *actors: Actor) -> Move:
    return Move(act, source, target, frozenset(actors))


MOVES: tuple[Move, ...] = (
    _move(Act.SUBMIT, State.DRAFT, State.WAITING, Actor.AUTHOR),
    _move(Act.APPROVE, State.WAITING, State.APPROVED, Actor.DESK),
    _move(Act.FORWARD, State.WAITING, State.WAITING, Actor.DESK, Actor.SYSTEM),
    _move(Act.RETURN, State.WAITING, State.RETURNED, Actor.DESK),
    _move(Act.SUBMIT, State.RETURNED, State.WAITING, Actor.AUTHOR),
    _move(Act.RECALL, State.RETURNED, State.WAITING, Actor.DESK),
    _move(Act.REJECT, State.WAITING, State.REJECTED, Actor.DESK),
    _move(Act.WITHDRAW, State.WAITING, State.WITHDRAWN, Actor.AUTHOR),
    _move(Act.WITHDRAW, State.RETURNED, State.WITHDRAWN, Actor.AUTHOR),
    _move(Act.REOPEN, State.APPROVED, State.WAITING, Actor.DESK),
    _move(Act.REOPEN, State.REJECTED, State.WAITING, Actor.DESK),
)

_BY_ACT_AND_SOURCE = {(move.act, move.source): move for move in MOVES}


def move_of(act: Act, state: str) -> Move | None:
    """The move that this act makes from this state, if it may be made at all."""
    return _BY_ACT_AND_SOURCE.get((act, State(state)))


def acts_from(state: str, actor: Actor) -> Iterator[Act]:
    """The acts that this actor may do in this state, in the order of the table."""
    return (move.act for move in MOVES if move.source == state and actor in move.actors)


def diagram() -> str:
    """The moves as a Mermaid state diagram, as it stands in docs/architecture.md."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for move in MOVES:
        actors = ", ".join(actor.value for actor in Actor if actor in move.actors)
        lines.append(f"    {move.source.value} --> {move.target.value}: {move.act.value} ({actors})")
    lines.append("    withdrawn --> [*]")
    return "\n".join(lines)

"""The courses that a made-up initiative may take after its submission."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from campaign.programmes import DESK_DAYS
from campaign.sources import document
from campaign.telling import Telling
from initiatives.models import Initiative
from initiatives.states import Act, Reason, State
from unions.models import Level

REJECTIONS = (Reason.NOT_NEW, Reason.NOT_NEW, Reason.NOT_APPLIED, Reason.NO_BENEFIT, Reason.ORDINARY_DUTY)
RETURNS = (
    Reason.INCOMPLETE,
    Reason.UNCLEAR,
    Reason.BENEFIT_UNFOUNDED,
    Reason.BENEFIT_UNFOUNDED,
    Reason.WRONG_AUTHORS,
    Reason.UNRECOGNISED,
)
REOPENINGS = {
    State.APPROVED: (Reason.DECIDED_IN_ERROR, Reason.COMPLAINT),
    State.REJECTED: (Reason.NEW_EVIDENCE,),
}


@dataclass(frozen=True)
class Course:
    """A course, how often it is taken, whether it ends pending (so that it has begun lately), and its least days."""

    tell: Callable[[Telling], None]
    weight: int
    lately: bool = False
    least_days: int = 0


def note(random: Random, act: Act, reason: Reason) -> str:
    """What an officer writes with the reason."""
    words: str = random.choice(document("notes.json")[act.value][reason.value])
    return words


def waiting(telling: Telling) -> None:
    """Nobody has looked at it yet."""


def approved(telling: Telling) -> None:
    """Up the ladder to the desk that may finish; now and then less is verified than was claimed."""
    random, notes = telling.pace.random, document("notes.json")
    share = random.choice((1, 1, 1, random.uniform(0.75, 0.97)))
    while telling.waits:
        telling.pace.later(1, 7)
        less = share < 1 and telling.initiative.computable
        telling.approve(share=share, note=random.choice(notes["verified_less" if less else "confirmed"]))


def passed_up(telling: Telling) -> None:
    """Confirmed at the first desk; waits at the next where the amount is above its limit."""
    _confirm(telling)


def passed_up_twice(telling: Telling) -> None:
    _confirm(telling)
    if telling.waits:
        _confirm(telling)


def to_the_root(telling: Telling) -> None:
    """Confirmed at each desk below the confederation, where it waits."""
    while telling.waits and telling.initiative.desk and telling.initiative.desk.level != Level.CONFEDERATION:
        _confirm(telling)


def returned(telling: Telling) -> None:
    telling.pace.later(1, 6)
    reason = telling.pace.random.choice(RETURNS)
    telling.return_(reason, note(telling.pace.random, Act.RETURN, reason))


def resubmitted(telling: Telling) -> None:
    """Returned, changed and sent again; waits at the desk that returned it."""
    returned(telling)
    telling.pace.later(1, 5)
    changed = telling.pace.random.choice(document("notes.json")["changed"])
    telling.change(solution=f"{telling.initiative.solution}\n{changed}")
    telling.submit()


def approved_after_return(telling: Telling) -> None:
    resubmitted(telling)
    approved(telling)


def rejected(telling: Telling) -> None:
    telling.pace.later(2, 9)
    reason = telling.pace.random.choice(REJECTIONS)
    telling.reject(reason, note(telling.pace.random, Act.REJECT, reason))


def rejected_as_duplicate(telling: Telling, original: Initiative) -> None:
    telling.pace.later(2, 9)
    telling.reject(Reason.DUPLICATE, note(telling.pace.random, Act.REJECT, Reason.DUPLICATE), original)


def withdrawn(telling: Telling) -> None:
    telling.pace.later(1, 8)
    telling.withdraw()


def withdrawn_after_return(telling: Telling) -> None:
    returned(telling)
    withdrawn(telling)


def reopened(telling: Telling) -> None:
    """Decided, opened again, and waits at the desk that had decided."""
    telling.pace.random.choice((approved, rejected))(telling)
    _reopen(telling)


def approved_after_reopening(telling: Telling) -> None:
    """Rejected, opened again on new evidence, approved."""
    rejected(telling)
    _reopen(telling)
    approved(telling)


def overdue(telling: Telling) -> None:
    """The desk's time ran out, and the system passed it up."""
    telling.pace.wait(DESK_DAYS)
    telling.pass_up_overdue()


def approved_after_overdue(telling: Telling) -> None:
    overdue(telling)
    approved(telling)


COURSES = {
    "waiting": Course(waiting, 16, lately=True),
    "approved": Course(approved, 46),
    "passed up": Course(passed_up, 5, lately=True),
    "returned": Course(returned, 6, lately=True),
    "resubmitted": Course(resubmitted, 3, lately=True),
    "approved after a return": Course(approved_after_return, 8),
    "rejected": Course(rejected, 6),
    "withdrawn": Course(withdrawn, 2),
    "withdrawn after a return": Course(withdrawn_after_return, 1),
    "reopened": Course(reopened, 2, lately=True),
    "approved after reopening": Course(approved_after_reopening, 2),
    "approved after the desk's time": Course(approved_after_overdue, 2, least_days=DESK_DAYS + 2),
}
"""Those that are drawn at random, with their weights in percent or nearly."""


def _confirm(telling: Telling) -> None:
    telling.pace.later(1, 4)
    telling.approve(note=telling.pace.random.choice(document("notes.json")["confirmed"]))


def _reopen(telling: Telling) -> None:
    telling.pace.later(2, 10)
    reason = telling.pace.random.choice(REOPENINGS[State(telling.initiative.state)])
    telling.reopen(reason, note(telling.pace.random, Act.REOPEN, reason))

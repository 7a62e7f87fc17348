"""The courses that a made-up initiative may take after its submission."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from campaign.programmes import DESK_DAYS
from campaign.sources import document
from campaign.telling import Telling
from initiatives.models import Initiative
from initiatives.states import Act, Reason, State
from unions.models import Level

LATELY = timedelta(days=DESK_DAYS - 4)
"""What was submitted so long ago may still wait at its first desk."""
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
    """A course, how often it is taken by what was submitted long ago and lately, and its least days."""

    tell: Callable[[Telling], None]
    settled: int = 0
    lately: int = 0
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


def rejected_after_return(telling: Telling) -> None:
    """What was missing came, and did not convince."""
    resubmitted(telling)
    rejected(telling)


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


def overdue_at_the_unit(telling: Telling) -> None:
    """Confirmed below, and left at the unit's desk until the system passed it up to the confederation."""
    while telling.waits and telling.initiative.desk and telling.initiative.desk.level != Level.UNIT:
        _confirm(telling)
    overdue(telling)


def approved_after_overdue(telling: Telling) -> None:
    overdue(telling)
    approved(telling)


COURSES = (
    Course(approved, settled=70, lately=27),
    Course(waiting, lately=40),
    Course(passed_up, lately=6),
    Course(returned, settled=2, lately=9),
    Course(resubmitted, lately=5),
    Course(approved_after_return, settled=10, lately=4),
    Course(rejected, settled=7, lately=4),
    Course(rejected_after_return, settled=2),
    Course(withdrawn, settled=2, lately=2),
    Course(withdrawn_after_return, settled=1),
    Course(reopened, lately=2),
    Course(approved_after_reopening, settled=2),
    Course(approved_after_overdue, settled=3, least_days=DESK_DAYS + 2),
)
"""Those that are drawn at random."""

PENDING = (
    None,
    waiting,
    passed_up,
    passed_up_twice,
    to_the_root,
    returned,
    resubmitted,
    reopened,
)
"""Those that do not end; None is a draft."""


def _confirm(telling: Telling) -> None:
    telling.pace.later(1, 4)
    telling.approve(note=telling.pace.random.choice(document("notes.json")["confirmed"]))


def _reopen(telling: Telling) -> None:
    telling.pace.later(2, 10)
    reason = telling.pace.random.choice(REOPENINGS[State(telling.initiative.state)])
    telling.reopen(reason, note(telling.pace.random, Act.REOPEN, reason))

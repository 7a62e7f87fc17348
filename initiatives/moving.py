"""How an act is done: take the row, check that the move may be made and was meant, write the next step.

`write` is the only writer of an initiative's state and desk; approval.py alone calls it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import ForeignKey, Model, Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.deadlines import written
from initiatives.models import ApprovalStep, Authorship, Initiative
from initiatives.refusals import Refused
from initiatives.states import Act, Actor, State, move_of
from initiatives.taking import OF_A_DESK, WHOLE
from unions.models import Office, Union, Worker

WRITTEN = (
    "state",
    "desk",
    "last_step",
    "moved_at",
    "verified_benefit",
    "code",
    "union",
    "superior",
    "unit",
    "phase",
    "first_submitted_at",
)
"""The columns of an initiative that acts write."""

COUNTED = ("author_group", "field", "kind", "computable", "claimed_benefit")
"""Those that reports count and that the author may have edited since the last step."""

AUTHORS = Prefetch("authorships", Authorship.objects.select_related("worker__union"))
"""The authors' own acts ask who they are, and their unions; the others ask for their ids alone."""

STEP_COLUMNS = [f.attname for f in ApprovalStep._meta.concrete_fields if not (f.primary_key or f.generated)]
ROW_COLUMNS = [
    field.attname for field in Initiative._meta.concrete_fields if field.name in {*WRITTEN, *COUNTED} - {"last_step"}
]

WRITE = f"""
WITH step AS (
    INSERT INTO initiatives_approvalstep ({", ".join(STEP_COLUMNS)})
    VALUES ({", ".join("%s" for _column in STEP_COLUMNS)})
    RETURNING id, day
), queued AS (
    INSERT INTO initiatives_uncountedstep (step_id) SELECT id FROM step
)
UPDATE initiatives_initiative i
SET last_step_id = step.id, {", ".join(f"{column} = %s" for column in ROW_COLUMNS)}
FROM step WHERE i.id = %s
RETURNING step.id, step.day
"""  # noqa: S608 - columns of our own models
"""The step, its place in the queue of uncounted ones and the initiative's row, in one statement."""


@dataclass(frozen=True)
class History:
    """That a history is loaded, and the number of its code where one was drawn for it beforehand."""

    number: int | None = None


_history: ContextVar[History | None] = ContextVar("history", default=None)


@contextmanager
def loading_history(number: int | None = None) -> Iterator[None]:
    """Inside, and only inside, an act takes a past time: when a history is loaded.

    A first submission inside takes the `number` of `draw_numbers` that is given, so that several processes that load
    at once give the codes that one would.
    """
    token = _history.set(History(number))
    try:
        yield
    finally:
        _history.reset(token)


@dataclass(frozen=True)
class Taken:
    """An initiative whose row this transaction holds, and the instant at which it was taken."""

    initiative: Initiative
    at: datetime

    @property
    def on(self) -> date:
        """The day in Asia/Ho_Chi_Minh."""
        return timezone.localdate(self.at)


@contextmanager
def taken(initiative: Initiative, act: Act, *, seen: int | None, at: datetime | None) -> Iterator[Taken]:
    """The initiative with its row taken for the act, which is written before the block ends.

    Raises Refused where the last step is not the one seen, the move is not in the table or the time is over. What
    was written is copied to the caller's instance once it is committed.
    """
    taking = WHOLE if act is Act.SUBMIT else OF_A_DESK
    with transaction.atomic():
        row, read_at = taking.take(initiative.pk)
        if row.last_step_id != seen:
            raise Refused("stale", _stale_words(row))
        move = move_of(act, row.state)
        if move is None:
            state = row.get_state_display()
            raise Refused("no_such_move", _("That cannot be done with what is %(state)s.") % {"state": state})
        now = instant(read_at, at)
        if row.last_step and now < row.last_step.at:
            now = row.last_step.at
        if now >= row.programme.decides_until and row.state != State.DRAFT:
            raise Refused("decided", _("The programme's time for deciding is over."))
        if Actor.AUTHOR in move.actors:
            prefetch_related_objects([row], AUTHORS)
        yield Taken(row, now)
    _copy(WRITTEN, row, initiative)


def write(
    held: Taken,
    act: Act,
    state: State,
    *,
    by: Worker | None,
    desk: Union | None = None,
    office: Office | None = None,
    reason: str = "",
    note: str = "",
    duplicate_of: Initiative | None = None,
) -> ApprovalStep:
    """Write the next step, the initiative's state and desk, and the step's place in the queue of uncounted ones."""
    row = held.initiative
    if state != State.APPROVED:
        row.verified_benefit = None
    step = ApprovalStep(
        initiative=row,
        previous=row.last_step,
        act=act,
        at=held.at,
        made_by=by,
        office=office,
        reason=reason,
        note=note,
        duplicate_of=duplicate_of,
        state=state,
        desk=desk,
        **_counted_as(row),
    )
    row.state, row.desk, row.moved_at = state, desk, held.at
    values = [*(getattr(step, name) for name in STEP_COLUMNS), *(getattr(row, name) for name in ROW_COLUMNS)]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [*values, row.pk])
        step.pk, step.day = cursor.fetchone()
    step._state.adding, step._state.db = False, connection.alias  # noqa: SLF001 - as Model.save leaves it
    row.last_step = step
    return step


def _counted_as(row: Initiative) -> dict[str, Any]:
    """What a step carries of the initiative for reports to add up. Raises ValueError for what has no phase yet."""
    if row.phase_id is None or row.field_id is None:
        raise ValueError("Only what was submitted has steps.")
    return {
        "union_id": row.union_id,
        "programme": row.programme,
        "phase_id": row.phase_id,
        "author_group": row.author_group,
        "field_id": row.field_id,
        "kind": row.kind,
        "computable": row.computable,
        "claimed_benefit": row.claimed_benefit,
        "verified_benefit": row.verified_benefit,
    }


def take_back_edits(row: Initiative) -> None:
    """Set what reports count to what the last step carries, where the author edited it and does not submit it."""
    if row.last_step:
        _copy(COUNTED, row.last_step, row)


def lock(initiative: Initiative) -> Initiative:
    """The whole row afresh, taken until the transaction ends, with its programme, desk and last step."""
    return WHOLE.take(initiative.pk)[0]


def instant(now: datetime, at: datetime | None = None) -> datetime:
    """The database's clock, read after the row was taken; a given past time only while a history is loaded."""
    if at is None:
        return now
    if _history.get() is None or at > now:
        raise ValueError("An act takes a past time only when a history is loaded.")
    return at


def next_code(year: int) -> str:
    """SK-2022-0000123: from a sequence, so that submissions do not wait for each other; gaps are possible."""
    history = _history.get()
    number = draw_numbers(1)[0] if history is None or history.number is None else history.number
    return f"SK-{year}-{number:07d}"


def draw_numbers(count: int) -> list[int]:
    """So many numbers of codes, rising, which nobody else gets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('initiatives_code') FROM generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]


def _copy(names: Iterable[str], source: Model, target: Model) -> None:
    """Copy fields; of one that points to a row which was not read, the id alone, so that nothing is read for it."""
    for name in names:
        field = source._meta.get_field(name)
        unread = isinstance(field, ForeignKey) and not field.is_cached(source)
        column = field.attname if isinstance(field, ForeignKey) and unread else name
        setattr(target, column, getattr(source, column))


def _stale_words(initiative: Initiative) -> str:
    step = initiative.last_step
    if step is None:
        return str(_("It has changed meanwhile. Look again."))
    return str(
        _("Meanwhile %(who)s did “%(act)s” at %(at)s. Look again before you decide.")
        % {
            "who": step.made_by or _("the system"),
            "act": step.get_act_display(),
            "at": f"{timezone.localtime(step.at):%H:%M:%S} {written(timezone.localdate(step.at))}",
        }
    )

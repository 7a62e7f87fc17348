"""Initiatives brought to a state at an instant, through the acts, and counted."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from initiatives import approval
from initiatives.models import Initiative, Programme
from initiatives.states import Reason, State
from initiatives.tests import factories as make
from reporting.fold import fold
from unions.models import Worker


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def brought(
    author: Worker,
    officer: Worker,
    programme: Programme,
    state: str,
    *,
    verified: int | None = 1,
    at: datetime | None = None,
    **content: Any,
) -> Initiative:
    """An initiative in this state by the author's and the officer's acts, all at the instant `at` or now; uncounted."""
    initiative = make.draft(author, programme, **content)
    with approval.loading_history():
        approval.submit(initiative, by=author, seen=None, at=at)
        seen = initiative.last_step_id
        if state == State.APPROVED:
            approval.approve(initiative, by=officer, seen=seen, verified_benefit=verified, at=at)
        elif state == State.RETURNED:
            approval.return_(initiative, by=officer, seen=seen, reason=Reason.UNCLEAR, note="Ghi rõ hơn.", at=at)
        elif state == State.REJECTED:
            approval.reject(initiative, by=officer, seen=seen, reason=Reason.NOT_NEW, at=at)
        elif state == State.WITHDRAWN:
            approval.withdraw(initiative, by=author, seen=seen, at=at)
    return initiative


def counted() -> None:
    """Fold everything there is."""
    done = fold()
    assert done is not None
    assert done.emptied

"""How an act takes an initiative: the row, what stands beside it and the database's clock, in one exchange.

The row is taken in one statement and read in the next, which is sent with it: at READ COMMITTED each statement has a
snapshot of its own, so who has waited for the row reads the last step that the other has written, not the old one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection

from initiatives.models import ApprovalStep, Initiative, Programme
from unions.joined import Part
from unions.models import Union
from unions.models.union import AS_ONE_OF_MANY

OF_AN_INITIATIVE = (
    *("id", "key", "code", "programme", "phase", "union", "superior", "unit", "entered_by", "state", "desk"),
    *("last_step", "moved_at", "first_submitted_at", "verified_benefit", "edited_at", "kind", "field", "author_group"),
    *("computable", "claimed_benefit", "confidential"),
)
"""What acts of a desk ask for; where something asks for more, Django reads it."""


@dataclass(frozen=True)
class Taking:
    """The statement that takes an initiative and reads it, whole or what acts of a desk ask for."""

    initiative: Part[Initiative]
    programme: Part[Programme]
    desk: Part[Union]
    step: Part[ApprovalStep]

    @cached_property
    def sql(self) -> str:
        parts: Sequence[Part[Any]] = (self.initiative, self.programme, self.desk, self.step)
        columns = ", ".join(part.columns for part in parts)
        return f"""
            SELECT FROM initiatives_initiative WHERE id = %(pk)s FOR NO KEY UPDATE;
            SELECT clock_timestamp(),
                ARRAY(SELECT a.worker_id FROM initiatives_authorship a WHERE a.initiative_id = i.id), {columns}
            FROM initiatives_initiative i
            JOIN initiatives_programme p ON p.id = i.programme_id
            LEFT JOIN unions_union d ON d.id = i.desk_id
            LEFT JOIN initiatives_approvalstep s ON s.id = i.last_step_id
            WHERE i.id = %(pk)s
        """  # noqa: S608 - columns of our own models

    def take(self, pk: int) -> tuple[Initiative, datetime]:
        """The row, taken until the transaction ends, with programme, desk, last step and the ids of its authors.

        Beside it the database's clock, read after it was taken. Raises Initiative.DoesNotExist.
        """
        with connection.cursor() as cursor:
            cursor.execute(self.sql, {"pk": pk})
            found = cursor.fetchone()
        if found is None:
            raise Initiative.DoesNotExist
        values = iter(found)
        now: datetime = next(values)
        authors = frozenset(next(values))
        row, row.programme = self.initiative.present(values), self.programme.present(values)
        row.desk, row.last_step = self.desk.instance(values), self.step.instance(values)
        row.author_ids = authors
        return row, now


def _taking(*only: str) -> Taking:
    desk = Part(Union, "d", AS_ONE_OF_MANY)
    return Taking(Part(Initiative, "i", only), Part(Programme, "p"), desk, Part(ApprovalStep, "s"))


WHOLE, OF_A_DESK = _taking(), _taking(*OF_AN_INITIATIVE)

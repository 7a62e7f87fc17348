"""What an approval by a person would come to, said before they decide."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import ladder
from initiatives.ladder import Outcome
from initiatives.models import Initiative
from initiatives.rights import KeptOffices, office_for, responsible_desk
from unions.models import Office, Worker


@dataclass(frozen=True)
class Prospect:
    """The office that decides, and whether its approval finishes, or confirms and leaves it to another person.

    `limit` is up to which claimed benefit in VND the office's level finishes, None without limit; `confirmed` says that
    this person has confirmed it already; `stays` that the other person is one at the same desk; `is_stuck` that nobody
    else is free to decide, up to the root.
    """

    office: Office
    outcome: Outcome
    limit: int | None
    confirmed: bool
    stays: bool
    is_stuck: bool

    @property
    def label(self) -> str:
        """What its button says; empty where the approval finishes."""
        if self.outcome.finishes:
            return ""
        return _("Confirm") if self.stays else _("Confirm and pass up")

    @property
    def needs_another(self) -> bool:
        """Whether the act would be refused, since another person must confirm it too."""
        return self.confirmed and not self.outcome.finishes


def prospect_of_approval(initiative: Initiative, worker: Worker, kept: KeptOffices | None = None) -> Prospect | None:
    """None where no office of this person decides on it now; the act itself checks again."""
    today = timezone.localdate()
    desk = responsible_desk(initiative)
    office = office_for(initiative, worker, desk, today, kept) if desk else None
    if office is None:
        return None
    confirmers = ladder.confirmer_ids(initiative)
    outcome = ladder.outcome_of_approval(initiative, worker, office, confirmers, today)
    limit = initiative.programme.limit_of(office.union.level)
    return Prospect(
        office,
        outcome,
        limit,
        confirmed=worker.pk in confirmers,
        stays=outcome.desk in (office.union, desk),
        is_stuck=bool(
            outcome.desk and not ladder.free_desks(initiative, [outcome.desk], today, confirmers, besides=worker)
        ),
    )

"""What officers do at desks: put back what was decided, so that it waits again, and approve it by POST."""

from random import Random

from django.db.models import QuerySet
from django.urls import reverse

import bench.ready  # noqa: F401  sets Django up
from bench import people
from bench.client import Answer, Client
from initiatives import approval
from initiatives.models import Initiative
from initiatives.refusals import Refused
from initiatives.states import Act, Reason, State

NOTE = "Đo tốc độ của các bước xét duyệt."


def put_back(number: int, random: Random) -> list[people.Waiting]:
    """So many decided ones drawn at random and put back to their desks, so that there is always enough to approve."""
    approved = people.drawn(Initiative.objects.filter(state=State.APPROVED), 3 * number, random)
    opened = reopened(approved, number)
    return people.at_desks(Initiative.objects.filter(pk__in=opened, state=State.WAITING))


def reopened(approved: "QuerySet[Initiative]", most: int) -> list[int]:
    """The ids of those reopened by whoever decided, so many at most; where that is refused, it is passed over."""
    opened: list[int] = []
    for row in approved.select_related("last_step__made_by"):
        officer = row.last_step.made_by if row.last_step else None
        if len(opened) >= most:
            break
        if officer is None:
            continue
        try:
            approval.reopen(row, by=officer, reason=Reason.NEW_EVIDENCE, note=NOTE, seen=row.last_step_id)
        except Refused:
            continue  # an office has ended since, or somebody at work has moved it meanwhile
        opened.append(row.pk)
    return opened


def approve(client: Client, waiting: people.Waiting, note: str = NOTE) -> Answer:
    """The answer to the form of the confirm page, sent as that page fills it in; a redirect where it is approved."""
    path = reverse("admin:initiatives_initiative_act", args=[waiting.pk, Act.APPROVE.value])
    form = client.get(path, waiting.session)
    fields: dict[str, object] = {"seen": waiting.seen, "note": note}
    if b'name="verified_benefit"' in form.body:
        benefit = form.number("verified_benefit")
        fields |= {"verified_benefit": benefit, "confirmed_benefit": benefit}
    return client.post(path, waiting.session, fields)

"""The addresses of the officers' pages, what tests send there, and how they read the answers."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives import approval
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Reason
from unions.models import Worker
from unions.tests.clients import signed_in

LIST = "/admin/initiatives/initiative/"


def change(initiative: Initiative) -> str:
    return reverse("admin:initiatives_initiative_change", args=[initiative.pk])


def history(initiative: Initiative) -> str:
    return reverse("admin:initiatives_initiative_history", args=[initiative.pk])


def act(initiative: Initiative, name: str) -> str:
    return reverse("admin:initiatives_initiative_act", args=[initiative.pk, name])


def bulk(name: str) -> str:
    return reverse("admin:initiatives_initiative_bulk", args=[name])


def row(initiative: Initiative) -> str:
    """What a ticked row of the queue sends."""
    return f"{initiative.pk}:{initiative.last_step_id}"


def codes(page: Any) -> list[str]:
    """The codes of a list in its order."""
    return [initiative.code for initiative in page.context["rows"]]


def post(client: Client, initiative: Initiative, name: str, **values: Any) -> Any:
    """What the confirm page of an act sends."""
    return client.post(act(initiative, name), {"seen": initiative.last_step_id or ""} | values)


def words(page: Any) -> str:
    return str(page.content.decode())


def last(initiative: Initiative) -> ApprovalStep:
    """Its newest step, read anew."""
    return ApprovalStep.objects.get(initiative=initiative, next=None)


def listed(worker: Worker, query: str = "") -> set[str]:
    """The codes of the queue that a worker reads, narrowed by a query."""
    return set(codes(signed_in(worker).get(LIST + query)))


def waited(initiative: Initiative, **ago: float) -> None:
    """Let it have stood at its desk for so long."""
    Initiative.objects.filter(pk=initiative.pk).update(moved_at=timezone.now() - timedelta(**ago))


def reject(initiative: Initiative, by: Worker) -> None:
    approval.reject(initiative, by=by, seen=initiative.last_step_id, reason=Reason.NOT_NEW)

"""The addresses of the officers' pages, and how tests read them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative
from unions.models import Worker

LIST = "/admin/initiatives/initiative/"


def signed_in(worker: Worker) -> Client:
    client = Client()
    client.force_login(worker)
    return client


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

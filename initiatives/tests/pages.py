"""What tests of the worker's pages share: a signed-in browser and what a person types into the application form."""

from typing import Any
from uuid import uuid4

from django.test import Client

from initiatives.models import Initiative, Programme
from initiatives.tests import factories as make
from unions.models import Worker

NEW = "/initiatives/new/"


def browser(worker: Worker | None = None) -> Client:
    """A browser that asks for English; signed in as the worker, whose `last_login` is set by that."""
    client = Client(headers={"accept-language": "en"})
    if worker:
        client.force_login(worker)
    return client


def page_of(initiative: Initiative, act: str = "") -> str:
    return f"/initiatives/{initiative.pk}/{act + '/' if act else ''}"


def typed(
    programme: Programme | None, *, action: str = "submit", lines: tuple[dict[str, Any], ...] = ({},), **fields: Any
) -> dict[str, str]:
    """A complete application as a browser posts it: one author with all of the share, 50 million VND."""
    content = make.content()
    values: dict[str, Any] = content | {
        "action": action,
        "key": uuid4(),
        "seen": "",
        "programme": programme.pk if programme else "",
        "field": content["field"].pk,
        "applied_on": f"{content['applied_on']:%d/%m/%Y}",
        "recognised_on": f"{content['recognised_on']:%d/%m/%Y}",
        "computable": "yes",
        "benefit_period": "yearly",
        "claimed_benefit": "50 triệu",
        "declared": "on",
        "authors-TOTAL_FORMS": len(lines),
        "authors-INITIAL_FORMS": 1,
    }
    for number, line in enumerate(lines):
        values |= {f"authors-{number}-{name}": value for name, value in ({"share": 100} | line).items()}
    return {name: str(value) for name, value in (values | fields).items() if value is not None}


def as_shown(response: Any, **fields: Any) -> dict[str, str]:
    """What a browser posts from the application form on this page where nothing but these fields is changed."""
    form = response.context["form"]
    bound = [*form, *form.authors.management_form, *(field for line in form.authors for field in line)]
    values = {field.html_name: field.field.prepare_value(field.value()) for field in bound}
    values |= {"unchanged_since": form.last_change, "action": "draft"}
    ticked = {name: "on" if value is True else value for name, value in (values | fields).items()}
    return {name: str(value) for name, value in ticked.items() if value not in (None, False)}

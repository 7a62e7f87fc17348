"""Fields of the application form are drawn once per process and language, and only what was typed anew."""

import re
from typing import Any

import pytest
from django.test import Client

from initiatives.forms import drawing
from initiatives.models import Field, Initiative, Programme
from initiatives.tests.pages import NEW, browser, page_of, typed
from unions.models import Worker

pytestmark = pytest.mark.django_db

TYPED: list[dict[str, Any]] = [
    {},
    {"title": 'Đồ <gá> & "kẹp"', "solution": "\n<b>một</b>\nhai", "owner": "'", "kind": "managerial", "conditions": ""},
    {"title": "", "confidential": "on", "computable": "no", "claimed_benefit": "", "benefit_period": "one_off"},
]


def page(client: Client, path: str) -> str:
    """The page without what differs between two loads of it."""
    return re.sub(r'(csrfmiddlewaretoken|name="key)" value="[^"]+"', "", client.get(path).text)


def test_what_was_drawn_before_holds_what_is_typed_now(author: Worker, programme: Programme) -> None:
    client = browser(author)
    for fields in TYPED:
        client.post(NEW, typed(programme, action="draft", **fields))
    paths = [NEW, *(page_of(initiative, "edit") for initiative in Initiative.objects.all())]
    drawn_again = [page(client, path) for path in paths for _ in range(2)][1::2]
    for path, again in zip(paths, drawn_again, strict=True):
        drawing.drawings.clear()
        assert page(client, path) == again
    assert drawing.MARK not in "".join(drawn_again)
    assert "&lt;b&gt;một" in drawn_again[2]


def test_another_language_an_error_or_another_choice_is_drawn_anew(author: Worker, programme: Programme) -> None:
    client = browser(author)
    assert "Name of the initiative" in page(client, NEW)
    wrong = client.post(NEW, typed(programme, action="draft", claimed_benefit="nhiều"))
    assert 'aria-invalid="true"' in wrong.text
    assert 'aria-invalid="true"' not in page(client, NEW)
    Field.objects.create(slug="new-field", name_vi="Lĩnh vực mới", name_en="A new field", position=99)
    assert "A new field" in page(client, NEW)
    client.cookies["django_language"] = "vi"
    assert "Lĩnh vực mới" in page(client, NEW)
    assert "Tên sáng kiến" in page(client, NEW)

"""Widgets render what Django's own do."""

from typing import Any

import pytest
from django import forms
from django.test.html import parse_html

from unions.widgets import QuickSelect

CHOICES = [("", "all"), (1, "<b>Một</b>"), ("x&y", "Hai"), (3, "Ba")]


@pytest.mark.parametrize("value", [None, "", 1, "1", "x&y", "none of them"])
@pytest.mark.parametrize("attrs", [{}, {"class": "form-select", "id": "id_a", "disabled": True, "placeholder": False}])
def test_a_quick_select_is_djangos_select(value: Any, attrs: dict[str, Any]) -> None:
    rendered = [widget(choices=CHOICES).render("a", value, attrs) for widget in (forms.Select, QuickSelect)]
    assert parse_html(rendered[0]) == parse_html(rendered[1])

"""Widgets of forms."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECTED = SafeString(" selected")


class QuickSelect(forms.Select):
    """A select of many options without groups: Django renders two templates for each option, which takes most of the
    time of a page with some hundred of them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = set(self.format_value(value))
        pairs: Iterable[tuple[str, Any]] = ((str(key), label) for key, label in self.choices)
        options = ((key, SELECTED if key in chosen else "", label) for key, label in pairs)
        made = format_html_join("\n", '<option value="{}"{}>{}</option>', options)
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}), made
        )

"""Widgets written without a template each: those of Django take a third of the application form's time."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

FOLDER = "django/forms/widgets/"
INPUTS = {f"{FOLDER}{name}.html" for name in ("text", "hidden", "number", "checkbox", "input")}


class QuickRenderer(DjangoTemplates):
    """Inputs, text areas and selects word by word as Django's templates write them; all else by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == f"{FOLDER}textarea.html":
            return _textarea(context["widget"])
        if template_name == f"{FOLDER}select.html":
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attrs(widget))


def _textarea(widget: dict[str, Any]) -> str:
    # The first line break is the template's: browsers drop it.
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attrs(widget), widget["value"] or "")


def _select(widget: dict[str, Any]) -> str:
    options = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        (
            (option["value"], _attrs(option), option["label"])
            for _group, choices, _index in widget["optgroups"]
            for option in choices
        ),
    )
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attrs(widget), options)


def _attrs(widget: dict[str, Any]) -> str:
    return flatatt(widget["attrs"])

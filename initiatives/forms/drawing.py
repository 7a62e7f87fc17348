"""A form's fields drawn by their template, once per process and language: of a field without errors only what is typed
changes from page to page, and is put where the template has it."""

from collections.abc import Hashable
from typing import Any

from django.forms import BoundField, CheckboxInput
from django.forms.models import ModelChoiceField
from django.forms.widgets import ChoiceWidget
from django.template import Context, Template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

FIELD = "initiatives/_field.html"
MARK = "\ufdd0"
"""Where the value stands; a code point that Unicode gives to no character, which nothing escapes."""

MOST_KEPT = 4_000
"""Drawings, of half a kilobyte each; a form of 30 authors has 120 fields in two languages."""

drawings: dict[Hashable, list[str]] = {}
"""The pieces before and after the value, by all that they depend on."""


class _Marked(BoundField):
    """A field with the mark in place of its value."""

    def value(self) -> str:
        return MARK


def drawn(field: BoundField, context: Context) -> SafeString:
    """The field by `_field.html` in this context, with what was typed."""
    if field.name in field.form.errors:
        return _by_template(field, context)
    widget = field.field.widget
    chosen = isinstance(widget, ChoiceWidget | CheckboxInput)
    value = field.value() if chosen else widget.format_value(field.value())
    has_value = value not in (None, "")
    key = (
        type(field.form),
        field.html_name,
        get_language(),
        field.field.required,
        tuple(widget.attrs.items()),
        str(value) if chosen else has_value,
        _rows(field),
        widget.is_hidden,
    )
    pieces = drawings.get(key)
    if pieces is None:
        if len(drawings) >= MOST_KEPT:
            drawings.clear()
        marked = _Marked(field.form, field.field, field.name) if has_value and not chosen else field
        pieces = _by_template(marked, context).split(MARK)
        drawings[key] = pieces
    return mark_safe(conditional_escape(value).join(pieces))  # noqa: S308 - the template's own and what is escaped


def _rows(field: BoundField) -> Hashable:
    """The choices that are rows, and so may change."""
    choices: Any = field.field.choices if isinstance(field.field, ModelChoiceField) else ()
    return tuple(choices)


def _by_template(field: BoundField, context: Context) -> SafeString:
    with context.push(field=field, form=field.form):
        return rendered(FIELD, context)


def rendered(name: str, context: Context) -> SafeString:
    """A template in this context, without a copy of it."""
    template: Template | None = context.template.engine.get_template(name) if context.template else None
    if template is None:
        raise ValueError(f"{name} is rendered outside a template.")
    return template.render(context)

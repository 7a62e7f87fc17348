"""How numbers, amounts and form errors are shown in templates; numbers look the same in both languages."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxInput, Select
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from unions import amounts

register = template.Library()

NOTHING = "–"


@register.filter
def count(number: int | None) -> str:
    """1234567 as “1.234.567”."""
    return NOTHING if number is None else amounts.figures(number)


@register.filter
def vnd(amount: int | None) -> str:
    """1234567 as “1.234.567 đ”, in one piece that does not break over lines."""
    return NOTHING if amount is None else f"{amounts.figures(amount)}\u00a0đ"


@register.filter
def vnd_large(amount: int | None) -> SafeString | str:
    """16000000000 as “16 tỷ đồng” or “16 billion VND”, with every figure in the title."""
    if amount is None:
        return NOTHING
    number, _space, unit = amounts.short(amount, get_language() or "vi").partition(" ")
    # Nothing in it is anybody's text: to escape figures takes longer than to write them.
    return SafeString(f'<span class="amount" title="{vnd(amount)}">{number} <span class="unit">{unit}</span></span>')


@register.filter
def in_words(amount: int) -> str:
    """16000000000 as “mười sáu tỷ đồng” or “sixteen billion dong”."""
    return amounts.in_words(amount, get_language() or "vi")


@register.simple_tag
def share(part: int | None, base: int | None) -> str:
    """Part of a base as “203,4%”, “2.360%”: one decimal, never 100% before it is reached and never 0% for something."""
    if part is None or not base:
        return NOTHING
    tenths = amounts.rounded(1000 * part, base)
    if part < base:
        tenths = min(tenths, 999)
    if part > 0 == tenths:
        return "<0,1%"
    return f"{amounts.figures(tenths // 10)},{tenths % 10}".removesuffix(",0") + "%"


@register.simple_tag
def bar_width(part: int | None, base: int | None) -> str:
    """The share as a width from 0 to 100, with a point whatever the language."""
    return f"{min(100.0, 100 * (part or 0) / base):.1f}" if base else "0"


@register.filter
def control(field: BoundField) -> SafeString:
    """A field's widget with the classes that crispy forms would give it, for forms written by hand; no placeholder."""
    look = "form-select" if isinstance(field.field.widget, Select) else "form-control"
    look = "form-check-input" if isinstance(field.field.widget, CheckboxInput) else look
    own = field.field.widget.attrs.get("class", "")
    classes = f"{own} {look}{' is-invalid' if field.errors else ''}".strip()
    return field.as_widget(attrs={"class": classes, "placeholder": False})


class FormError(NamedTuple):
    """An error in the summary above a form; `field_id` is empty where no field is to blame."""

    field_id: str
    label: str
    message: str


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: "BaseForm | BaseFormSet[Any]") -> dict[str, list[FormError]]:
    """All errors of forms and formsets in one list above them, each with a link to its field."""
    return {"errors": [error for form in forms for error in _errors(form)]}


def _errors(form: "BaseForm | BaseFormSet[Any]") -> Iterator[FormError]:
    """A form among several says by its `legend` whose fields these are."""
    if isinstance(form, BaseFormSet):
        yield from (FormError("", "", str(message)) for message in form.non_form_errors())
        for member in form.forms:
            yield from _errors(member)
        return
    whose = f"{legend}, " if (legend := getattr(form, "legend", "")) else ""
    yield from (FormError("", "", f"{whose}{message}") for message in form.non_field_errors())
    for field in form:
        label = f"{whose}{field.label}"
        yield from (FormError(field.id_for_label or field.auto_id, label, str(message)) for message in field.errors)

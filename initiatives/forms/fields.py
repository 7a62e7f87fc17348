"""Fields that read amounts and days as people in Vietnam type them."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from initiatives.models.initiative import LARGEST_AMOUNT
from unions import amounts

DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d")


class AmountField(forms.Field):
    """Whole VND, typed as “16 tỷ”, “1,5 triệu” or “16.000.000.000”; None where nothing is typed."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        amount = amounts.parse_vnd(text)
        if amount > LARGEST_AMOUNT:
            raise ValidationError(_("This amount is too large."), code="too_large")
        return amount

    def prepare_value(self, value: Any) -> Any:
        return amounts.figures(value) if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day typed as 31/8/2023: text, since the calendars of old phones make years hard to reach."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 31/8/2023."))
        super().__init__(input_formats=DAY_FORMATS, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)
        self.error_messages["invalid"] = _("Write the day like 31/8/2023.")

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value

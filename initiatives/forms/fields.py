"""Fields that read amounts and days as people in Vietnam type them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from initiatives.models.initiative import LARGEST_AMOUNT
from unions import amounts

DAY_FORMATS = ("%d/%m/%Y", "%Y-%m-%d")
FIGURES_OF_A_DAY = re.compile(r"(\d\d)(\d\d)(\d\d|\d{4})")
PARTS_OF_A_DAY = re.compile(r"(\d{1,2})\s*[-./, ]\s*(\d{1,2})\s*[-./, ]\s*(\d\d|\d{4})")
"""Day, month and year, the year of this century where it has two figures."""


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
    """A day typed as 31/8/2023, 31.8.2023, 31/8/23 or 31082023: text, since calendars make years hard to reach.

    The digits alone are enough, so that a phone may show its large number keys.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 31/8/2023 or 31082023."))
        keys = {"autocomplete": "off", "inputmode": "numeric", "class": "in-a-day"}
        super().__init__(input_formats=DAY_FORMATS, widget=forms.TextInput(attrs=keys), **kwargs)
        self.error_messages["invalid"] = _("Write the day like 31/8/2023.")

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            text = value.strip()
            read = FIGURES_OF_A_DAY.fullmatch(text) or PARTS_OF_A_DAY.fullmatch(text)
            if read:
                day, month, year = read.groups()
                value = f"{day}/{month}/{year if len(year) == 4 else f'20{year}'}"
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value

"""Fields that read amounts and days as people in Vietnam type them."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.deadlines import written
from initiatives.models.initiative import LARGEST_AMOUNT
from unions import amounts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DAY_OF_AN_ADDRESS = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)")
FIGURES_OF_A_DAY = re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d|\d{4})")
PARTS_OF_A_DAY = re.compile(r"(?P<day>\d{1,2})\s*[-./, ]\s*(?P<month>\d{1,2})\s*[-./, ]\s*(?P<year>\d\d|\d{4})")
WAYS_TO_WRITE_A_DAY = (FIGURES_OF_A_DAY, PARTS_OF_A_DAY, DAY_OF_AN_ADDRESS)
"""Day, month and year, the year of this century where it has two figures."""


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # of any model
    """One of the rows that its choices name; `rows` are these, read already."""

    rows: "Sequence[Model]" = ()

    def to_python(self, value: Any) -> Model | None:
        if value in self.empty_values:
            return None
        chosen = next((row for row in self.rows if str(row.pk) == str(value)), None)
        if chosen is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return chosen


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
        super().__init__(input_formats=(), widget=forms.TextInput(attrs=keys), **kwargs)
        self.error_messages["invalid"] = _("Write the day like 31/8/2023.")
        self.error_messages["no_such_day"] = _("There is no day %(day)s.")

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        read = next((read for way in WAYS_TO_WRITE_A_DAY if (read := way.fullmatch(value.strip()))), None)
        if read is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        day, month, year = int(read["day"]), int(read["month"]), int(read["year"])
        year += 2000 if len(read["year"]) == 2 else 0
        try:
            return date(year, month, day)
        except ValueError as error:
            # 31/2/2026 is well written and is no day; 8/31/2023 is a day written another way.
            code = "no_such_day" if 1 <= month <= 12 and 1 <= day <= 31 else "invalid"
            params = {"day": f"{day}/{month}/{year}"}
            raise ValidationError(self.error_messages[code], code=code, params=params) from error

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, date) else value


class PastDayField(DayField):
    """A day of which 24:00 is over, to look back to; `to_come` is said of any other."""

    def __init__(self, *, to_come: "StrOrPromise", **kwargs: Any) -> None:
        super().__init__(required=False, help_text="", **kwargs)
        self.error_messages["to_come"] = to_come

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value >= timezone.localdate():
            raise ValidationError(self.error_messages["to_come"], code="to_come")

"""A programme's instants as its administrator types them, where 24:00 is the end of a day."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTimeWidget

from unions.admin_fields import DayInput

CLOCK = re.compile(r"(\d{1,2})[:.h](\d\d)(?::(\d\d))?", re.ASCII)
DAY = timedelta(days=1)


class ClockField(forms.Field):
    """A time of the day from 00:00 to 24:00, as how long after its beginning."""

    def to_python(self, value: Any) -> timedelta | None:
        text = str(value or "").strip()
        if not text:
            return None
        read = CLOCK.fullmatch(text)
        hours, minutes, seconds = (int(part or 0) for part in read.groups()) if read else (99, 0, 0)
        after = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        if after > DAY or minutes > 59 or seconds > 59:
            raise ValidationError(_("Write the time like 17:30, or 24:00 for the end of the day."), code="invalid")
        return after


class MomentInput(forms.MultiWidget):
    """Day and time apart; an exclusive end at midnight is shown as 24:00 of the day before, as pages say it."""

    template_name = "unfold/widgets/split_datetime.html"

    def __init__(self, *, is_end: bool) -> None:
        super().__init__([DayInput({"placeholder": _("Day")}), UnfoldAdminTimeWidget({"placeholder": _("Time")})])
        self.is_end = is_end

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [None, None]
        local = timezone.localtime(value)
        if self.is_end and local.time() == time.min:
            return [local.date() - DAY, "24:00"]
        return [local.date(), f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"]


class MomentField(forms.MultiValueField):
    """An instant in Vietnam; the midnight between two days may be typed as either one's."""

    def __init__(self, *, is_end: bool, **kwargs: Any) -> None:
        days = forms.DateField(error_messages={"invalid": _("Write the day like 31/8/2023.")})
        super().__init__(fields=(days, ClockField()), widget=MomentInput(is_end=is_end), **kwargs)

    def compress(self, data_list: list[Any]) -> datetime | None:
        return _instant(*data_list) if data_list else None


def _instant(day: date, after: timedelta) -> datetime:
    """So long after the day's beginning in Vietnam, which never puts its clocks on or back."""
    return timezone.make_aware(datetime.combine(day, time.min)) + after

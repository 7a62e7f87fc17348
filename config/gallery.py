"""All components on one page, for who builds pages; only with DEBUG, and in English alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

COLOURS = {
    "Ground and ink": ("bg", "surface", "sunken", "line", "line-strong", "ink", "ink-quiet"),
    "What can be done": ("blue", "blue-fill", "blue-fill-strong", "blue-soft", "on-fill", "focus"),
    "Refused or behind": ("red", "red-fill", "red-soft"),
    "Met": ("gold", "gold-fill", "gold-soft"),
    "States": ("green", "green-soft", "plum", "plum-soft"),
    "The band": ("band", "band-deep", "on-band", "on-band-quiet", "focus-band"),
    "Plots": ("plot-1", "plot-2", "plot-3", "plot-4", "plot-5", "plot-goal"),
}
SPACES = range(1, 9)
STATES = {
    "draft": "Draft",
    "waiting": "Waiting",
    "returned": "Returned",
    "approved": "Approved",
    "rejected": "Rejected",
    "withdrawn": "Withdrawn",
    "met": "Met",
    "course": "On course",
    "behind": "Behind",
    "not_begun": "Not begun",
    "note": "Note",
}


@dataclass(frozen=True)
class Event:
    """What components/timeline.html reads."""

    at: datetime
    title: str
    detail: str
    state: str


@dataclass(frozen=True)
class Fault:
    """What components/error_summary.html reads."""

    field_id: str
    label: str
    message: str


class ExampleForm(forms.Form):
    """One field of each kind; bound to what does not fit, so that the errors show."""

    title = forms.CharField(help_text="A hint stands below its field and says what is wanted.")
    field = forms.ChoiceField(choices=[("", "Choose a field"), ("1", "Mechanics"), ("2", "Health")])
    applied_on = forms.DateField(help_text="For example 31/8/2023.")
    solution = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    declared = forms.BooleanField(label="What I state is true")

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__(data, prefix="example")
        self.helper = FormHelper(self)
        self.helper.form_tag = False


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    for level, text in {
        messages.SUCCESS: "SK-2026-0000067 is approved.",
        messages.ERROR: "Somebody was first.",
    }.items():
        messages.add_message(request, level, text)
    now = timezone.now()
    days = [timezone.localdate(now) - timedelta(days=ago) for ago in range(13, -1, -1)]
    context = {
        "colours": COLOURS,
        "spaces": SPACES,
        "states": STATES,
        "form": ExampleForm({"example-title": "", "example-applied_on": "31.2."}),
        "faults": [
            Fault("id_example-title", "Title", "Say what it is."),
            Fault("", "", "One that belongs to no field."),
        ],
        "page": Paginator(range(100), 20).page(2),
        "events": _events(now),
        "amount": 16_250_000_000,
        "chart": _chart(days),
        "chart_columns": ["Day", "Submitted"],
        "chart_rows": [(f"{day:%-d/%-m}", number) for number, day in enumerate(days, start=1)],
    }
    return render(request, "gallery/page.html", context)


def _events(now: datetime) -> list[Event]:
    return [
        Event(now - timedelta(days=9), "Submitted to the union", "Its officers see it now.", "waiting"),
        Event(now - timedelta(days=4), "Returned to the author", "Say how the benefit was computed.", "returned"),
        Event(now - timedelta(hours=3), "Approved", "", "approved"),
    ]


def _chart(days: list[date]) -> dict[str, Any]:
    """What js/chart.js draws."""
    values = list(range(1, len(days) + 1))
    return {
        "kind": "bar",
        "days": [day.isoformat() for day in days],
        "series": [{"name": "Submitted", "values": values}],
        "goal": {"name": "Needed a day", "value": 9},
    }

"""The plots of a union's days: what was sent and approved, each with a title that says its point."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.figures import DayFigures, Figures, series
from reporting.standing import Asked
from unions.amounts import figures as shown

MOST_DAYS = 92
"""Longer windows are drawn by weeks, from Monday on; those longer than MOST_WEEKS by months."""
MOST_WEEKS = 130


@dataclass(frozen=True)
class Plot:
    """What components/plot.html is given: the data of js/chart.js, and the same figures as a table."""

    title: str
    data: dict[str, Any]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    source: str


@dataclass(frozen=True)
class Span:
    """A day, a week or a month: what was first submitted in it and what was approved, and the totals at its end."""

    first: date
    last: date
    sent: int
    approved: int
    sent_so_far: int
    approved_so_far: int

    def __str__(self) -> str:
        return _day(self.first) if self.first == self.last else f"{_day(self.first)} – {_day(self.last)}"


def plots(asked: Asked, now: Figures) -> tuple[Plot, Plot]:
    """The totals against the quota, and what each day, week or month brought. `now` are the union's figures."""
    days = series(asked.programme, asked.union, phase=asked.phase, until=asked.as_of)
    spans = list(_spans(days))
    return _totals(spans, days, now.quota), _flow(spans, days)


def _totals(spans: Sequence[Span], days: Sequence[DayFigures], quota: int | None) -> Plot:
    approved = {"name": _("Approved, total"), "values": [span.approved_so_far for span in spans]}
    sent = {"name": _("Sent, total"), "values": [span.sent_so_far for span in spans]}
    data: dict[str, Any] = {"kind": "line", "days": _isodays(spans, at_end=True), "series": [approved, sent]}
    if quota:
        data["goal"] = {"name": _("Quota"), "value": quota}
    rows = [(_day(span.last), shown(span.approved_so_far), shown(span.sent_so_far)) for span in reversed(spans)]
    columns = (_("24:00 on"), _("Approved, total"), _("Sent, total"))
    source = _("Source: approval steps up to 24:00 of each day. Sent counts first submissions, withdrawn ones too.")
    return Plot(_totals_title(days, quota), data, columns, rows, source)


def _totals_title(days: Sequence[DayFigures], quota: int | None) -> str:
    approved = sum(day.approved for day in days)
    if not quota:
        return _("%(approved)s approved so far; there is no quota") % {"approved": shown(approved)}
    if approved < quota:
        names = {"missing": shown(quota - approved), "quota": shown(quota)}
        text = ngettext(
            "%(missing)s approval is missing to the quota of %(quota)s",
            "%(missing)s approvals are missing to the quota of %(quota)s",
            quota - approved,
        )
        return text % names
    so_far = 0
    for day in days:
        so_far += day.approved
        if so_far >= quota:
            break
    return _("The quota of %(quota)s was first reached on %(day)s") % {"quota": shown(quota), "day": _day(day.day)}


def _flow(spans: Sequence[Span], days: Sequence[DayFigures]) -> Plot:
    sent = {"name": _("Sent"), "values": [span.sent for span in spans]}
    approved = {"name": _("Approved"), "values": [span.approved for span in spans]}
    data = {"kind": "bar", "days": _isodays(spans, at_end=False), "series": [sent, approved]}
    rows = [(str(span), shown(span.sent), shown(span.approved)) for span in reversed(spans)]
    columns = (_("Days"), _("Sent"), _("Approved"))
    reopened = _("Approved is less what was reopened.")
    return Plot(_flow_title(days), data, columns, rows, f"{_width_of(days)} {reopened}")


def _flow_title(days: Sequence[DayFigures]) -> str:
    if not days:
        return _("Nothing has been sent yet")
    most = max(days, key=lambda day: day.sent)
    return _("Most were sent on %(day)s: %(number)s") % {"day": _day(most.day), "number": shown(most.sent)}


def _spans(days: Sequence[DayFigures]) -> Iterator[Span]:
    sent = approved = 0
    for part in _parts(days):
        sent_in = sum(day.sent for day in part)
        approved_in = sum(day.approved for day in part)
        sent, approved = sent + sent_in, approved + approved_in
        yield Span(part[0].day, part[-1].day, sent_in, approved_in, sent, approved)


def _parts(days: Sequence[DayFigures]) -> Iterator[list[DayFigures]]:
    """The days in their spans; the first and the last may be cut short."""
    spans: dict[date, list[DayFigures]] = {}
    for day in days:
        spans.setdefault(_start_of_span(day.day, len(days)), []).append(day)
    yield from spans.values()


def _start_of_span(day: date, days: int) -> date:
    if days <= MOST_DAYS:
        return day
    return day - timedelta(days=day.weekday()) if days <= 7 * MOST_WEEKS else day.replace(day=1)


def _width_of(days: Sequence[DayFigures]) -> str:
    if len(days) <= MOST_DAYS:
        return _("By days.")
    return _("By weeks, from Monday on.") if len(days) <= 7 * MOST_WEEKS else _("By months.")


def _isodays(spans: Sequence[Span], *, at_end: bool) -> list[str]:
    return [(span.last if at_end else span.first).isoformat() for span in spans]


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"

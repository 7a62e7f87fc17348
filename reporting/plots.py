"""The plots of a union's days: the totals, and what each day brought; each with a title that says its point."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.deadlines import written
from reporting.figures import DayFigures
from reporting.pace import Pace, rate
from reporting.standing import Asked
from unions.amounts import figures as shown

MOST_DAYS = 92
"""Longer windows are drawn by weeks, from Monday on; those longer than MOST_WEEKS by months."""
MOST_WEEKS = 130
LAST_DAYS = 30
"""While one may submit, so many of the last days are drawn one by one."""
REACH = 2
"""A line higher than so many times the highest figure would press that to the ground: it is told in words."""


@dataclass(frozen=True)
class Plot:
    """What components/plot.html is given: the data of js/chart.js, and the same figures as a table."""

    title: str
    data: dict[str, Any]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    source: str


class Span(NamedTuple):
    """A day, a week or a month: what was first submitted in it and what was approved, and the totals at its end."""

    first: date
    last: date
    sent: int
    approved: int
    sent_so_far: int
    approved_so_far: int

    def __str__(self) -> str:
        return written(self.first) if self.first == self.last else f"{written(self.first)} – {written(self.last)}"


def plots(pace: Pace) -> tuple[Plot, Plot]:
    """The totals against what is owed, and what each day, week or month brought."""
    spans = list(_spans(pace.days))
    return _totals(pace, spans), _flow(pace, spans)


def _totals(pace: Pace, spans: Sequence[Span]) -> Plot:
    approved, sent = [span.approved_so_far for span in spans], [span.sent_so_far for span in spans]
    totals = {_("Approved, total"): approved, _("Sent, withdrawn ones too, total"): sent}
    data = _data("line", _isodays(spans, at_end=True), totals)
    source = _("Source: approval steps up to 24:00 of each day. First submissions, those withdrawn later too.")
    top = REACH * max([*approved, *sent], default=0)
    if pace.quota and spans:
        owed = _owed(pace.asked, pace.quota, [span.last for span in spans])
        if owed[-1] <= top:
            data["series"].append({"name": _("Needed by then"), "values": owed, "goal": True})
        if pace.quota <= top:
            data["goal"] = {"name": _("Quota"), "value": pace.quota}
        else:
            outside = _("The quota of %(quota)s lies outside the frame.") % {"quota": shown(pace.quota)}
            source = f"{outside} {source}"
    rows = [(written(span.last), shown(span.approved_so_far), shown(span.sent_so_far)) for span in reversed(spans)]
    columns = (_("24:00 on"), _("Approved, total"), _("Sent, withdrawn ones too, total"))
    return Plot(_totals_title(pace), data, columns, rows, source)


def _owed(asked: Asked, quota: int, days: Sequence[date]) -> list[int]:
    """The quota's share of the time that has passed at 24:00 on each day; no day in Vietnam is longer than another."""
    begins, whole = asked.first_day, (asked.last_day - asked.first_day).days + 1
    return [quota * min(whole, max(0, (day - begins).days + 1)) // whole for day in days]


def _totals_title(pace: Pace) -> str:
    approved = sum(day.approved for day in pace.days)
    quota = pace.quota
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
    for day in pace.days:
        so_far += day.approved
        if so_far >= quota:
            break
    return _("The quota of %(quota)s was first reached on %(day)s") % {"quota": shown(quota), "day": written(day.day)}


def _flow(pace: Pace, whole: Sequence[Span]) -> Plot:
    """Day by day with what is needed a day while time is left; afterwards the whole time in its spans."""
    runs = 0 < pace.asked.elapsed < 1 and bool(pace.days)
    spans = list(_last_days(pace)) if runs else whole
    approved, sent = [span.approved for span in spans], [span.sent for span in spans]
    data = _data("bar", _isodays(spans, at_end=False), {_("Approved"): approved, _("Sent, withdrawn ones too"): sent})
    told = [_("The last %(number)s days, day by day.") % {"number": len(spans)} if runs else _width_of(pace.days)]
    told.append(_("Approved is less what was reopened."))
    if goal := _goal(pace, spans, runs):
        if goal["value"] <= REACH * max([*approved, *sent], default=0):
            data["goal"] = goal
        else:
            told.insert(0, _("The line “%(line)s” lies outside the frame.") % {"line": goal["text"]})
    rows = [(str(span), shown(span.sent), shown(span.approved)) for span in reversed(spans)]
    columns = (_("Days"), _("Sent, withdrawn ones too"), _("Approved"))
    title = _pace_title(pace) if runs and pace.lately is not None else _most_title(spans)
    return Plot(title, data, columns, rows, " ".join(told))


def _goal(pace: Pace, spans: Sequence[Span], runs: bool) -> dict[str, Any] | None:
    """The line over the bars: needed a day from now on, or what would have been even; of a span as long as most."""
    a_day, name = (pace.needed, _("Needed each day")) if runs else (pace.average, _("Needed on average"))
    if a_day is None or not spans:
        return None
    longest = max((span.last - span.first).days + 1 for span in spans)
    value = a_day * longest
    return {"name": name, "value": round(float(value), 1), "text": f"{name}: {rate(value)}"}


def _pace_title(pace: Pace) -> str:
    lately = {"lately": rate(pace.lately or Fraction(0)), "days": pace.lately_days}
    if pace.needed is not None:
        text = _("%(needed)s approvals a day are needed; the last %(days)s days brought %(lately)s")
        return text % {"needed": rate(pace.needed), **lately}
    if pace.quota:
        return _("The quota is met; the last %(days)s days brought %(lately)s approvals a day") % lately
    return _("The last %(days)s days brought %(lately)s approvals a day") % lately


def _most_title(spans: Sequence[Span]) -> str:
    if not spans:
        return _("Nothing has been sent yet")
    most = max(spans, key=lambda span: span.sent)
    if most.first == most.last:
        return _("Most were sent on %(day)s: %(number)s") % {"day": most, "number": shown(most.sent)}
    return _("Most were sent within %(days)s: %(number)s") % {"days": most, "number": shown(most.sent)}


def _last_days(pace: Pace) -> Iterator[Span]:
    """The last days up to the one asked for, those on which nothing happened too."""
    last = pace.asked.on
    first = max(pace.asked.first_day, last - timedelta(days=LAST_DAYS - 1))
    of_day = {day.day: day for day in pace.days}
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    brought = [of_day.get(day, DayFigures(day, 0, 0)) for day in days]
    sent = sum(day.sent for day in pace.days if day.day < first)
    approved = sum(day.approved for day in pace.days if day.day < first)
    for day in brought:
        sent, approved = sent + day.sent, approved + day.approved
        yield Span(day.day, day.day, day.sent, day.approved, sent, approved)


def _spans(days: Sequence[DayFigures]) -> Iterator[Span]:
    sent = approved = 0
    for part in _parts(days):
        sent_in = sum(day.sent for day in part)
        approved_in = sum(day.approved for day in part)
        sent, approved = sent + sent_in, approved + approved_in
        yield Span(part[0].day, part[-1].day, sent_in, approved_in, sent, approved)


def _parts(days: Sequence[DayFigures]) -> Iterator[list[DayFigures]]:
    """The days in their spans; the first and the last may be cut short."""
    if len(days) <= MOST_DAYS:
        yield from ([day] for day in days)
        return
    begins_span = _is_monday if len(days) <= 7 * MOST_WEEKS else _is_first
    starts = [0, *(number for number, day in enumerate(days) if number and begins_span(day.day)), len(days)]
    yield from (list(days[start:end]) for start, end in pairwise(starts))


def _is_monday(day: date) -> bool:
    return day.weekday() == 0


def _is_first(day: date) -> bool:
    return day.day == 1


def _width_of(days: Sequence[DayFigures]) -> str:
    if len(days) <= MOST_DAYS:
        return _("By days.")
    return _("By weeks, from Monday on.") if len(days) <= 7 * MOST_WEEKS else _("By months.")


def _data(kind: str, days: list[str], series: dict[str, list[int]]) -> dict[str, Any]:
    return {"kind": kind, "days": days, "series": [{"name": name, "values": of} for name, of in series.items()]}


def _isodays(spans: Sequence[Span], *, at_end: bool) -> list[str]:
    return [(span.last if at_end else span.first).isoformat() for span in spans]

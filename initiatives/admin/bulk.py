"""One act on many ticked rows: asked for once, done row by row, told row by row."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.admin.decision import DECISIONS, Decision, standing_of
from initiatives.admin.page import in_scope, list_url, officer, page
from initiatives.bulk import unfit_code
from initiatives.models import ApprovalStep, Initiative
from initiatives.refusals import Refused
from initiatives.states import Act
from unions.amounts import figures
from unions.models import Worker
from unions.scoped_admin import ScopedModelAdmin

IN_BULK = (Act.APPROVE, Act.RETURN, Act.REJECT)

MOST_ROWS = 100
"""How many rows one page of the queue may send; more is for a job."""

ROW = re.compile(r"(\d{1,18}):(\d{1,18})", re.ASCII)
"""A ticked row: the initiative's id, and that of the last step which the officer saw in the list."""


RESULTS: dict[Act, Callable[[int], str]] = {
    Act.APPROVE: lambda n: ngettext("approved %(number)s initiative", "approved %(number)s initiatives", n),
    Act.FORWARD: lambda n: ngettext("passed up %(number)s initiative", "passed up %(number)s initiatives", n),
    Act.RETURN: lambda n: ngettext("returned %(number)s initiative", "returned %(number)s initiatives", n),
    Act.REJECT: lambda n: ngettext("rejected %(number)s initiative", "rejected %(number)s initiatives", n),
}
"""What each act did to so many, in words; an approval above one's limit confirms and passes up."""


@dataclass(frozen=True)
class Skipped:
    """A row that was not acted on, and why."""

    initiative: Initiative
    why: "str | Promise"


@dataclass
class Lot:
    """The ticked rows: those to act on, and those passed over with the reason; `gone` are not in the person's scope."""

    seen: dict[int, int]
    rows: list[Initiative] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    found: int = 0

    @property
    def gone(self) -> int:
        return len(self.seen) - self.found

    @property
    def passed_over(self) -> int:
        return len(self.skipped) + self.gone

    @property
    def pairs(self) -> Iterator[str]:
        """The rows as the form carries them on."""
        return (f"{pk}:{step}" for pk, step in self.seen.items())


def bulk_page(model_admin: ScopedModelAdmin, request: HttpRequest, act: str) -> HttpResponse:
    """The confirm page with the counts, then the acts, each in its own transaction, and what came of each."""
    worker = officer(model_admin, request)
    if act not in IN_BULK:
        raise Http404
    decision = DECISIONS[Act(act)]
    seen = ticked(request)
    if not seen or len(seen) > MOST_ROWS:
        messages.warning(request, _("Tick between 1 and %(most)s rows.") % {"most": MOST_ROWS})
        return redirect(list_url(request))
    lot = lot_of(model_admin, request, decision, seen)
    confirmed = "confirmed" in request.POST
    form = decision.form(request.POST if confirmed else None, worker=worker)
    context: dict[str, Any] = {"title": decision.title, "decision": decision, "form": form, "lot": lot}
    if not (confirmed and form.is_valid()):
        return page(model_admin, request, "bulk.html", **context)
    steps = {row: act_on(row, decision, worker, form.arguments(), lot) for row in lot.rows}
    result = result_of((step for step in steps.values() if step), lot)
    done = [(row, standing_of(row)) for row, step in steps.items() if step]
    return page(model_admin, request, "bulk_done.html", done=done, result=result, **context)


def ticked(request: HttpRequest) -> dict[int, int]:
    """The ticked rows, each with the step that was seen; what is no row is left out."""
    found = (ROW.fullmatch(text) for text in request.POST.getlist("row"))
    return {int(match[1]): int(match[2]) for match in found if match}


def lot_of(model_admin: ScopedModelAdmin, request: HttpRequest, decision: Decision, seen: dict[int, int]) -> Lot:
    """The rows within the person's scope, oldest first, without those that one looks at singly."""
    lot = Lot(seen)
    found = in_scope(model_admin, request).filter(pk__in=seen).oldest_first()
    for initiative in found.select_related("programme", "union", "desk", "last_step__office__union"):
        lot.found += 1
        if why := unfit(initiative, decision):
            lot.skipped.append(Skipped(initiative, why))
        else:
            lot.rows.append(initiative)
    return lot


def unfit(initiative: Initiative, decision: Decision) -> "str | Promise":
    """Why a row is not for a bulk act; empty where it is."""
    code = unfit_code(initiative, decision.act)
    if code == "confidential":
        return _("It is confidential and closed to you.")
    if code == "not_waiting":
        return _("It does not wait any more: %(standing)s.") % {"standing": standing_of(initiative)}
    return _("The amount is large; decide on it singly.") if code else ""


def act_on(
    initiative: Initiative, decision: Decision, worker: Worker, arguments: dict[str, Any], lot: Lot
) -> ApprovalStep | None:
    """Do the act, its verified benefit the claimed one, and give its step; a refusal puts the row among the skipped."""
    if decision.act == Act.APPROVE:
        arguments = arguments | {"verified_benefit": initiative.claimed_benefit}
    try:
        return decision.do(initiative, by=worker, seen=lot.seen[initiative.pk], **arguments)
    except Refused as refused:
        lot.skipped.append(Skipped(initiative, refused.message))
        return None


def result_of(steps: Iterable[ApprovalStep], lot: Lot) -> str:
    """What came of it, in words: “Approved 4 initiatives, passed over 2”."""
    return in_words(Counter(step.act for step in steps), lot.passed_over)


def in_words(number: Mapping[str, int], passed_over: int) -> str:
    """How many of each act were done, and passed over."""
    done = [(number.get(act, 0), words) for act, words in RESULTS.items()]
    said = [words(times) % {"number": figures(times)} for times, words in done if times]
    if not said:
        said = [gettext("nothing was done")]
    if passed_over:
        said.append(gettext("passed over %(number)s") % {"number": figures(passed_over)})
    return capfirst(", ".join(said))

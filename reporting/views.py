"""Pages of figures."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from initiatives.deadlines import written
from initiatives.models import Programme
from initiatives.views.scoped import SignedInRequest
from reporting.dashboard import Board, above_in_scope, age_of, board, figures_of, find, newest_with_data, version
from reporting.forms import ChoosingForm, FindingForm
from reporting.ranking import Order, everything
from reporting.ranking_files import WRITERS, RankingSheet
from reporting.snapshot import snapshot
from reporting.standing import Asked
from unions import scope
from unions.models import Union, Worker
from unions.names import folded

KEPT = ("as_of", "order")
"""What goes along from a union's figures to those of another that is searched for."""


class LookingRequest(SignedInRequest):
    """A request that may be htmx's, of a part of the page."""

    htmx: HtmxDetails


@login_required
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Lead to the figures of the person's highest office."""
    tops = scope.tops(request.user)
    if not tops:
        raise Http404
    programme = newest_with_data(tops[0])
    if programme is None:
        return render(request, "reporting/no_programme.html")
    return redirect("reporting:union", programme.slug, tops[0].code)


@login_required
@require_safe
def union(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The figures of a union in a programme, now or at a past midnight."""
    place, programmes, programme = _found(request.user, slug, code)
    form = _form(request, programme, programmes)
    if form.is_valid() and form.cleaned_data["programme"] != slug:
        return redirect(_elsewhere(request, form.cleaned_data["programme"], code))
    asked = _asked(form, programme, place)
    with snapshot():
        shown = board(asked, request.user, sorting=form.sorting, page=request.GET.get("page"))
    context = {"form": form, "finding": FindingForm(), "above": above_in_scope(place, request.user)}
    context |= {"board": shown, "keep": _kept(asked, form), "live": _live(request, shown)}
    return render(request, "reporting/union.html", context)


@login_required
@require_safe
@never_cache
def live(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The parts of that page that its numbers are renewed from while it is open; their age alone where they stand."""
    place, programmes, programme = _found(request.user, slug, code)
    form = _form(request, programme, programmes)
    asked = _asked(form, programme, place)
    with snapshot():
        if request.GET.get("seen") == version(figures_of(asked)):
            return render(request, "reporting/unchanged.html", {"age": age_of(asked)})
        shown = board(asked, request.user, sorting=form.sorting, page=request.GET.get("page"))
    context = {"board": shown, "keep": _kept(asked, form), "live": _live(request, shown)}
    return render(request, "reporting/live.html", context)


@login_required
@require_safe
def finding(request: LookingRequest, slug: str) -> HttpResponse:
    """Lead to the one union that is meant, or show those that may be; as a fragment while it is typed."""
    if not scope.tops(request.user):
        raise Http404
    programme = get_object_or_404(Programme, slug=slug)
    form = FindingForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = find(request.user, text)
    kept = QueryDict(mutable=True)
    kept.update({name: request.GET[name] for name in KEPT if request.GET.get(name)})
    keep = f"?{kept.urlencode()}" if kept else ""
    meant = [union for union, above in found.unions if len(found.unions) == 1 or union.code == text]
    if meant and not request.htmx:
        return redirect(f"{reverse('reporting:union', args=[slug, meant[0].code])}{keep}")
    context = {"form": form, "found": found, "text": text, "programme": programme, "keep": keep, "kept": kept}
    return render(request, "reporting/_found.html" if request.htmx else "reporting/finding.html", context)


@login_required
@require_safe
def ranking_file(request: SignedInRequest, form: str, slug: str, code: str) -> HttpResponse:
    """All unions of the ranking below a union as a file, in the order and choice of the page; CSV or XLSX."""
    place, programmes, programme = _found(request.user, slug, code)
    chosen = _form(request, programme, programmes)
    if form not in WRITERS or not chosen.is_valid():
        raise Http404
    asked = _asked(chosen, programme, place)
    with snapshot():
        rows = everything(asked, chosen.sorting)
        if rows is None:
            raise Http404
        sheet = RankingSheet(asked, chosen.sorting, rows, age_of(asked), request.user)
    write, content_type = WRITERS[form]
    answer = HttpResponse(write(sheet), content_type=content_type)
    kind = _("ranking")
    name = f"{kind}-{slugify(folded(place.code))}-{asked.on:%Y-%m-%d}.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _found(reader: Worker, slug: str, code: str) -> tuple[Union, list[Programme], Programme]:
    """The union, all programmes and the one that is meant.

    Raises Http404 for what does not exist and for what no office of the reader reaches, alike.
    """
    if "\0" in code:  # PostgreSQL's text has no place for it
        raise Http404
    place: Union = get_object_or_404(Union, code=code)
    if not scope.reaches(reader, place):
        raise Http404
    programmes = list(Programme.objects.newest_first())
    for programme in programmes:
        if programme.slug == slug:
            return place, programmes, programme
    raise Http404


def _form(request: HttpRequest, programme: Programme, programmes: list[Programme]) -> ChoosingForm:
    data = request.GET.copy()
    data.setdefault("programme", programme.slug)
    form = ChoosingForm(data, programme=programme, programmes=programmes)
    if as_of := form.is_valid() and form.cleaned_data["as_of"]:
        data["as_of"] = written(as_of)  # an address has 2023-08-31, a person reads 31/8/2023
    return form


def _asked(form: ChoosingForm, programme: Programme, place: Union) -> Asked:
    """What was chosen; what cannot be taken is told above the form and left out here."""
    chosen = form.cleaned_data
    return Asked(place, programme, chosen.get("phase"), chosen.get("as_of"))


def _kept(asked: Asked, form: ChoosingForm) -> str:
    """The choices that go along to the figures of another union."""
    query = QueryDict(mutable=True)
    if asked.phase:
        query["phase"] = str(asked.phase.pk)
    if asked.as_of:
        query["as_of"] = asked.as_of.isoformat()
    if form.sorting.order != Order.SHARE:
        query["order"] = form.sorting.order
    return f"?{query.urlencode()}" if query else ""


def _live(request: HttpRequest, shown: Board) -> str:
    """Where an open page asks for new numbers; empty for a past midnight, which stays."""
    asked, query = shown.asked, request.GET.copy()
    query.pop("seen", None)
    address = reverse("reporting:figures_fragment", args=[asked.programme.slug, asked.union.code])
    return "" if asked.as_of else f"{address}?{query.urlencode()}".removesuffix("?")


def _elsewhere(request: HttpRequest, slug: str, code: str) -> str:
    """The same union and day in another programme, which has other phases."""
    query = QueryDict(mutable=True)
    if as_of := request.GET.get("as_of"):
        query["as_of"] = as_of
    return f"{reverse('reporting:union', args=[slug, code])}?{query.urlencode()}".removesuffix("?")

"""R1, R2 and R3: a page of one row, a page of fifty, and an insert through a form."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bench.bare.models import Line

ROWS = 50


class LineForm(forms.ModelForm):
    class Meta:
        model = Line
        fields = ("title", "text", "number")


@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """R1: the session's user, one query by key, one small template."""
    return render(request, "one.html", {"line": get_object_or_404(Line, pk=pk)})


@login_required
def many(request: HttpRequest, after: int) -> HttpResponse:
    """R2: the session's user, fifty rows, one template."""
    return render(request, "many.html", {"lines": Line.objects.filter(pk__gt=after).order_by("pk")[:ROWS]})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """R3: session, CSRF, a form, one row."""
    form = LineForm(request.POST or None)
    if form.is_valid():
        line = form.save()
        return redirect("one", line.pk)
    return render(request, "new.html", {"form": form})

"""The ranking below a union as a file."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from initiatives.deadlines import written
from initiatives.models import Programme
from initiatives.states import State
from reporting import ranking as ranked
from reporting.quotas import set_quota
from reporting.tests.acts import brought, counted, noon
from unions.models import Union, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def asked(reader: Worker, union: Union, form: str = "csv", **query: Any) -> HttpResponse:
    client = Client()
    client.force_login(reader)
    return client.get(reverse("reporting:ranking_file", args=[form, "nam-nay", union.code], query=query))  # type: ignore[return-value]


def rows(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def units(tree: Tree, programme: Programme) -> list[Union]:
    """Three more units: with 2 approved of 3, with 1 of no quota and 1 waiting, and with nothing."""
    units = [who.unit(f"DV-{number}", name=f"Liên đoàn {number}") for number in range(3)]
    for unit, states in zip(units, ([State.APPROVED] * 2, [State.APPROVED, State.WAITING], []), strict=True):
        base = who.grassroots(unit)
        author, officer = who.worker(union=base), who.officer(base)
        for state in states:
            brought(author, officer, programme, state, at=noon(days_ago(5)), claimed_benefit=7_000_000)
    administrator = who.administrator(tree.root)
    set_quota(programme=programme, union=units[0], count=3, from_on=days_ago(9), by=administrator)
    counted()
    return units


def test_the_file_has_every_union_with_the_numbers_of_the_page(
    tree: Tree, units: list[Union], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranked, "PER_PAGE", 1)
    answer = asked(who.leader(tree.root), tree.root, order="number")
    heading, *lines = rows(answer)
    assert len(heading) == 13
    found = {line[1]: line for line in lines}
    assert len(lines) == 5
    assert [line[1] for line in lines[:2]] == ["DV-0", "DV-1"]
    met, none = found["DV-0"], found["DV-1"]
    assert met[:7] == ["1", "DV-0", "Liên đoàn 0", "2", "3", "66.6", "1"]
    assert met[8:10] + met[11:12] == ["2", "0", "14000000"]
    assert none[:10] == ["2", "DV-1", "Liên đoàn 1", "1", "", "", "", "", "2", "1"]
    assert {line[12].split()[1] for line in lines} == {written(timezone.localdate())}
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert f"-{timezone.localdate():%Y-%m-%d}.csv" in answer["Content-Disposition"]


@pytest.mark.usefixtures("units")
def test_it_keeps_choice_and_order_and_can_be_of_a_midnight(tree: Tree) -> None:
    reader = who.leader(tree.root)
    assert [line[1] for line in rows(asked(reader, tree.root, which="none", order="number", up="1"))[1:]][-1] == "DV-1"
    then = rows(asked(reader, tree.root, as_of=days_ago(6).isoformat(), order="number"))[1:]
    assert {line[12] for line in then} == {f"24:00 {written(days_ago(6))}"}
    assert {line[3] for line in then} == {"0"}
    since = rows(asked(reader, tree.root, as_of=days_ago(4).isoformat(), order="number"))[1:]
    assert [line[1:5] for line in since[:1]] == [["DV-0", "Liên đoàn 0", "2", "3"]]


@pytest.mark.usefixtures("units")
def test_a_workbook_holds_numbers_and_says_what_it_is_of(tree: Tree) -> None:
    answer = asked(who.leader(tree.root), tree.root, "xlsx", order="number")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    lines, notes = (book.get_sheet_by_index(number).to_python() for number in range(2))
    assert lines[1][:7] == [1, "DV-0", "Liên đoàn 0", 2, 3, 66.6, 1]
    assert len(lines) == 6
    assert tree.root.name in str(notes[0][1])


def test_a_name_is_no_formula(tree: Tree, programme: Programme) -> None:
    who.unit("=1+1", name="@SUM(A1)")
    counted()
    [line] = [line for line in rows(asked(who.leader(tree.root), tree.root))[1:] if "SUM" in line[2]]
    assert line[1:3] == ["'=1+1", "'@SUM(A1)"]


def test_it_speaks_the_language_of_the_page(tree: Tree, programme: Programme) -> None:
    client = Client()
    client.force_login(who.leader(tree.root))
    client.cookies["django_language"] = "en"
    answer = client.get(reverse("reporting:ranking_file", args=["csv", "nam-nay", tree.root.code]))
    assert rows(answer)[0][:3] == ["Rank", "Code", "Union"]  # type: ignore[arg-type]


def test_the_page_leads_to_the_file_of_what_it_shows(tree: Tree, programme: Programme) -> None:
    client = Client()
    client.force_login(who.leader(tree.root))
    shown = {"programme": "nam-nay", "order": "number", "page": "1"}
    page = client.get(reverse("reporting:union", args=["nam-nay", tree.root.code]), shown)
    for form in ("csv", "xlsx"):
        address = reverse("reporting:ranking_file", args=[form, "nam-nay", tree.root.code])
        assert f'href="{address}?order=number"' in page.content.decode()


def test_the_file_is_named_after_the_unions_code(tree: Tree, programme: Programme) -> None:
    Union.objects.filter(pk=tree.unit.pk).update(code="LĐLĐ/7")
    named = asked(who.leader(tree.unit), Union.objects.get(pk=tree.unit.pk))["Content-Disposition"]
    assert f"-ldld7-{timezone.localdate():%Y-%m-%d}.csv" in named


def test_what_is_not_there_is_not_given(tree: Tree, programme: Programme) -> None:
    leader = who.leader(tree.unit)
    assert asked(leader, tree.unit).status_code == 200
    assert asked(leader, tree.other_unit).status_code == 404
    assert asked(leader, tree.root).status_code == 404
    assert asked(leader, tree.grassroots).status_code == 404
    assert asked(leader, tree.unit, "pdf").status_code == 404
    assert asked(leader, tree.unit, as_of="no day").status_code == 404
    assert asked(leader, tree.unit, as_of=(timezone.localdate() + timedelta(days=2)).isoformat()).status_code == 404
    assert asked(who.worker(), tree.unit).status_code == 404

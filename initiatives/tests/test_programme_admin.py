"""Programmes, phases and fields in the admin, and the page of stuck desks: for administrators."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives import approval
from initiatives.models import Field, Initiative, Phase, Programme
from initiatives.tests import factories as make
from unions.models import Office, Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

PROGRAMMES = "/admin/initiatives/programme/"
FIELDS = "/admin/initiatives/field/"


@pytest.fixture
def client(tree: Tree) -> Client:
    return signed_in(who.administrator(tree.root))


def days(first: str, last: str, name: str = "Giai đoạn", phase: Phase | None = None) -> dict[str, Any]:
    """One line of the phases, as the form sends it."""
    line = {"name_vi": name, "name_en": name, "starts_on": first, "ends_on": last, "target": 10}
    return line | ({"id": phase.pk} if phase else {})


def form(*phases: dict[str, Any], initial: int = 0, **changed: Any) -> dict[str, Any]:
    """The whole form of a programme from 1/3/2030 to 31/8/2030."""
    sent: dict[str, Any] = {
        "name_vi": "Chương trình 2030",
        "name_en": "Programme 2030",
        "slug": "nam-2030",
        "target": 1000,
        "opens_at_0": "2030-03-01",
        "opens_at_1": "00:00",
        "closes_at_0": "2030-09-01",
        "closes_at_1": "00:00",
        "decides_until_0": "2030-10-01",
        "decides_until_1": "00:00",
        "applied_from": "2029-01-01",
        "applied_until": "2030-08-31",
        "grassroots_limit": "100 triệu",
        "superior_limit": 1_000_000_000,
        "unit_limit": 100_000_000_000,
        "enterer_may_finish_up_to": 100_000_000,
        "two_persons_from": 1_000_000_000,
        "desk_days": "",
        "phases-TOTAL_FORMS": len(phases),
        "phases-INITIAL_FORMS": initial,
    }
    lines = {f"phases-{number}-{name}": value for number, line in enumerate(phases) for name, value in line.items()}
    return sent | lines | changed


def made(client: Client) -> Programme:
    page = client.post(f"{PROGRAMMES}add/", form(days("2030-03-01", "2030-05-31"), days("2030-06-01", "2030-08-31")))
    assert page.status_code == 302
    return Programme.objects.get(slug="nam-2030")


def change(programme: Programme) -> str:
    return f"{PROGRAMMES}{programme.pk}/change/"


def test_a_programme_is_made_with_phases_that_tile_its_window(client: Client) -> None:
    programme = made(client)
    assert programme.last_day == date(2030, 8, 31)
    assert [phase.starts_on for phase in programme.phases.all()] == [date(2030, 3, 1), date(2030, 6, 1)]


@pytest.mark.parametrize(
    "phases",
    [
        [],
        [("2030-03-01", "2030-08-30")],
        [("2030-03-02", "2030-08-31")],
        [("2030-03-01", "2030-05-31"), ("2030-06-02", "2030-08-31")],
        [("2030-03-01", "2030-06-15"), ("2030-06-01", "2030-08-31")],
        [("2030-08-31", "2030-03-01")],
    ],
)
def test_phases_with_gaps_or_overlaps_are_refused_before_anything_is_written(
    client: Client, phases: list[tuple[str, str]]
) -> None:
    page = client.post(f"{PROGRAMMES}add/", form(*(days(first, last) for first, last in phases)))
    assert page.status_code == 200
    assert page.context["errors"]
    assert not Programme.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"closes_at_0": "2030-02-01"}, "closes_at"),
        ({"decides_until_0": "2030-08-01"}, "decides_until"),
        ({"applied_until": "2028-12-31"}, "applied_until"),
        ({"superior_limit": 1}, "unit_limit"),
    ],
)
def test_rules_that_contradict_each_other_are_said_at_their_field(
    client: Client, changed: dict[str, Any], field: str
) -> None:
    page = client.post(f"{PROGRAMMES}add/", form(days("2030-03-01", "2030-08-31"), **changed))
    assert set(page.context["adminform"].form.errors) == {field}


def test_a_boundary_between_two_phases_is_moved_both_ways(client: Client) -> None:
    programme = made(client)
    first, second = programme.phases.all()
    for boundary in (date(2030, 7, 15), date(2030, 4, 2)):
        before = f"{boundary - timedelta(days=1):%Y-%m-%d}"
        lines = (days("2030-03-01", before, phase=first), days(f"{boundary:%Y-%m-%d}", "2030-08-31", phase=second))
        page = client.post(change(programme), form(*lines, initial=2))
        assert page.status_code == 302, page.context["errors"]
        assert [phase.starts_on for phase in programme.phases.all()] == [date(2030, 3, 1), boundary]


def standing(client: Client, tree: Tree) -> tuple[Programme, Phase, dict[str, Any]]:
    """A programme with an initiative of today, and what its form sends when nothing is changed."""
    who.officer(tree.grassroots)
    programme = make.programme()
    make.submitted(who.worker(union=tree.grassroots), programme)
    phase = programme.phases.get()
    instants: dict[str, str] = {}
    for name in ("opens_at", "closes_at", "decides_until"):
        local = timezone.localtime(getattr(programme, name))
        instants |= {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M}"}
    line = days(f"{phase.starts_on:%Y-%m-%d}", f"{phase.ends_on:%Y-%m-%d}", phase=phase)
    same = {"slug": programme.slug, "applied_from": f"{programme.applied_from:%Y-%m-%d}"}
    same["applied_until"] = f"{programme.applied_until:%Y-%m-%d}"
    targets = {"target": programme.target, "phases-0-target": phase.target}
    return programme, phase, form(line, initial=1, **instants, **same) | targets


def test_with_initiatives_names_and_rules_can_still_change(client: Client, tree: Tree) -> None:
    programme, _phase, sent = standing(client, tree)
    page = client.post(change(programme), sent | {"name_vi": "Tên mới", "desk_days": "7"})
    assert page.status_code == 302, page.context["errors"]
    programme.refresh_from_db()
    assert (programme.name_vi, programme.desk_days) == ("Tên mới", 7)


def test_no_boundary_is_moved_across_a_submission(client: Client, tree: Tree) -> None:
    programme, phase, sent = standing(client, tree)
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = {"opens_at_0": f"{tomorrow:%Y-%m-%d}", "phases-0-starts_on": f"{tomorrow:%Y-%m-%d}"}
    yesterday = timezone.localdate() - timedelta(days=1)
    early = {"closes_at_0": f"{timezone.localdate():%Y-%m-%d}", "phases-0-ends_on": f"{yesterday:%Y-%m-%d}"}
    for moved in (late, early):
        page = client.post(change(programme), sent | moved)
        assert page.status_code == 200
        assert page.context["errors"]
    days_now = (phase.starts_on, phase.ends_on)
    phase.refresh_from_db()
    assert (phase.starts_on, phase.ends_on) == days_now


def test_a_target_stays_once_initiatives_were_submitted(client: Client, tree: Tree) -> None:
    programme, phase, sent = standing(client, tree)
    page = client.post(change(programme), sent | {"target": programme.target + 1})
    assert set(page.context["adminform"].form.errors) == {"target"}
    page = client.post(change(programme), sent | {"phases-0-target": phase.target + 1})
    (inline,) = page.context["inline_admin_formsets"]
    assert set(inline.formset.forms[0].errors) == {"target"}


def test_a_target_changes_before_anything_was_submitted(client: Client) -> None:
    programme = made(client)
    first, second = programme.phases.all()
    lines = (
        days("2030-03-01", "2030-05-31", phase=first),
        days("2030-06-01", "2030-08-31", phase=second) | {"target": 55},
    )
    page = client.post(change(programme), form(*lines, initial=2) | {"target": 1234})
    assert page.status_code == 302, page.context["errors"]
    programme.refresh_from_db()
    second.refresh_from_db()
    assert (programme.target, second.target) == (1234, 55)


def test_deciding_does_not_end_before_what_was_decided(client: Client, tree: Tree) -> None:
    programme, _phase, sent = standing(client, tree)
    initiative = Initiative.objects.get()
    officer = Office.objects.get(union=tree.grassroots).worker
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=1)
    now = timezone.localtime() - timedelta(minutes=5)
    ended = {"closes_at_0": f"{now:%Y-%m-%d}", "closes_at_1": f"{now:%H:%M}"} | {
        "decides_until_0": f"{now:%Y-%m-%d}",
        "decides_until_1": f"{now:%H:%M}",
    }
    page = client.post(change(programme), sent | ended)
    assert {"closes_at", "decides_until"} <= set(page.context["adminform"].form.errors)


def test_a_phase_or_programme_or_field_with_initiatives_stays(client: Client, tree: Tree) -> None:
    programme, phase, sent = standing(client, tree)
    page = client.post(change(programme), sent | {"phases-0-DELETE": "on"})
    assert Phase.objects.filter(pk=phase.pk).exists()
    assert page.status_code == 302
    field = make.field()
    for url in (f"{PROGRAMMES}{programme.pk}/delete/", f"{FIELDS}{field.pk}/delete/"):
        page = client.post(url, {"post": "yes"})
        assert page.status_code == 404
    assert Field.objects.filter(pk=field.pk).exists()


def test_an_unused_phase_programme_and_field_can_go(client: Client) -> None:
    programme = made(client)
    first, second = programme.phases.all()
    lines = (days("2030-03-01", "2030-08-31", phase=first), days("2030-06-01", "2030-08-31", phase=second))
    page = client.post(change(programme), form(*lines, initial=2) | {"phases-1-DELETE": "on"})
    assert page.status_code == 302, page.context["errors"]
    assert programme.phases.get() == first
    field = make.field("khac")
    client.post(f"{PROGRAMMES}{programme.pk}/delete/", {"post": "yes"})
    client.post(f"{FIELDS}{field.pk}/delete/", {"post": "yes"})
    assert not Programme.objects.exists()
    assert not Field.objects.filter(pk=field.pk).exists()


def test_a_field_is_added_and_renamed(client: Client) -> None:
    client.post(f"{FIELDS}add/", {"slug": "y-te", "name_vi": "Y tế", "name_en": "Health", "position": 3})
    field = Field.objects.get(slug="y-te")
    client.post(
        f"{FIELDS}{field.pk}/change/", {"slug": "y-te", "name_vi": "Y tế", "name_en": "Health care", "position": 3}
    )
    field.refresh_from_db()
    assert field.name_en == "Health care"


@pytest.mark.parametrize("role", ["administrator of a unit", "officer of the root", "leader of the root"])
def test_programmes_and_fields_are_for_administrators_of_the_confederation_alone(tree: Tree, role: str) -> None:
    workers: dict[str, Worker] = {
        "administrator of a unit": who.administrator(tree.unit),
        "officer of the root": who.officer(tree.root),
        "leader of the root": who.leader(tree.root),
    }
    programme, field = make.programme(), make.field()
    client = signed_in(workers[role])
    for url in (PROGRAMMES, FIELDS, f"{PROGRAMMES}add/", f"{FIELDS}add/"):
        assert client.get(url).status_code == 404, url
    for record, base in ((programme.pk, PROGRAMMES), (field.pk, FIELDS)):
        for name in ("change", "history", "delete"):
            mine, unknown = client.get(f"{base}{record}/{name}/"), client.get(f"{base}987654321/{name}/")
            assert mine.status_code == unknown.status_code == 404, (base, name)
    assert client.post(f"{PROGRAMMES}add/", form(days("2030-03-01", "2030-08-31"))).status_code == 404
    assert PROGRAMMES not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make.programme(f"chuong-trinh-{number}")
        make.field(f"linh-vuc-{number}")
    client.get(PROGRAMMES)
    for url in (PROGRAMMES, FIELDS):
        with django_assert_num_queries(4):
            client.get(url)


def test_a_superuser_opens_them_as_settings(tree: Tree) -> None:
    programme, client = make.programme(), signed_in(who.superuser())
    for url in (PROGRAMMES, FIELDS, f"{PROGRAMMES}{programme.pk}/change/"):
        assert client.get(url).status_code == 200, url


def test_an_exclusive_end_is_said_and_typed_as_24_00_of_the_day_before(client: Client) -> None:
    programme = made(client)
    listed = client.get(PROGRAMMES).content.decode()
    assert "24:00" in listed
    assert "31/8/2030" in listed
    form_now = client.get(change(programme)).context["adminform"].form
    parts = {name: form_now[name].subwidgets[0].data["subwidgets"] for name in ("opens_at", "closes_at")}
    shown = {name: [part["value"] for part in pair] for name, pair in parts.items()}
    assert shown == {"opens_at": ["1/3/2030", "00:00"], "closes_at": ["31/8/2030", "24:00"]}

    first, second = programme.phases.all()
    phases = days("1/3/2030", "31/5/2030", phase=first), days("1/6/2030", "31/8/2030", phase=second)
    ends = {"closes_at_0": "31/8/2030", "closes_at_1": "24:00", "decides_until_0": "30/9/2030"}
    sent = form(*phases, initial=2, **ends, decides_until_1="24:00")
    page = client.post(change(programme), sent)
    assert page.status_code == 302, page.context["errors"]
    kept = Programme.objects.get()
    assert (kept.closes_at, kept.decides_until) == (programme.closes_at, programme.decides_until)
    for wrong in ("24:01", "25:00", "12:60", "tối"):
        page = client.post(change(programme), sent | {"closes_at_1": wrong})
        assert set(page.context["adminform"].form.errors) == {"closes_at"}


def test_only_a_phase_without_initiatives_has_a_bin(client: Client, tree: Tree) -> None:
    unused, (used, _phase, _sent) = made(client), standing(client, tree)
    bins = ['name="phases-0-DELETE"' in client.get(change(programme)).content.decode() for programme in (unused, used)]
    assert bins == [True, False]

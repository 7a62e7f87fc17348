"""Who enters the admin, and what its front page and menu show."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from unions.models import Office
from unions.scoped_admin import ScopedModelAdmin
from unions.tests import factories
from unions.tests.clients import signed_in

pytestmark = pytest.mark.django_db

INDEX = "/admin/"


@pytest.mark.parametrize("kind", list(Office.Kind))
def test_an_office_held_today_opens_the_admin(kind: str) -> None:
    tree = factories.make_tree()
    holder = factories.worker(union=tree.grassroots)
    factories.office(holder, tree.grassroots, kind)
    page = signed_in(holder).get(INDEX)
    assert page.status_code == 200
    assert "Công đoàn cơ sở Công ty Dệt Sông Lam" in page.content.decode()


def test_without_office_the_admin_is_closed() -> None:
    assert signed_in(factories.worker()).get(INDEX, follow=True).status_code == 404


@pytest.mark.parametrize(("begins", "ends"), [(1, None), (-9, -1)])
def test_an_office_of_other_days_opens_nothing(begins: int, ends: int | None) -> None:
    today = timezone.localdate()
    holder = factories.worker()
    until = None if ends is None else today + timedelta(days=ends)
    factories.office(holder, factories.grassroots(), from_on=today + timedelta(days=begins), until_on=until)
    assert signed_in(holder).get(INDEX, follow=True).status_code == 404


def test_an_inactive_worker_stays_outside() -> None:
    holder = factories.officer(factories.grassroots(), is_active=False)
    assert signed_in(holder).get(INDEX).status_code == 302


def test_a_superuser_without_office_enters() -> None:
    assert signed_in(factories.superuser()).get(INDEX).status_code == 200


def test_a_stranger_signs_in_on_the_site() -> None:
    page = Client().get(reverse("admin:unions_worker_changelist"), follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert page.status_code == 200


def test_only_scoped_admins_are_registered() -> None:
    assert {model for model, entry in admin.site._registry.items() if not isinstance(entry, ScopedModelAdmin)} == set()


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        (Office.Kind.OFFICER, {"worker", "union"}),
        (Office.Kind.LEADER, {"union"}),
        (Office.Kind.ADMINISTRATOR, {"worker", "union", "office"}),
    ],
)
def test_the_menu_shows_what_concerns_the_person(kind: str, seen: set[str]) -> None:
    holder = factories.worker()
    factories.office(holder, factories.grassroots(), kind)
    html = signed_in(holder).get(INDEX).content.decode()
    for model in ("worker", "union", "office"):
        assert (f'href="{reverse(f"admin:unions_{model}_changelist")}"' in html) == (model in seen)
    assert f'href="{reverse("reporting:dashboard")}"' in html


def test_no_address_tells_whether_a_record_exists() -> None:
    tree = factories.make_tree()
    client = signed_in(factories.officer(tree.grassroots))
    assert client.get(f"/admin/r/1/{tree.other_unit.pk}/").status_code == 404
    assert client.get("/admin/r/1/0/").status_code == 404


@pytest.mark.parametrize("model", ["worker", "union", "office"])
def test_each_form_opens_and_lists_no_big_table(model: str) -> None:
    tree = factories.make_tree()
    member = factories.worker("Lý Thị Hoa", tree.direct)
    record = {"worker": member, "union": tree.superior, "office": factories.office(member, tree.superior)}[model]
    client = signed_in(factories.administrator(tree.unit))
    for address in (reverse(f"admin:unions_{model}_add"), reverse(f"admin:unions_{model}_change", args=[record.pk])):
        page = client.get(address)
        assert page.status_code == 200
        assert str(tree.grassroots) not in page.content.decode()
    assert 'data-ajax--url="/admin/autocomplete/' in client.get(reverse(f"admin:unions_{model}_add")).content.decode()


def test_the_foot_of_the_page_names_the_running_version() -> None:
    foot = signed_in(factories.superuser()).get(INDEX).content.decode().partition("<footer")[2]
    assert settings.VERSION in foot

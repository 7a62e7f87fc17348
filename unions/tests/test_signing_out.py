"""Signing out leaves nothing in a browser, by whatever door."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from unions.models import Worker
from unions.tests import factories

pytestmark = pytest.mark.django_db

LOGIN, LOGOUT = "/accounts/login/", "/accounts/logout/"


@pytest.fixture
def officer() -> Worker:
    return factories.officer(factories.grassroots(), email="hoa@example.vn")


@pytest.fixture
def client(officer: Worker) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.mark.parametrize("door", [LOGOUT, "/admin/logout/"])
def test_each_door_empties_the_browsers_storage(client: Client, door: str) -> None:
    answer = client.post(door)

    assert "_auth_user_id" not in client.session
    assert answer["Clear-Site-Data"] == '"storage"'


def test_what_signs_nobody_out_leaves_it(client: Client) -> None:
    for answer in (client.get(LOGOUT), client.post("/language/", {"language": "en"}), Client().post(LOGOUT)):
        assert "Clear-Site-Data" not in answer


def test_a_session_that_ran_out_leaves_what_was_typed_to_its_owner(client: Client) -> None:
    Session.objects.all().delete()
    assert "Clear-Site-Data" not in client.post("/initiatives/new/", {"title": "Kẹp nhanh"})
    back = client.post(LOGIN, {"login": "hoa@example.vn", "password": factories.PASSWORD})

    assert back.status_code == 302
    assert "Clear-Site-Data" not in back

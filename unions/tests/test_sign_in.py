"""Signing in by phone or e-mail, however typed, with a number that nobody has verified."""

from typing import Any

import pytest
from django.test import Client

from unions.accounts import MISMATCH
from unions.tests import factories

pytestmark = pytest.mark.django_db


def sign_in(client: Client, login: str, password: str = factories.PASSWORD) -> str | None:
    client.post("/accounts/login/", {"login": login, "password": password})
    signed_in: str | None = client.session.get("_auth_user_id")
    return signed_in


@pytest.mark.parametrize(
    ("contact", "login"),
    [
        ({"phone": "+84901112223"}, "0901112223"),
        ({"phone": "+84901112223"}, "+84 901 112 223"),
        ({"email": "hoa@example.vn"}, "hoa@example.vn"),
        ({"email": "hoa@example.vn"}, "Hoa@Example.VN"),
        ({"email": "hoa@example.vn", "phone": "+84901112223"}, "hoa@example.vn"),
        ({"email": "hoa@example.vn", "phone": "+84901112223"}, "090 111 2223"),
    ],
)
def test_signs_in_by_either_contact(client: Client, contact: dict[str, Any], login: str) -> None:
    worker = factories.worker(**contact)
    assert sign_in(client, login) == str(worker.pk)


def test_a_closed_account_does_not_sign_in(client: Client) -> None:
    factories.worker(phone="+84901112223", is_active=False)
    assert sign_in(client, "0901112223") is None


def test_unknown_and_wrong_are_told_alike(client: Client) -> None:
    factories.worker(email="hoa@example.vn")
    told = {
        tuple(page.context["form"].non_field_errors())
        for login in ("hoa@example.vn", "khong@example.vn", "0901112223", "một chữ")
        for page in [client.post("/accounts/login/", {"login": login, "password": "sai mật khẩu"})]
    }
    assert told == {(str(MISMATCH),)}


def test_nobody_signs_up(client: Client) -> None:
    page = client.post("/accounts/signup/", {"email": "moi@example.vn", "password1": "x" * 12, "password2": "x" * 12})
    assert "account/signup_closed.html" in {template.name for template in page.templates}

"""Passwords: how they are hashed, guessed at slowly and set anew by e-mail; and which account pages there are."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher
from django.core import mail
from django.test import Client

from unions.models import Worker
from unions.tests import factories

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
NEW = "đồi chè xanh mướt"
WRONG = "sai mật khẩu"


def signed_in_as(client: Client) -> str | None:
    worker: str | None = client.session.get("_auth_user_id")
    return worker


def link(message: Any) -> str:
    (address,) = re.findall(r"http://testserver(\S+)", str(message.body))
    return str(address)


def is_dead(client: Client, address: str) -> bool:
    """Whether the link sets no password any more, asked for or sent a form."""
    before = list(Worker.objects.values_list("password"))
    sent = client.post(address, {"password1": NEW + " 2", "password2": NEW + " 2"})
    asked = client.get(address)
    unchanged = before == list(Worker.objects.values_list("password"))
    return unchanged and all(answer.context.get("token_fail") for answer in (sent, asked))


def test_hashes_are_argon2id_on_owasps_list() -> None:
    encoded = factories.worker().password
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert not identify_hasher(encoded).must_update(encoded)


def test_a_worker_without_password_sets_one_by_email(client: Client) -> None:
    worker = factories.worker(email="hoa@example.vn", password="!")
    client.post(RESET, {"email": "Hoa@Example.VN"})
    (message,) = mail.outbox
    assert message.to == ["hoa@example.vn"]
    address = link(message)
    form = client.get(address, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    worker.refresh_from_db()
    assert worker.check_password(NEW)
    client.post(LOGIN, {"login": "hoa@example.vn", "password": NEW})
    assert signed_in_as(client) == str(worker.pk)
    assert is_dead(client, address)


def test_a_changed_email_ends_the_links_sent_to_the_old_one(client: Client) -> None:
    """And no copy of an address is kept beside the worker's, by which the old one could still sign in."""
    worker = factories.worker(email="cu@example.vn")
    client.post(RESET, {"email": "cu@example.vn"})
    address = link(mail.outbox[0])
    Worker.objects.filter(pk=worker.pk).update(email="moi@example.vn")
    assert is_dead(client, address)
    client.post(LOGIN, {"login": "cu@example.vn", "password": factories.PASSWORD})
    assert signed_in_as(client) is None
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("known", [{"email": "hoa@example.vn"}, {"email": "hoa@example.vn", "is_active": False}])
def test_unknown_closed_and_known_accounts_are_answered_alike(client: Client, known: dict[str, Any]) -> None:
    factories.worker(**known)
    answers = [client.post(RESET, {"email": email}, follow=True) for email in ("hoa@example.vn", "ai@example.vn")]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    shown = [re.sub(r'nonce="[^"]*"|value="[^"]*"', "", page.content.decode()) for page in answers]
    assert shown[0] == shown[1]
    assert [message.to for message in mail.outbox] == [["hoa@example.vn"], ["ai@example.vn"]]
    assert "signup" not in mail.outbox[1].body


def guess(client: Client, login: str, password: str) -> None:
    client.post(LOGIN, {"login": login, "password": password})


@pytest.mark.parametrize(("contact", "typed"), [("phone", "0901 112 223"), ("email", "Hoa@example.vn")])
def test_an_account_is_guessed_at_slowly(client: Client, contact: str, typed: str) -> None:
    worker = factories.worker(phone="+84901112223", email="hoa@example.vn")
    for _attempt in range(5):
        guess(client, getattr(worker, contact), WRONG)
    guess(client, typed, factories.PASSWORD)
    assert signed_in_as(client) is None


def test_guessing_at_one_phone_shuts_nobody_else_out(client: Client) -> None:
    factories.worker(phone="+84901112223")
    other = factories.worker(phone="+84904445556")
    for _attempt in range(6):
        guess(client, "0901112223", WRONG)
    guess(client, "0904445556", factories.PASSWORD)
    assert signed_in_as(client) == str(other.pk)


def test_a_whole_company_signs_in_from_one_address() -> None:
    workers = [factories.worker() for _n in range(40)]
    for worker in workers:
        client = Client()
        guess(client, worker.phone or "", factories.PASSWORD)
        assert signed_in_as(client) == str(worker.pk)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(
    ("address", "stranger", "worker"),
    [
        ("login/", 200, 302),
        ("logout/", 302, 200),
        ("inactive/", 200, 200),
        ("signup/", 200, 302),
        ("password/change/", 302, 200),
        ("password/set/", 302, 302),
        ("password/reset/", 200, 200),
        ("password/reset/done/", 200, 200),
        ("password/reset/key/done/", 200, 200),
        ("password/reset/key/1-x/", 200, 200),
        ("", 404, 404),
        ("email/", 404, 404),
        ("confirm-email/", 404, 404),
        ("confirm-email/x/", 404, 404),
        ("phone/change/", 404, 404),
        ("phone/verify/", 404, 404),
        ("reauthenticate/", 404, 404),
        ("login/code/", 404, 404),
        ("login/code/confirm/", 404, 404),
        ("3rdparty/", 404, 404),
    ],
)
def test_each_account_page_answers_sanely(
    client: Client, address: str, stranger: int, worker: int, signed: bool
) -> None:
    if signed:
        client.force_login(factories.worker(email="hoa@example.vn"))
    assert client.get(f"/accounts/{address}").status_code == (worker if signed else stranger)


def test_who_has_no_password_sets_one_when_signed_in(client: Client) -> None:
    worker = factories.worker(password="!")
    client.force_login(worker)
    client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})
    worker.refresh_from_db()
    assert worker.check_password(NEW)

"""Attempts to sign in: how many are let through, within which time, and what a right password takes back."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from pytest_django import DjangoAssertNumQueries

from unions import attempts
from unions.tests import factories

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
LIMITS = {"login": "", "sign_in": "5/m/ip", "login_failed": "100/m/ip,3/2s/key"}


@pytest.fixture(autouse=True)
def limits() -> Iterator[None]:
    with override_settings(ACCOUNT_RATE_LIMITS=LIMITS):
        yield


def request(address: str = "203.0.113.7") -> HttpRequest:
    return RequestFactory().post(LOGIN, REMOTE_ADDR=address)


def attempt(account: str = "hoa@example.vn", address: str = "203.0.113.7") -> set[str]:
    return attempts.Attempt(request(address), account).too_many


def test_each_account_and_each_address_has_counters_of_its_own() -> None:
    assert [attempt() for _n in range(4)] == [set(), set(), set(), {"login_failed"}]
    assert attempt("lan@example.vn") == set()
    assert attempt("mai@example.vn") == {"sign_in"}
    assert attempt("mai@example.vn", "203.0.113.8") == set()
    assert attempt(address="203.0.113.8") == {"login_failed"}


def test_what_was_right_is_taken_back_and_leaves_no_row() -> None:
    for number in range(8):
        right = attempts.Attempt(request(f"203.0.113.{number}"), "hoa@example.vn")
        assert not right.too_many
        right.take_back()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone() == (0,)


def test_a_right_password_forgives_no_wrong_one_before_it() -> None:
    assert [attempt(), attempt()] == [set(), set()]
    attempts.Attempt(request(), "hoa@example.vn").take_back()
    assert [attempt(), attempt(address="203.0.113.8")] == [set(), {"login_failed"}]


def test_attempts_are_forgotten_after_their_time_and_when_the_password_is_set_anew() -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "1/0.3s/key"}):
        assert [attempt(), attempt()] == [set(), {"login_failed"}]
        time.sleep(0.35)
        assert [attempt(), attempt()] == [set(), {"login_failed"}]
        attempts.forget(request(), "hoa@example.vn")
        assert attempt() == set()


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_time_are_all_counted() -> None:
    def guess(number: int) -> bool:
        try:
            return not attempt(address=f"203.0.113.{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(guess, range(12))) == 3


def test_signing_in_takes_few_statements(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """The attempt, the address, the worker, the attempt taken back; then the last sign-in and the session, once."""
    factories.worker(email="hoa@example.vn")
    client.post(LOGIN, {"login": "ai@example.vn", "password": factories.PASSWORD})
    with django_assert_num_queries(9):
        client.post(LOGIN, {"login": "hoa@example.vn", "password": factories.PASSWORD})
    assert "_auth_user_id" in client.session


def test_a_session_that_a_browser_brought_gets_another_key_and_keeps_what_it_held(client: Client) -> None:
    factories.worker(email="hoa@example.vn")
    session = client.session
    session["typed"] = "Kẹp nhanh"
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before or ""
    client.post(LOGIN, {"login": "hoa@example.vn", "password": factories.PASSWORD})
    assert client.session.session_key != before
    assert client.session["typed"] == "Kẹp nhanh"
    assert not Session.objects.filter(session_key=before).exists()
    assert Session.objects.count() == 1

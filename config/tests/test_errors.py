"""What a person is told when a page cannot be shown, in both languages, also when the database is away."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from pytest_django import DjangoAssertNumQueries

from config.errors import bad_request, server_error

pytestmark = pytest.mark.django_db


def falls(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the server closed the connection")


urlpatterns = [path("falls/", falls), path("away/", away), path("", include(settings.ROOT_URLCONF))]
handler400, handler500 = bad_request, server_error


@pytest.fixture(autouse=True)
def with_pages_that_fall() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__, DEBUG=False):
        yield


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("method", "path", "status", "heading"),
    [
        ("GET", "/nothing-here/", 404, "This page does not exist, or is not for you to see"),
        ("GET", "/falls/", 500, "Something went wrong on our side"),
        ("GET", "/away/", 503, "The system is away for a moment"),
        ("POST", "/figures/public/", 405, "This address only takes what a button sends"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_says_what_happened_in_the_readers_language(
    client: Client, language: str, method: str, path: str, status: int, heading: str
) -> None:
    answer = client.generic(method, path, headers={"accept-language": language})
    shown = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{language}">' in shown
    assert "<h1>" in shown
    assert f"<h1>{heading}</h1>" in shown or language == "vi"
    assert 'href="/"' in shown, "what to do next"


@pytest.mark.parametrize("path", ["/falls/", "/away/"])
def test_a_fault_is_told_in_the_language_chosen_without_asking_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    client.cookies["sessionid"] = "x" * 32
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with django_assert_num_queries(0):
        assert '<html lang="en">' in client.get(path).content.decode()


def test_what_is_away_says_when_to_come_back(client: Client) -> None:
    answer = client.get("/away/")
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("30", "no-store")


def test_what_is_too_large_says_how_large_it_may_be(client: Client) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_572_864):
        answer = client.post("/accounts/login/", {"login": "x" * 1_600_000}, headers={"accept-language": "en"})
    assert answer.status_code == 413
    assert "may have 1,5 MB" in answer.content.decode()


def test_too_many_fields_are_not_understood(client: Client) -> None:
    with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=2):
        answer = client.post("/accounts/login/", dict.fromkeys("abc", "x"))
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


def test_a_host_that_is_not_ours_is_not_understood(client: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["ours.example"]):
        assert client.get("/", headers={"host": "other.example"}).status_code == 400


def test_only_a_button_leads_there_and_the_methods_are_named(client: Client) -> None:
    answer = client.post("/figures/public/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert b"<h1>" not in client.post("/figures/public/", headers={"accept": "application/json"}).content

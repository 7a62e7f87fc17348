"""A session that ended while a page was open: told in words, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from unions.models import Worker
from unions.tests import factories

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"
NEW = "/initiatives/new/"
HERE = {"origin": "http://testserver"}


@pytest.fixture
def worker() -> Worker:
    return factories.worker(email="hoa@example.vn", union=factories.grassroots())


@pytest.fixture
def ended(worker: Worker) -> Client:
    """A browser that still has the cookie of a session which is no more."""
    client = Client()
    client.force_login(worker)
    Session.objects.all().delete()
    return client


@pytest.mark.parametrize("path", ["/initiatives/", "/admin/initiatives/initiative/?desk=all"])
def test_a_page_leads_to_sign_in_with_a_word_and_back(ended: Client, path: str) -> None:
    answer = ended.get(path, follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"{LOGIN}?next=")
    assert 'class="message warning"' in answer.content.decode()
    signed_in = ended.post(LOGIN, {"login": "hoa@example.vn", "password": factories.PASSWORD, "next": path})
    assert signed_in["Location"] == path


def test_who_was_never_signed_in_is_told_nothing_of_a_session() -> None:
    answer = Client().get("/initiatives/", follow=True)
    assert 'class="message warning"' not in answer.content.decode()
    assert "ended" not in answer.redirect_chain[-1][0]


def test_a_form_is_kept_to_be_sent_again(ended: Client) -> None:
    answer = ended.post(NEW, {"title": "Kẹp <nhanh>", "applied": ["a", "b"]}, headers=HERE)
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert f'<form method="post" action="{NEW}">' in shown
    for field in ('name="title" value="Kẹp &lt;nhanh&gt;"', 'name="applied" value="a"', 'name="applied" value="b"'):
        assert field in shown
    assert 'target="_blank"' in shown


def test_who_lost_every_cookie_finds_the_form_and_the_way_back_to_its_page() -> None:
    page = "/initiatives/5/edit/"
    answer = Client(enforce_csrf_checks=True).post(
        NEW, {"title": "Kẹp <nhanh>"}, headers=HERE | {"referer": f"http://testserver{page}"}
    )
    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "account/ended.html" in {template.name for template in answer.templates}
    assert 'name="title" value="Kẹp &lt;nhanh&gt;"' in shown
    assert f'href="{LOGIN}?next=%2Finitiatives%2F5%2Fedit%2F"' in shown


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/initiatives/", "x"])
def test_signing_in_leads_to_no_page_but_ours(ended: Client, referer: str) -> None:
    shown = ended.post(NEW, {"title": "Kẹp"}, headers=HERE | {"referer": referer}).content.decode()
    assert f'href="{LOGIN}?next=%2F"' in shown


@pytest.mark.parametrize("path", ["/language/", LOGIN, "/accounts/password/reset/", "/admin/login/"])
def test_what_everybody_may_send_leads_nobody_to_sign_in(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {"email": "hoa@example.vn"}, headers=HERE)
    assert (answer.status_code, "403_csrf.html" in {template.name for template in answer.templates}) == (403, True)


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_what_another_site_sent_is_not_offered_again(ended: Client, headers: dict[str, str]) -> None:
    answer = ended.post(NEW, {"title": "Kẹp"}, headers=headers)
    assert answer["Location"] == f"{LOGIN}?next=%2Finitiatives%2Fnew%2F&ended=1"


def test_a_password_is_never_written_into_a_page(ended: Client) -> None:
    answer = ended.post(CHANGE, {"oldpassword": "mật khẩu cũ"}, headers=HERE)
    assert answer.status_code == 302


def test_a_session_whose_time_is_over_is_nobodys(worker: Worker) -> None:
    client = Client()
    client.force_login(worker)
    assert client.get("/initiatives/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/initiatives/").status_code == 302


def test_an_open_page_that_renews_itself_is_told_in_place_and_stops(ended: Client) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/initiatives/?state=waiting"}
    answer = ended.get(reverse("reporting:figures_fragment", args=["nam-nay", "TLD"]), headers=headers)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (286, ".messages", "innerHTML")
    assert "/accounts/login/?next=%2Finitiatives%2F%3Fstate%3Dwaiting" in answer.content.decode()


def test_a_page_of_the_admin_has_the_place_in_which_that_is_told() -> None:
    client = Client()
    client.force_login(factories.superuser())
    page = reverse("admin:config_taskrun_changelist")
    shown = client.get(page).content.decode()
    assert re.search(r'class="[^"]*\bmessages\b[^"]*" role="status"', shown)
    assert "data-no-answer=" in shown
    Session.objects.all().delete()
    answer = client.get(page, headers={"hx-request": "true", "hx-current-url": f"http://testserver{page}"})
    assert (answer.status_code, answer["HX-Retarget"]) == (286, ".messages")


def test_who_signed_in_anew_sends_what_an_older_page_held(worker: Worker) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(worker)
    answer = client.post(NEW, {"title": "Kẹp", "csrfmiddlewaretoken": "x" * 64}, headers=HERE)
    assert answer.status_code == 403
    assert 'name="title" value="Kẹp"' in answer.content.decode()
    assert "x" * 64 not in answer.content.decode()
    foreign = client.post(NEW, {"title": "Kẹp"}, headers={"origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    assert "Kẹp" not in foreign.content.decode()


def test_signing_in_twice_leads_to_the_start_page(worker: Worker) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(worker)
    assert client.post(LOGIN, {"login": "hoa@example.vn", "password": "x"}).headers["Location"] == "/"


def test_too_many_attempts_are_told_in_words() -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"sign_in": "1/m/ip"}):
        for _ in range(2):
            answer = Client().post(LOGIN, {"login": "ai@example.vn", "password": "x"})
    assert answer.status_code == 429
    assert "429.html" in {template.name for template in answer.templates}


def test_guesses_at_one_account_are_told_in_the_form(worker: Worker) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "1/m/key"}):
        for _ in range(2):
            answer = Client().post(LOGIN, {"login": "hoa@example.vn", "password": "sai mật khẩu"})
    assert answer.status_code == 200
    assert answer.context["form"].errors

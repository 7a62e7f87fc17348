"""What draft.js sends while a person types: kept in one cheap request, and never without a change."""

from typing import Any

import pytest
from django.test import Client, override_settings

from initiatives.models import Authorship, Initiative
from initiatives.states import State
from initiatives.tests import factories as make
from initiatives.tests.pages import NEW, as_shown, browser, page_of, typed
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def keep(client: Client, data: dict[str, str], to: str = NEW) -> Any:
    return client.post(to, data | {"action": "keep"})


def test_the_first_change_makes_the_draft_once_and_says_where_it_goes_on(author: Worker) -> None:
    client, data = browser(author), typed(make.programme(), applied_on="31/2/2023")
    answers = [keep(client, data).json() for _time in range(2)]

    initiative = Initiative.objects.get()
    assert (initiative.title, initiative.applied_on, initiative.state) == (data["title"], None, State.DRAFT)
    for answer in answers:
        assert answer["address"] == page_of(initiative, "edit")
        assert answer["unchanged_since"] == initiative.edited_at.isoformat()
        assert not answer["whole"]
        assert "but for: First applied on." in answer["words"]


def test_a_change_of_a_draft_is_kept_with_what_was_seen(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    client, url = browser(author), page_of(draft, "edit")
    data = as_shown(client.get(url), title="Đồ gá mới")
    answer = keep(client, data, to=url).json()

    draft.refresh_from_db()
    assert (draft.title, answer["whole"]) == ("Đồ gá mới", True)
    assert answer["words"].startswith("Draft saved at ")
    stale = keep(client, data | {"title": "Đồ gá cũ"}, to=url)
    assert stale.status_code == 409
    assert "Meanwhile it was changed from another page." in stale.json()["words"]
    again = keep(client, data | {"title": "Đồ gá mới hơn", "unchanged_since": answer["unchanged_since"]}, to=url)
    assert again.json()["whole"]


def test_an_answer_that_was_lost_is_asked_for_again_without_a_conflict(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    client, url = browser(author), page_of(draft, "edit")
    data = as_shown(client.get(url), title="Đồ gá mới")
    assert keep(client, data, to=url).json() == keep(client, data, to=url).json()


def test_what_was_returned_is_not_touched_without_a_change(author: Worker, tree: Tree) -> None:
    initiative = make.returned(author, make.programme(), by_officer=who.officer(tree.grassroots))
    client, url = browser(author), page_of(initiative, "edit")
    shown = client.get(url)
    keep(client, as_shown(shown), to=url)
    before, initiative = initiative.edited_at, Initiative.objects.get()
    assert initiative.edited_at == before

    answer = keep(client, as_shown(shown, solution="Chốt định vị bằng inox."), to=url).json()
    assert "It is not submitted yet." in answer["words"]
    assert Initiative.objects.get().edited_at > before


def test_a_draft_is_not_given_to_who_has_an_account_before_a_button_is_pressed(author: Worker, tree: Tree) -> None:
    officer = browser(who.officer(tree.superior))
    browser(author)
    data = typed(make.programme(), lines=({"contact": author.phone},))
    answer = keep(officer, data).json()
    assert (answer["address"], answer["words"]) == ("", "Kept on this machine until you save it.")

    response = officer.post(NEW, data | {"action": "draft", "applied_on": "31/2/2023"})
    assert "31/2/2023" in response.text
    assert not Initiative.objects.exists()


def test_without_a_main_author_the_machine_keeps_it(tree: Tree) -> None:
    answer = keep(browser(who.officer(tree.superior)), typed(make.programme(), lines=({"contact": "09"},))).json()

    assert "Not saved yet, because of: Main author." in answer["words"]
    assert not Initiative.objects.exists()


def test_what_was_submitted_meanwhile_is_left_alone(author: Worker) -> None:
    client, data = browser(author), typed(make.programme())
    client.post(NEW, data)
    answer = keep(client, data | {"title": "Gõ thêm"})

    assert answer.status_code == 409
    assert answer.json()["words"].startswith("It was submitted already, with the code SK-")
    assert Initiative.objects.get().title == data["title"]


def test_who_is_signed_out_or_a_stranger_keeps_nothing(author: Worker, tree: Tree) -> None:
    draft = make.draft(author, make.programme())
    data = typed(draft.programme, key=draft.key)
    assert keep(browser(), data, to=page_of(draft, "edit")).status_code == 302
    stranger = browser(who.worker("Vũ Văn Khoa", union=tree.grassroots))
    assert keep(stranger, data, to=page_of(draft, "edit")).status_code == 404


def test_who_may_neither_author_nor_read_it_is_told_and_not_led_away(author: Worker, tree: Tree) -> None:
    who.officer(tree.grassroots)
    sent = make.submitted(author, make.programme(), confidential=True)
    above = browser(who.officer(tree.unit))
    answer = keep(above, typed(sent.programme, key=sent.key), to=page_of(sent, "edit"))

    assert (answer.status_code, answer.json()["words"]) == (409, "Only the main author may change it.")


def test_who_signed_in_anew_is_given_the_new_token_and_who_they_are(author: Worker) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    answer = client.post(NEW, {"action": "keep"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["person"]) == (403, author.pk)

    data = typed(make.programme()) | {"csrfmiddlewaretoken": answer.json()["token"]}
    assert keep(client, data).json()["whole"]


@pytest.mark.parametrize("action", ["draft", "submit"])
def test_what_is_kept_whole_is_forgotten_by_the_machine(author: Worker, action: str) -> None:
    response = browser(author).post(NEW, typed(make.programme(), action=action))

    assert response.cookies["kept"].value == str(Initiative.objects.get().key)
    assert not response.cookies["kept"]["secure"]


def test_in_production_the_cookie_goes_over_https_alone(author: Worker) -> None:
    with override_settings(SESSION_COOKIE_SECURE=True):
        client = browser()
        client.force_login(author)
        response = client.post(NEW, typed(make.programme()), secure=True)

    assert response.cookies["kept"]["secure"]


def test_keeping_is_cheap(author: Worker, tree: Tree, django_assert_num_queries: Any) -> None:
    other = who.worker("Vũ Văn Khoa", union=tree.grassroots)
    draft = make.draft(author, make.programme(), others=(other,))
    client, url = browser(author), page_of(draft, "edit")
    data = as_shown(client.get(url), title="Đồ gá mới")
    with django_assert_num_queries(14):
        keep(client, data, to=url)
    with django_assert_num_queries(10):
        keep(client, typed(draft.programme))
    with django_assert_num_queries(7):
        keep(client, data, to=url)
    assert Authorship.objects.filter(initiative=draft).count() == 2

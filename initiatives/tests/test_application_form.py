"""The application form: what it reads, what it asks back, who may stand in it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from initiatives.models import Authorship, Initiative
from initiatives.states import State
from initiatives.tests import factories as make
from initiatives.tests.pages import NEW, as_shown, browser, page_of, typed
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

BILLION = 1_000_000_000


def post(client: Client, data: dict[str, str], to: str = NEW) -> Any:
    return client.post(to, data)


def errors_of(response: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def test_a_complete_application_is_submitted_with_what_was_typed(author: Worker) -> None:
    programme = make.programme()
    client = browser(author)
    response = client.post(NEW, typed(programme, claimed_benefit="1,5 triệu đồng"), follow=True)

    initiative = Initiative.objects.get()
    line = Authorship.objects.get()
    assert response.redirect_chain == [(page_of(initiative, "receipt"), 302)]
    assert (initiative.state, initiative.claimed_benefit) == (State.WAITING, 1_500_000)
    assert (line.worker, line.share, line.title) == (author, 100, "Công nhân may")
    assert str(initiative.code) in response.text
    assert str(initiative.desk) in response.text


@pytest.mark.parametrize(
    ("text", "amount"),
    [("16 tỷ", 16 * BILLION), ("1,5 triệu", 1_500_000), ("16.000.000.000", 16 * BILLION), ("50000000", 50_000_000)],
)
def test_a_draft_keeps_the_amount_however_it_is_typed(author: Worker, text: str, amount: int) -> None:
    response = post(browser(author), typed(make.programme(), action="draft", claimed_benefit=text))

    initiative = Initiative.objects.get()
    assert response.headers["location"] == page_of(initiative, "edit")
    assert (initiative.state, initiative.claimed_benefit) == (State.DRAFT, amount)


@pytest.mark.parametrize("text", ["nhiều lắm", "-5", "1,500 triệu", "9999999999999999", "99999999999 tỷ"])
def test_an_amount_that_cannot_be_read_is_said_at_its_field_and_the_rest_is_kept(author: Worker, text: str) -> None:
    data = typed(make.programme(), action="draft", claimed_benefit=text)
    response = post(browser(author), data)

    initiative = Initiative.objects.get()
    assert list(errors_of(response)) == ["claimed_benefit"]
    assert response.context["form"]["claimed_benefit"].value() == text
    assert "The draft is saved, but not what cannot be read: Claimed benefit (VND)." in response.text
    assert f'action="{page_of(initiative, "edit")}"' in response.text
    assert (initiative.title, initiative.claimed_benefit) == (data["title"], None)


def test_a_draft_may_be_empty_but_for_its_author(author: Worker) -> None:
    programme = make.programme()
    data = {"key": typed(programme)["key"], "programme": str(programme.pk), "action": "draft"}
    data |= {"authors-TOTAL_FORMS": "2", "authors-INITIAL_FORMS": "1", "authors-0-share": ""}

    post(browser(author), data)

    assert [(line.worker, line.share) for line in Authorship.objects.all()] == [(author, 100)]
    assert Initiative.objects.get().title == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/8/2023", date(2023, 8, 31)),
        ("1/9/2023", date(2023, 9, 1)),
        ("31-08-2023", date(2023, 8, 31)),
        ("31.8.2023", date(2023, 8, 31)),
        ("31 8 2023", date(2023, 8, 31)),
        ("31082023", date(2023, 8, 31)),
        ("310823", date(2023, 8, 31)),
        ("31/8/23", date(2023, 8, 31)),
        ("2023-08-31", date(2023, 8, 31)),
    ],
)
def test_days_are_read_as_they_are_written_in_vietnam(author: Worker, text: str, day: date) -> None:
    client = browser(author)
    post(client, typed(make.programme(), action="draft", applied_on=text))

    initiative = Initiative.objects.get()
    assert initiative.applied_on == day
    assert f'value="{day.day}/{day.month}/{day.year}"' in client.get(page_of(initiative, "edit")).text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8/31/2023", "Write the day like 31/8/2023."),
        ("31823", "Write the day like 31/8/2023."),
        ("20230831", "Write the day like 31/8/2023."),
        ("hôm qua", "Write the day like 31/8/2023."),
        ("30/2/2023", "There is no day 30/2/2023."),
        ("31.04.23", "There is no day 31/4/2023."),
        ("29022023", "There is no day 29/2/2023."),
        ("2023-02-29", "There is no day 29/2/2023."),
    ],
)
def test_a_day_that_cannot_be_read_is_said_at_its_field(author: Worker, text: str, said: str) -> None:
    response = post(browser(author), typed(make.programme(), action="draft", recognised_on=text))

    assert errors_of(response) == {"recognised_on": [said]}


@pytest.mark.parametrize("action", ["submit", "keep"])
def test_a_form_that_nobody_touched_leaves_no_draft(author: Worker, action: str) -> None:
    client = browser(author)
    make.programme()
    response = client.post(NEW, as_shown(client.get(NEW), action=action))

    assert not Initiative.objects.exists()
    assert action == "keep" or {"title", "solution", "claimed_benefit"} <= response.context["form"].errors.keys()


def test_a_form_with_a_title_alone_leaves_one(author: Worker) -> None:
    client = browser(author)
    make.programme()
    client.post(NEW, as_shown(client.get(NEW), action="submit", title="Đồ gá"))

    assert Initiative.objects.get().title == "Đồ gá"


def test_nothing_is_no_amount(author: Worker) -> None:
    client, programme = browser(author), make.programme()
    words = "0 VND is no benefit. State the amount, or that it cannot be computed."
    assert words in client.get("/initiatives/new/readback/", {"claimed_benefit": "0"}).text
    response = client.post(NEW, typed(programme, claimed_benefit="0"))
    assert response.context["form"].errors == {"claimed_benefit": [words]}
    assert response.text.count(words) == 2  # in the summary and at the field, and not once more where it is read back


def test_what_is_missing_is_said_at_its_fields_and_the_draft_is_kept(author: Worker) -> None:
    data = typed(make.programme(), title="", solution="", declared=None, claimed_benefit="")
    response = post(browser(author), data)

    initiative = Initiative.objects.get()
    assert response.status_code == 409
    assert set(errors_of(response)) == {"title", "solution", "declared", "claimed_benefit"}
    assert 'href="#id_solution"' in response.text
    assert (initiative.state, initiative.effect) == (State.DRAFT, data["effect"])


def test_a_billion_must_be_confirmed_as_it_is_read_back(author: Worker) -> None:
    client, data = browser(author), typed(make.programme(), claimed_benefit="16 tỷ")
    response = post(client, data)
    assert response.status_code == 409
    assert list(errors_of(response)) == ["confirmed_benefit"]
    assert 'value="16000000000"' in response.text
    assert "sixteen billion dong" in response.text

    response = post(client, data | {"confirmed_benefit": "1600000000"})
    assert list(errors_of(response)) == ["confirmed_benefit"]
    assert Initiative.objects.get().state == State.DRAFT

    post(client, data | {"confirmed_benefit": "16000000000"})
    assert Initiative.objects.get().state == State.WAITING


def test_below_a_billion_nothing_is_to_be_confirmed(author: Worker) -> None:
    response = post(browser(author), typed(make.programme(), claimed_benefit="999.999.999"))

    assert response.status_code == 302
    assert Initiative.objects.get().state == State.WAITING


def test_a_benefit_that_cannot_be_computed_has_no_amount(author: Worker) -> None:
    client, data = browser(author), typed(make.programme(), computable="no")
    assert list(errors_of(post(client, data))) == ["claimed_benefit"]

    post(client, data | {"claimed_benefit": "", "computation": ""})
    initiative = Initiative.objects.get()
    assert (initiative.state, initiative.computable, initiative.claimed_benefit) == (State.WAITING, False, None)


def test_the_read_back_answers_while_one_types_and_only_who_is_signed_in(author: Worker) -> None:
    client, url = browser(author), "/initiatives/new/readback/"

    large = client.get(url, {"claimed_benefit": "1,5 tỷ"})
    assert "1.500.000.000" in large.text
    assert 'name="confirmed_benefit"' in large.text
    assert "checked" not in large.text
    small = client.get(url, {"claimed_benefit": "1,5 triệu"})
    assert "one million, five hundred thousand dong" in small.text
    assert "confirmed_benefit" not in small.text
    assert "<script>" not in client.get(url, {"claimed_benefit": "<script>"}).text
    assert not client.get(url).text.strip()
    assert browser().get(url, {"claimed_benefit": "1"}).status_code == 401


def test_without_a_union_or_a_programme_the_page_says_so_instead_of_a_form(author: Worker) -> None:
    assert "No programme takes initiatives now." in browser(author).get(NEW).text
    make.programme()
    lonely = browser(who.worker("Lý Thị Út"))
    response = lonely.get(NEW)
    assert "You are a member at no union" in response.text
    assert "authors-0-share" not in response.text


def test_a_programme_that_closes_while_one_types_leaves_a_draft_and_names_the_deadline(author: Worker) -> None:
    programme, now = make.programme(), timezone.now()
    data = typed(programme)
    programme.closes_at = now - timedelta(seconds=1)
    programme.save()
    response = post(browser(author), data)

    assert response.status_code == 409
    assert "The programme closed at" in response.text
    assert "Choose a programme that is still open" in response.text
    assert Initiative.objects.get().state == State.DRAFT
    assert data["solution"] in response.text


def test_of_several_open_programmes_one_is_chosen(author: Worker) -> None:
    first, second = make.programme(), make.programme("khac", name_en="Another one")
    client = browser(author)
    assert "Another one</option>" in client.get(NEW).text
    post(client, typed(first))

    assert Initiative.objects.get().programme == first
    assert second.initiatives.count() == 0


def test_a_programme_that_has_not_opened_is_not_taken(author: Worker) -> None:
    now = timezone.now()
    make.programme()
    later = make.programme("mai", opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=2))
    response = post(browser(author), typed(later))

    assert list(errors_of(response)) == ["programme"]


def test_form_fields_are_a_constant_number_of_queries(
    author: Worker, tree: Tree, django_assert_num_queries: Any
) -> None:
    programme, client = make.programme(), browser(author)
    others = tuple(who.worker(f"Đồng Tác Giả {number}", union=tree.grassroots) for number in range(3))
    alone, together = make.draft(author, programme), make.draft(author, programme, others=others)
    for _field in range(3):
        make.field(f"linh-vuc-{_field}")
    with django_assert_num_queries(4):
        client.get(NEW)
    for initiative in (alone, together):
        with django_assert_num_queries(6):
            assert client.get(page_of(initiative, "edit")).status_code == 200


def test_all_mistakes_are_shown_in_one_go_and_nothing_is_sent(author: Worker) -> None:
    data = typed(make.programme(), action="submit") | {"applied_on": "31/2/2026", "kind": "", "solution": ""}
    errors = browser(author).post(NEW, data).context["form"].errors
    assert set(errors) >= {"applied_on", "kind", "solution"}
    assert Initiative.objects.get().state == State.DRAFT


def test_what_may_be_left_empty_is_marked_and_choices_begin_with_a_word(author: Worker) -> None:
    make.programme()
    page = browser(author).get(NEW).text
    optional = ["owner", "conditions", "confidential_parts", "authors-0-title", "authors-1-title"]
    assert page.count('<span class="beside">(optional)</span>') == len(optional)
    assert all(f'name="{name}"' in page for name in optional)
    assert "---------" not in page
    assert "Technical solution</option>" in page

"""Submitting from the page: twice, at once, too late, with a stale page, after a return."""

from functools import partial

import pytest
from django.http import HttpResponse

from initiatives import approval
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Act, State
from initiatives.tests import factories as make
from initiatives.tests.pages import NEW, as_shown, browser, page_of, typed
from initiatives.tests.test_at_once import at_once
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(tree: Tree) -> Worker:
    return who.worker("Nguyễn Thị Hạnh", union=tree.grassroots)


def test_a_second_click_leads_to_what_the_first_one_submitted(author: Worker) -> None:
    client, data = browser(author), typed(make.programme())
    client.post(NEW, data)
    response = client.post(NEW, data | {"title": "Bấm lần hai"}, follow=True)

    initiative = Initiative.objects.get()
    assert response.redirect_chain == [(page_of(initiative, "receipt"), 302)]
    assert f"It was submitted already, with the code {initiative.code}." in response.text
    assert initiative.title == data["title"]
    assert ApprovalStep.objects.count() == 1


def test_the_back_button_after_a_return_leads_to_it_too(author: Worker, tree: Tree) -> None:
    officer = who.officer(tree.grassroots)
    client, data = browser(author), typed(make.programme())
    client.post(NEW, data)
    initiative = Initiative.objects.get()
    make.return_(initiative, by=officer)
    response = client.post(NEW, data)

    assert response.headers["location"] == page_of(initiative, "receipt")
    assert Initiative.objects.get().state == State.RETURNED


def test_a_form_posted_again_changes_the_draft_that_it_made(author: Worker) -> None:
    client, data = browser(author), typed(make.programme(), action="draft")
    client.post(NEW, data)
    client.post(NEW, data | {"title": "Tên sau cùng"})

    assert Initiative.objects.get().title == "Tên sau cùng"


def test_a_draft_is_submitted_from_its_own_page_once(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    client, data = browser(author), typed(draft.programme, key=draft.key)
    first, second = (client.post(page_of(draft, "edit"), data, follow=True) for _click in range(2))

    draft.refresh_from_db()
    assert draft.state == State.WAITING
    assert "The initiative is submitted" in first.text
    assert "It was submitted already" in second.text
    assert ApprovalStep.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_one_form_at_once_are_one_initiative(tree: Tree, author: Worker) -> None:
    programme = make.programme()
    clients = browser(author), browser(author)
    for _round in range(4):
        data = typed(programme)
        answers = at_once(*(partial(client.post, NEW, data) for client in clients))

        initiative = Initiative.objects.get(key=data["key"])
        pages = [answer.headers["location"] for answer in answers if isinstance(answer, HttpResponse)]
        assert pages == [page_of(initiative, "receipt")] * 2
        assert initiative.state == State.WAITING
        assert initiative.steps.count() == 1


def test_the_key_of_somebody_elses_form_is_unknown(author: Worker, tree: Tree) -> None:
    foreign = make.draft(who.worker("Vũ Văn Khoa", union=tree.grassroots), make.programme())
    response = browser(author).post(NEW, typed(foreign.programme, key=foreign.key))

    assert response.status_code == 404
    assert Initiative.objects.count() == 1


def test_a_forged_key_is_refused_in_words(author: Worker) -> None:
    response = browser(author).post(NEW, typed(make.programme(), key="x"))

    assert response.status_code == 200
    assert "key" in response.context["form"].errors
    assert not Initiative.objects.exists()


def test_what_was_returned_is_changed_and_submitted_again(author: Worker, tree: Tree) -> None:
    initiative = make.returned(author, make.programme(), by_officer=who.officer(tree.grassroots))
    client = browser(author)
    shown = client.get(page_of(initiative, "edit"))
    assert "Nói rõ chốt định vị." in shown.text
    assert f'name="seen" value="{initiative.last_step_id}"' in shown.text

    data = typed(None, key=initiative.key, seen=initiative.last_step_id, title="Đồ gá có chốt inox")
    response = client.post(page_of(initiative, "edit"), data)

    initiative.refresh_from_db()
    assert response.headers["location"] == page_of(initiative, "receipt")
    assert (initiative.state, initiative.title) == (State.WAITING, "Đồ gá có chốt inox")
    assert [step.act for step in initiative.steps.order_by("pk")] == [Act.SUBMIT, Act.RETURN, Act.SUBMIT]


def test_a_page_from_before_a_second_return_is_stale_and_keeps_what_was_typed(author: Worker, tree: Tree) -> None:
    officer, programme = who.officer(tree.grassroots), make.programme()
    initiative = make.returned(author, programme, by_officer=officer)
    seen = initiative.last_step_id
    approval.recall(initiative, by=officer, seen=seen)
    make.return_(initiative, by=officer)
    data = typed(None, key=initiative.key, seen=seen, title="Đồ gá có chốt inox")
    response = browser(author).post(page_of(initiative, "edit"), data)

    assert response.status_code == 409
    assert "Meanwhile" in response.text
    assert "Đồ gá có chốt inox" in response.text
    assert Initiative.objects.get().state == State.RETURNED


def test_what_was_recalled_while_one_typed_is_refused_with_the_text_still_there(author: Worker, tree: Tree) -> None:
    officer = who.officer(tree.grassroots)
    initiative = make.returned(author, make.programme(), by_officer=officer)
    seen = initiative.last_step_id
    approval.recall(initiative, by=officer, seen=seen)
    data = typed(None, key=initiative.key, seen=seen, solution="Đã gõ rất lâu.")
    response = browser(author).post(page_of(initiative, "edit"), data)

    assert response.status_code == 409
    assert "It has been submitted and cannot be changed any more." in response.text
    assert "Đã gõ rất lâu." in response.text


def test_what_was_submitted_is_not_opened_for_editing(author: Worker) -> None:
    initiative = make.submitted(author, make.programme())
    response = browser(author).get(page_of(initiative, "edit"), follow=True)

    assert response.redirect_chain == [(page_of(initiative), 302)]
    assert "It has been submitted and cannot be changed any more." in response.text


def test_too_late_the_draft_stays(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    programme = draft.programme
    programme.closes_at = programme.opens_at.replace(hour=17, minute=0)
    programme.decides_until = programme.closes_at
    programme.save()
    response = browser(author).post(page_of(draft, "edit"), typed(programme, key=draft.key))

    assert response.status_code == 409
    assert "Your draft is kept." in response.text
    assert Initiative.objects.get().state == State.DRAFT


def test_who_entered_it_goes_on_until_the_author_signs_in(author: Worker, tree: Tree) -> None:
    officer = who.officer(tree.grassroots)
    draft = make.draft(author, make.programme(), by=officer)
    client, data = browser(officer), typed(draft.programme, key=draft.key, lines=({"contact": author.phone},))
    assert client.post(page_of(draft, "edit"), data | {"action": "draft"}).headers["location"] == page_of(draft, "edit")

    browser(author)
    response = client.post(page_of(draft, "edit"), data | {"solution": "Đã gõ rất lâu."})
    assert response.status_code == 409
    assert "Only the main author may do that." in response.text
    assert "Đã gõ rất lâu." in response.text
    assert Initiative.objects.get().state == State.DRAFT
    assert client.get(page_of(draft, "edit")).headers["location"] == page_of(draft)


def test_what_is_closed_to_a_person_is_not_shown_to_them_by_posting(author: Worker, tree: Tree) -> None:
    above, desk = who.officer(tree.unit), who.officer(tree.grassroots)
    initiative = make.returned(author, make.programme(), by_officer=desk, confidential=True)
    response = browser(above).post(page_of(initiative, "edit"), typed(None), follow=True)

    assert response.redirect_chain == [(page_of(initiative), 302)]
    assert author.name not in response.text


def test_withdrawing_asks_first_and_is_refused_from_a_stale_page(author: Worker, tree: Tree) -> None:
    initiative = make.submitted(author, make.programme())
    client, url = browser(author), page_of(initiative, "withdraw")
    assert f'name="seen" value="{initiative.last_step_id}"' in client.get(url).text
    assert client.post(url, {"seen": ""}, follow=True).redirect_chain == [(page_of(initiative), 302)]
    assert Initiative.objects.get().state == State.WAITING

    response = client.post(url, {"seen": initiative.last_step_id}, follow=True)
    assert Initiative.objects.get().state == State.WITHDRAWN
    assert f"{initiative.code} is withdrawn." in response.text


def test_only_the_author_withdraws(author: Worker, tree: Tree) -> None:
    other, officer = who.worker("Vũ Văn Khoa", union=tree.grassroots), who.officer(tree.grassroots)
    initiative = make.submitted(author, make.programme(), others=(other,))
    for worker in (other, officer):
        url = page_of(initiative, "withdraw")
        response = browser(worker).post(url, {"seen": initiative.last_step_id}, follow=True)
        assert "Only the main author may do that." in response.text
    assert Initiative.objects.get().state == State.WAITING


def test_a_draft_is_thrown_away_after_asking(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    client, url = browser(author), page_of(draft, "discard")
    assert client.get(url).status_code == 200
    assert Initiative.objects.exists()

    assert client.post(url).headers["location"] == "/initiatives/"
    assert not Initiative.objects.exists()
    assert client.post(url).status_code == 404


def test_what_was_submitted_is_not_thrown_away_nor_a_draft_by_a_co_author(author: Worker, tree: Tree) -> None:
    other = who.worker("Vũ Văn Khoa", union=tree.grassroots)
    programme = make.programme()
    sent, draft = make.submitted(author, programme), make.draft(author, programme, others=(other,))

    assert "only a draft can be thrown away" in browser(author).post(page_of(sent, "discard"), follow=True).text
    assert "Only the main author" in browser(other).post(page_of(draft, "discard"), follow=True).text
    assert Initiative.objects.count() == 2


def test_a_co_author_declines_and_sees_it_no_more(author: Worker, tree: Tree) -> None:
    other = who.worker("Vũ Văn Khoa", union=tree.grassroots)
    initiative = make.submitted(author, make.programme(), others=(other,))
    client, url = browser(other), page_of(initiative, "decline")
    assert client.get(url).status_code == 200
    assert client.post(url).headers["location"] == "/initiatives/"

    assert client.get(page_of(initiative)).status_code == 404
    assert client.post(url).status_code == 404
    assert "declined" in browser(author).get(page_of(initiative)).text


def test_the_main_author_does_not_decline(author: Worker) -> None:
    initiative = make.submitted(author, make.programme())
    response = browser(author).post(page_of(initiative, "decline"), follow=True)

    assert "Only a co-author may decline." in response.text


@pytest.mark.parametrize("name", ["kind", "field", "author_group"])
def test_what_reports_count_by_is_not_left_out_of_what_was_sent(author: Worker, tree: Tree, name: str) -> None:
    initiative = make.returned(author, make.programme(), by_officer=who.officer(tree.grassroots))
    data = typed(None, seen=initiative.last_step_id, solution="Đã gõ rất lâu.", action="draft") | {name: ""}
    response = browser(author).post(page_of(initiative, "edit"), data)

    assert list(response.context["form"].errors) == [name]
    assert "Đã gõ rất lâu." in response.text


@pytest.mark.parametrize("seen", ["9" * 18, "9" * 19, "9" * 5_000], ids=len)
def test_a_forged_step_is_refused_in_words_however_long(author: Worker, seen: str) -> None:
    initiative = make.submitted(author, make.programme())
    response = browser(author).post(page_of(initiative, "withdraw"), {"seen": seen}, follow=True)

    assert "Meanwhile" in response.text
    assert Initiative.objects.get().state == State.WAITING


def test_an_older_page_does_not_replace_newer_text_unless_told(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    client, url = browser(author), page_of(draft, "edit")
    older, newer = client.get(url), client.get(url)
    assert client.post(url, as_shown(newer, solution="Mới hơn.")).status_code == 302

    refused = client.post(url, as_shown(older, solution="Cũ hơn.", claimed_benefit="x"))
    assert refused.status_code == 409
    assert "Meanwhile it was changed from another page." in refused.text
    assert "Cũ hơn." in refused.text
    assert Initiative.objects.get().solution == "Mới hơn."

    assert client.post(url, as_shown(refused, claimed_benefit="50 triệu")).status_code == 302
    assert Initiative.objects.get().solution == "Cũ hơn."


def test_saving_twice_with_one_form_is_saving_once(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    client, url = browser(author), page_of(draft, "edit")
    data = as_shown(client.get(url), solution="Bấm hai lần.")

    assert [client.post(url, data).status_code for _click in range(2)] == [302, 302]


def test_what_was_kept_but_not_submitted_is_submitted_from_the_page_that_said_so(author: Worker) -> None:
    draft = make.draft(author, make.programme(), declared=False)
    client, url = browser(author), page_of(draft, "edit")
    refused = client.post(url, as_shown(client.get(url), effect="Nhanh hơn.", action="submit"))
    assert refused.status_code == 409

    client.post(url, as_shown(refused, declared="on", action="submit"))
    assert Initiative.objects.get().state == State.WAITING

"""The receipt of a submission."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives import approval, drafts
from initiatives.deadlines import written
from initiatives.tests import factories as make
from initiatives.tests.factories import MILLION
from initiatives.tests.pages import NEW, browser, page_of, typed
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def test_submitting_leads_to_it_and_it_stays_on_reload(author: Worker, tree: Tree) -> None:
    who.officer(tree.grassroots, "Hồ Văn Minh")
    client = browser(author)
    first = client.post(NEW, typed(make.programme()), follow=True)
    initiative = author.initiatives.get()
    assert first.redirect_chain == [(page_of(initiative, "receipt"), 302)]
    again = client.get(page_of(initiative, "receipt")).text
    for words in (initiative.code, initiative.title, tree.grassroots.name, "Hồ Văn Minh", page_of(initiative)):
        assert str(words) in first.text
        assert str(words) in again
    assert f'href="/initiatives/{initiative.pk}/form.pdf"' in again


def test_it_proves_who_put_forward_what_amount_at_which_union(author: Worker, tree: Tree) -> None:
    other = who.worker("Vũ Văn Khoa", union=tree.direct)
    programme = make.programme()
    told = browser(author).get(page_of(make.submitted(author, programme, others=(other,)), "receipt")).text
    for words in (author.name, "(90%)", other.name, "(10%)", tree.grassroots.name, "50.000.000", "fifty million dong"):
        assert str(words) in told

    untold = make.submitted(author, programme, computable=False, claimed_benefit=None, computation="")
    assert "cannot be computed in money" in browser(author).get(page_of(untold, "receipt")).text


def test_its_authors_are_not_told_once_they_may_have_been_changed(author: Worker, tree: Tree) -> None:
    other = who.worker("Vũ Văn Khoa", union=tree.direct)
    initiative = make.returned(author, make.programme(), by_officer=who.officer(tree.grassroots), others=(other,))
    drafts.change(initiative, by=author, claimed_benefit=70 * MILLION)
    text = browser(author).get(page_of(initiative, "receipt")).text

    assert other.name not in text
    assert "50.000.000" in text


def test_it_says_by_when_to_expect_an_answer(author: Worker) -> None:
    initiative = make.submitted(author, make.programme(desk_days=7))
    day = written(timezone.localdate() + timedelta(days=7))

    assert f"Expect an answer by {day}" in browser(author).get(page_of(initiative, "receipt")).text


def test_without_a_time_per_desk_it_names_the_end_of_deciding(author: Worker) -> None:
    initiative = make.submitted(author, make.programme())
    text = browser(author).get(page_of(initiative, "receipt")).text

    assert "Everything is decided by 24:00 on " in text
    assert "Expect an answer" not in text


@pytest.mark.parametrize(("amount", "goes_up"), [(100 * MILLION, False), (101 * MILLION, True)])
def test_it_says_that_a_large_amount_goes_up(author: Worker, tree: Tree, amount: int, goes_up: bool) -> None:
    who.officer(tree.grassroots)
    initiative = make.submitted(author, make.programme(), claimed_benefit=amount)
    text = browser(author).get(page_of(initiative, "receipt")).text

    assert ("It claims more than the 100 million VND" in text) is goes_up


def test_later_it_still_tells_what_was_submitted_and_that_it_has_moved(author: Worker, tree: Tree) -> None:
    officer = who.officer(tree.grassroots)
    initiative = make.submitted(author, make.programme(desk_days=7))
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=1)
    text = browser(author).get(page_of(initiative, "receipt")).text

    assert "Since then it has moved on." in text
    assert "Expect an answer" not in text
    assert str(initiative.code) in text


def test_after_a_return_it_is_of_the_last_submission(author: Worker, tree: Tree) -> None:
    initiative = make.returned(author, make.programme(), by_officer=who.officer(tree.grassroots))
    assert "again after a change" not in browser(author).get(page_of(initiative, "receipt")).text
    approval.submit(initiative, by=author, seen=initiative.last_step_id)

    assert "again after a change" in browser(author).get(page_of(initiative, "receipt")).text


def test_what_is_edited_after_a_return_does_not_change_it(author: Worker, tree: Tree) -> None:
    officer = who.officer(tree.grassroots)
    initiative = make.returned(author, make.programme(), by_officer=officer, title="Kẹp nhanh")
    assert "Kẹp nhanh" in browser(author).get(page_of(initiative, "receipt")).text
    with approval.editing(initiative, by=author) as row:
        row.title, row.claimed_benefit = "Kẹp nhanh bằng khí nén", 101 * MILLION
    initiative.refresh_from_db()
    edited = browser(author).get(page_of(initiative, "receipt"))
    assert "Kẹp nhanh" not in edited.text
    assert "Its text has been changed since." in edited.text
    assert edited.context["limit"] is None

    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    again = browser(author).get(page_of(initiative, "receipt"))
    assert "Kẹp nhanh bằng khí nén" in again.text
    assert again.context["limit"] == 100 * MILLION


def test_a_page_that_the_back_button_shows_again_learns_where_it_is(author: Worker) -> None:
    client, data = browser(author), typed(make.programme())
    client.post(NEW, data)
    initiative = author.initiatives.get()
    answer = client.post(page_of(initiative, "edit"), data | {"action": "keep", "title": "Gõ lại"})

    assert (answer.status_code, answer.json()["receipt"]) == (409, page_of(initiative, "receipt"))
    assert str(initiative.code) in answer.json()["words"]
    assert author.initiatives.get().title == data["title"]


def test_a_draft_has_none(author: Worker) -> None:
    draft = make.draft(author, make.programme())

    assert browser(author).get(page_of(draft, "receipt")).status_code == 404


def test_of_a_confidential_one_the_desks_off_its_way_see_the_bare_facts(author: Worker, tree: Tree) -> None:
    who.officer(tree.grassroots)
    initiative = make.submitted(author, make.programme(), confidential=True, title="Công thức pha keo")
    text = browser(who.officer(tree.unit)).get(page_of(initiative, "receipt")).text

    assert str(initiative.code) in text
    assert not [hidden for hidden in ("Công thức pha keo", author.name) if hidden in text]


def test_it_costs_a_constant_number_of_queries(author: Worker, tree: Tree) -> None:
    programme, client = make.programme(), browser(author)
    others = tuple(who.worker(f"Đồng Tác Giả {number}", union=tree.direct) for number in range(3))
    for initiative in (make.submitted(author, programme), make.submitted(author, programme, others=others)):
        who.officer(tree.grassroots)
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(initiative, "receipt"))
        assert len(captured) == 7, [query["sql"] for query in captured]

"""The application form finds people by their contact, and does not list the register."""

import pytest

from initiatives.forms.lookups import MOST_OF_A_WORKER, MOST_OF_AN_OFFICER, may_look_up
from initiatives.models import Initiative
from initiatives.tests import factories as make
from initiatives.tests.pages import NEW, as_shown, browser, page_of, typed
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(tree: Tree) -> Worker:
    return who.worker("Nguyễn Thị Hạnh", union=tree.grassroots)


def numbers(first: int, count: int) -> list[str]:
    return [f"+8498{number:07d}" for number in range(first, first + count)]


def test_different_contacts_are_counted_and_the_same_again_is_not(author: Worker, tree: Tree) -> None:
    other = who.worker(union=tree.grassroots)
    assert may_look_up(author, numbers(0, 59), 60)
    assert may_look_up(author, numbers(0, 59), 60)
    assert not may_look_up(author, numbers(59, 2), 60)
    assert may_look_up(author, numbers(59, 1), 60)
    assert not may_look_up(author, numbers(60, 1), 60)
    assert may_look_up(author, numbers(0, 60), 60)
    assert may_look_up(other, numbers(60, 1), 60)


def test_a_worker_finds_nobody_more_in_this_hour_and_keeps_what_was_typed(author: Worker, tree: Tree) -> None:
    colleague = who.worker("Vũ Văn Khoa", union=tree.direct)
    may_look_up(author, numbers(0, MOST_OF_A_WORKER), MOST_OF_A_WORKER)
    lines = ({"share": 60}, {"contact": colleague.phone, "share": 40})
    response = browser(author).post(NEW, typed(make.programme(), lines=lines, solution="Đã gõ rất lâu."))

    assert "You have looked up too many people." in response.text
    assert "Đã gõ rất lâu." in response.text
    assert colleague.name not in response.text
    assert not Initiative.objects.exists()


def test_an_officer_enters_for_more_people_than_a_worker(author: Worker, tree: Tree) -> None:
    officer = who.officer(tree.superior)
    may_look_up(officer, numbers(0, MOST_OF_A_WORKER), MOST_OF_AN_OFFICER)
    browser(officer).post(NEW, typed(make.programme(), lines=({"contact": author.phone},)))

    assert Initiative.objects.get().main_author == author


def test_who_stands_on_it_already_is_not_looked_up(author: Worker, tree: Tree) -> None:
    colleague = who.worker("Vũ Văn Khoa", union=tree.direct)
    draft = make.draft(author, make.programme(), others=(colleague,))
    may_look_up(author, numbers(0, MOST_OF_A_WORKER), MOST_OF_A_WORKER)
    client, url = browser(author), page_of(draft, "edit")

    assert client.post(url, as_shown(client.get(url))).status_code == 302


def test_while_one_types_the_name_is_told_and_what_the_line_lacks(author: Worker, tree: Tree) -> None:
    elsewhere = who.worker("Vũ Văn Khoa", union=tree.direct)
    colleague = who.worker("Đặng Thị Lan", union=tree.grassroots)
    lines = (
        {"share": 60},
        {"contact": elsewhere.phone, "share": ""},
        {"contact": colleague.phone, "share": 40},
        {"contact": "0999999999", "share": 10},
        {"contact": "", "share": ""},
    )
    answer = browser(author).post(NEW, typed(make.programme(), action="keep", lines=lines)).json()

    assert answer["lines"] == {
        "authors-1": "Vũ Văn Khoa. State the share in percent.",
        "authors-2": f"Đặng Thị Lan, {tree.grassroots}.",
        "authors-3": "Nobody with this phone or e-mail is in the register. Ask their union.",
        "authors-4": "",
    }


def test_who_has_looked_up_too_many_is_told_no_name_while_they_type(author: Worker, tree: Tree) -> None:
    colleague = who.worker("Vũ Văn Khoa", union=tree.direct)
    may_look_up(author, numbers(0, MOST_OF_A_WORKER), MOST_OF_A_WORKER)
    lines = ({"share": 60}, {"contact": colleague.phone, "share": 40})
    answer = browser(author).post(NEW, typed(make.programme(), action="keep", lines=lines))

    assert colleague.name not in answer.text


def test_of_who_was_found_a_draft_shows_the_name_only(author: Worker, tree: Tree) -> None:
    colleague = who.worker("Vũ Văn Khoa", union=tree.direct)
    draft = make.draft(author, make.programme(), others=(colleague,))
    for act in ("", "edit"):
        shown = browser(author).get(page_of(draft, act)).text
        assert colleague.name in shown
        assert str(tree.direct) not in shown

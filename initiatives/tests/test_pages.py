"""Who opens which page, what it shows them, and at what cost."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from initiatives import approval, drafts
from initiatives.models import Initiative
from initiatives.states import Reason
from initiatives.tests import factories as make
from initiatives.tests.factories import MILLION
from initiatives.tests.pages import NEW, browser, page_of
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

READERS = ("author", "co-author", "enterer", "officer", "officer above", "leader above")
STRANGERS = ("declined", "stranger", "officer elsewhere", "officer below elsewhere", "administrator", "superuser")
PAGES = ("", "edit", "discard", "withdraw", "decline", "copy", "receipt")


def cast(tree: Tree) -> dict[str, Worker]:
    """Everybody who stands in some relation to one initiative of the grassroots union."""
    return {
        "author": who.worker("Nguyễn Thị Hạnh", union=tree.grassroots),
        "co-author": who.worker("Vũ Văn Khoa", union=tree.other_grassroots),
        "declined": who.worker("Đặng Thị Lan", union=tree.grassroots),
        "enterer": who.officer(tree.grassroots, "Hồ Văn Minh"),
        "officer": who.officer(tree.grassroots),
        "officer above": who.officer(tree.unit),
        "leader above": who.leader(tree.superior),
        "stranger": who.worker("Ngô Thị Nga", union=tree.grassroots),
        "officer elsewhere": who.officer(tree.other_unit),
        "officer below elsewhere": who.officer(tree.direct),
        "administrator": who.administrator(tree.root),
        "superuser": who.superuser(),
    }


def an_initiative(people: dict[str, Worker], *, sent: bool, **fields: Any) -> Initiative:
    others = (people["co-author"], people["declined"])
    begin = make.submitted if sent else make.draft
    initiative = begin(people["author"], make.programme(), by=people["enterer"], others=others, **fields)
    drafts.decline(initiative, by=people["declined"])
    return initiative


@pytest.mark.parametrize("page", PAGES)
def test_only_readers_open_its_pages_and_nobody_else_learns_that_it_exists(tree: Tree, page: str) -> None:
    people = cast(tree)
    initiative = an_initiative(people, sent=True)
    for name in READERS:
        response = browser(people[name]).get(page_of(initiative, page))
        assert response.status_code in {200, 302}, name
    for name in STRANGERS:
        client = browser(people[name])
        response, unknown = client.get(page_of(initiative, page)), client.get(f"/initiatives/{2**62}/{page}")
        assert response.status_code == 404, name
        assert unknown.status_code in {404, 301}, name
        if page:
            continue
        assert text_of(response) == text_of(client.get(f"/initiatives/{2**62}/")), name
        assert client.get(f"/initiatives/{2**70}/").status_code == 404


@pytest.mark.parametrize("page", ["edit", "discard", "withdraw", "decline", "copy"])
def test_strangers_do_nothing_by_posting(tree: Tree, page: str) -> None:
    people = cast(tree)
    initiative = an_initiative(people, sent=True)
    for name in STRANGERS:
        response = browser(people[name]).post(page_of(initiative, page), {"seen": initiative.last_step_id})
        assert response.status_code == 404, name
    assert initiative.steps.count() == 1


def test_a_draft_is_seen_by_its_own_people_only(tree: Tree) -> None:
    people = cast(tree)
    initiative = an_initiative(people, sent=False)
    seen_by = {name for name, worker in people.items() if browser(worker).get(page_of(initiative)).status_code == 200}

    assert seen_by == {"author", "co-author", "enterer"}


@pytest.mark.parametrize(
    "url", ["/initiatives/", NEW, *(f"/initiatives/1/{page}/".replace("//", "/") for page in PAGES)]
)
def test_who_is_signed_out_is_led_to_sign_in(url: str) -> None:
    response = browser().get(url)

    assert response.headers["location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("url", ["/", "/initiatives/"])
def test_pages_that_only_show_refuse_a_post(tree: Tree, url: str) -> None:
    assert browser(who.worker(union=tree.grassroots)).post(url).status_code == 405


def test_the_page_tells_what_happened_who_decided_and_why(tree: Tree) -> None:
    author = who.worker("Nguyễn Thị Hạnh", union=tree.grassroots)
    officer, above = who.officer(tree.grassroots, "Trần Thị Bình"), who.officer(tree.superior, "Hồ Văn Minh")
    initiative = make.submitted(author, make.programme(), claimed_benefit=150 * MILLION)
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=None)
    make.return_(initiative, by=above)
    client = browser(author)
    text = client.get(page_of(initiative)).text

    for words in ("Trần Thị Bình", "Hồ Văn Minh", "Nói rõ chốt định vị.", str(tree.superior), "150.000.000"):
        assert words in text
    assert "one hundred and fifty million dong" in text
    assert f"Confirmed by {tree.grassroots}, passed up to {tree.superior}" in text
    assert page_of(initiative, "edit") in text
    assert page_of(initiative, "withdraw") in text


def test_the_page_names_the_original_of_a_duplicate_and_the_verified_amount(tree: Tree) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    programme, client = make.programme(), browser(author)
    original, copy = make.submitted(author, programme), make.submitted(author, programme)
    approval.approve(original, by=officer, seen=original.last_step_id, verified_benefit=40 * MILLION)
    approval.reject(copy, by=officer, seen=copy.last_step_id, reason=Reason.DUPLICATE, duplicate_of=original)

    assert str(original.code) in client.get(page_of(copy)).text
    assert "40.000.000" in client.get(page_of(original)).text


def test_buttons_are_those_of_the_acts_that_one_may_do(tree: Tree) -> None:
    people = cast(tree)
    initiative = an_initiative(people, sent=True)
    decide = f"/admin/initiatives/initiative/{initiative.pk}/change/"
    links = {name: page_links(browser(people[name]).get(page_of(initiative)).text, initiative) for name in READERS}

    assert decide in browser(people["officer"]).get(page_of(initiative)).text
    assert decide not in browser(people["leader above"]).get(page_of(initiative)).text
    assert links == {
        "author": {"withdraw", "receipt"},
        "co-author": {"decline", "receipt"},
        "enterer": {"receipt"},
        "officer": {"receipt"},
        "officer above": {"receipt"},
        "leader above": {"receipt"},
    }


def test_of_a_confidential_one_the_desks_off_its_way_see_the_bare_facts(tree: Tree) -> None:
    people = cast(tree)
    initiative = an_initiative(people, sent=True, confidential=True, title="Công thức pha keo", solution="Bí mật")
    for name, is_open in {"author": True, "officer": True, "officer above": False, "leader above": False}.items():
        text = browser(people[name]).get(page_of(initiative)).text
        assert str(initiative.code) in text
        assert str(initiative.union) in text
        assert "50.000.000" in text
        for hidden in ("Công thức pha keo", "Bí mật", "Nguyễn Thị Hạnh"):
            assert (hidden in text) is is_open, (name, hidden)


def test_confirm_pages_of_a_confidential_one_do_not_show_it_either(tree: Tree) -> None:
    people = cast(tree)
    initiative = an_initiative(people, sent=True, confidential=True, title="Công thức pha keo")
    for page in PAGES:
        assert "Công thức pha keo" not in browser(people["officer above"]).get(page_of(initiative, page)).text


@pytest.mark.parametrize("page", ["discard", "withdraw", "decline", "copy"])
def test_an_old_page_does_not_tell_who_moved_a_confidential_one(tree: Tree, page: str) -> None:
    people = cast(tree)
    initiative = an_initiative(people, sent=True, confidential=True)
    told = browser(people["officer above"]).post(page_of(initiative, page), {"seen": "1"}, follow=True)
    assert told.status_code == 200
    assert str(people["author"]) not in told.text
    assert str(people["enterer"]) not in told.text


def test_mine_lists_ones_own_newest_first_and_filters_by_state(tree: Tree) -> None:
    people = cast(tree)
    first = an_initiative(people, sent=True, title="Sáng kiến đầu")
    second = make.draft(people["author"], first.programme, title="Sáng kiến sau")
    text = browser(people["author"]).get("/initiatives/").text
    assert text.index("Sáng kiến sau") < text.index("Sáng kiến đầu")
    assert f"Waiting for {tree.grassroots} to decide, since today" in text
    for name, count in {"co-author": 1, "enterer": 1, "declined": 0, "officer": 0, "superuser": 0}.items():
        assert browser(people[name]).get("/initiatives/").context["page"].paginator.count == count, name

    drafts_only = browser(people["author"]).get("/initiatives/", {"state": "draft"})
    assert list(drafts_only.context["page"]) == [second]
    assert "None of yours was rejected" in browser(people["author"]).get("/initiatives/", {"state": "rejected"}).text
    assert len(browser(people["author"]).get("/initiatives/", {"state": "'x", "page": "abc"}).context["page"]) == 2


def test_mine_is_paged(tree: Tree) -> None:
    author, programme = who.worker(union=tree.grassroots), make.programme()
    for _number in range(21):
        make.draft(author, programme)
    client = browser(author)

    assert len(client.get("/initiatives/").context["page"]) == 20
    assert len(client.get("/initiatives/", {"page": 2}).context["page"]) == 1
    assert "You have put nothing forward yet" in browser(who.worker(union=tree.direct)).get("/initiatives/").text


def test_home_welcomes_who_is_signed_out(tree: Tree) -> None:
    programme = make.programme()
    make.draft(who.worker(union=tree.grassroots), programme, title="Không ai được thấy")
    text = browser().get("/").text

    assert escape(programme.name_en) in text
    assert "/accounts/login/" in text
    assert "Không ai được thấy" not in text


@pytest.mark.parametrize(("url", "queries"), [("/", 8), ("/initiatives/", 5)])
def test_lists_cost_the_same_with_one_row_and_with_three(tree: Tree, url: str, queries: int) -> None:
    author, officer, programme = who.worker(union=tree.grassroots), who.officer(tree.grassroots), make.programme()
    client = browser(author)
    for _round in range(3):
        make.returned(author, programme, by_officer=officer)
        make.draft(author, programme)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        assert len(captured) == queries, [query["sql"] for query in captured]


def test_a_page_costs_the_same_with_one_author_and_step_and_with_more(tree: Tree) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    programme, client = make.programme(), browser(author)
    short = make.submitted(author, programme)
    others = tuple(who.worker(f"Đồng Tác Giả {number}", union=tree.direct) for number in range(3))
    long = make.submitted(author, programme, others=others)
    for _round in range(2):
        make.return_(long, by=officer)
        approval.recall(long, by=officer, seen=long.last_step_id)
    for initiative in (short, long):
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(initiative))
        assert len(captured) == 8, [query["sql"] for query in captured]


def test_who_is_to_change_it_is_spoken_to_and_a_co_author_is_told_of_them(tree: Tree) -> None:
    author, other = who.worker(union=tree.grassroots), who.worker(union=tree.direct)
    programme = make.programme()
    initiative = make.returned(author, programme, by_officer=who.officer(tree.grassroots), others=(other,))
    for path in (page_of(initiative), page_of(initiative, "receipt"), "/", "/initiatives/"):
        assert "for you to change" in browser(author).get(path).text
    assert "Change it and submit it again before" in browser(author).get(page_of(initiative)).text
    for path in (page_of(initiative), page_of(initiative, "receipt"), "/initiatives/"):
        assert "for the author to change" in browser(other).get(path).text
    assert "The main author changes it" in browser(other).get(page_of(initiative)).text


def text_of(response: Any) -> str:
    """The page without what differs from request to request."""
    return "\n".join(
        line for line in response.text.splitlines() if "csrfmiddlewaretoken" not in line and "next" not in line
    )


def page_links(text: str, initiative: Initiative) -> set[str]:
    return {page for page in PAGES if page and f'href="{page_of(initiative, page)}"' in text}

"""What the home page and the list of one's own tell whom."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives import approval, own
from initiatives.models import Initiative, Programme
from initiatives.states import Reason, State
from initiatives.tests import factories as make
from initiatives.tests.pages import browser, page_of
from initiatives.views import start
from unions.models import Union, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

QUEUE = "/admin/initiatives/initiative/"


def test_what_waits_for_a_worker_stands_first_with_what_to_change_and_until_when(tree: Tree) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    programme = make.programme()
    assert "You have put nothing forward yet" in browser(author).get("/").text
    make.submitted(author, programme)
    assert "Nothing waits for you" in browser(author).get("/").text
    returned = make.returned(author, programme, by_officer=officer)
    draft = make.draft(author, programme, title="Còn dở dang")

    text = browser(author).get("/").text
    assert "Nói rõ chốt định vị." in text
    assert "Submit it again by 24:00 on " in text
    assert page_of(returned, "edit") in text
    assert page_of(draft, "edit") in text
    assert text.index("Nói rõ chốt định vị.") < text.index("Còn dở dang") < text.index("Yours so far")
    assert "Còn dở dang" not in browser(officer).get("/").text


def test_a_draft_entered_by_another_says_by_whom(tree: Tree) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots, "Hồ Văn Minh")
    make.draft(author, make.programme(), by=officer)

    assert "Entered for you by Hồ Văn Minh" in browser(author).get("/").text


def test_where_more_wait_than_stand_there_it_leads_to_all_of_them(
    tree: Tree, author: Worker, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, client = who.officer(tree.grassroots), browser(author)
    for _number in range(5):
        make.returned(author, programme, by_officer=officer)
        make.draft(author, programme)
    assert "All 5" not in client.get("/").text
    make.returned(author, programme, by_officer=officer)
    text = client.get("/").text
    assert text.count("Change and submit again") == 5
    assert 'href="/initiatives/?state=returned">All 6 to be changed</a>' in text
    assert "state=draft" not in text
    for _number in range(2):
        make.draft(author, programme)
    assert 'href="/initiatives/?state=draft">All 7 drafts</a>' in client.get("/").text
    monkeypatch.setattr(own, "MOST", 6)
    assert 'href="/initiatives/?state=draft">All drafts</a>' in client.get("/").text


def test_an_officer_of_many_desks_is_told_how_many_there_are(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "DESKS_AT_HOME", 1)
    officer = who.officer(tree.grassroots)
    assert "the queue has all" not in browser(officer).get("/").text
    who.office(officer, tree.superior)

    assert "1 of your 2 desks stand here; the queue has all." in browser(officer).get("/").text


def over(programme: Programme, **ends: int) -> None:
    """Set its deadlines to so many days ago."""
    past = {name: timezone.now() - timedelta(days=days) for name, days in ends.items()}
    Programme.objects.filter(pk=programme.pk).update(**past)


def test_a_draft_whose_programme_has_closed_says_so_and_what_to_do(author: Worker, programme: Programme) -> None:
    draft = make.draft(author, programme)
    over(programme, closes_at=5)
    client = browser(author)

    for address in ("/", page_of(draft)):
        text = client.get(address).text
        assert "This year&#x27;s programme closed at " in text
        assert "Choose a programme that is still open" in text
        assert page_of(draft, "edit") in text
        assert page_of(draft, "discard") in text
        assert not [wrong for wrong in ("days left", "Submit until", "Complete it and submit it") if wrong in text]
    assert "programme, closed</p>" in client.get("/initiatives/").text


def test_what_was_returned_and_came_too_late_is_not_asked_for(tree: Tree, author: Worker, programme: Programme) -> None:
    returned = make.returned(author, programme, by_officer=who.officer(tree.grassroots))
    over(programme, closes_at=5, decides_until=4)
    client = browser(author)

    for address in ("/", page_of(returned)):
        text = client.get(address).text
        assert "so it can no longer be submitted." in text
        assert page_of(returned, "edit") not in text
    assert page_of(returned, "edit") not in client.get("/initiatives/").text


def test_ones_own_in_figures_link_to_their_lists(tree: Tree) -> None:
    author, officer, programme = who.worker(union=tree.grassroots), who.officer(tree.grassroots), make.programme()
    for _number in range(2):
        make.submitted(author, programme)
    approved = make.submitted(author, programme)
    approval.approve(approved, by=officer, seen=approved.last_step_id, verified_benefit=1)
    withdrawn = make.submitted(author, programme)
    approval.withdraw(withdrawn, by=author, seen=withdrawn.last_step_id)
    client = browser(author)

    shown = client.get("/").context["counts"]
    assert (shown.submitted, shown.waiting, shown.approved, shown.all) == (3, 2, 1, 4)
    for state, number in {"submitted": 3, "waiting": 2, "approved": 1, "withdrawn": 1, "draft": 0, "": 4}.items():
        assert f'href="/initiatives/?state={state}"' in client.get("/").text or state in {"withdrawn", "draft", ""}
        assert client.get("/initiatives/", {"state": state}).context["page"].paginator.found == number, state


def test_counting_ones_own_stops_and_says_so(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    author, programme = who.worker(union=tree.grassroots), make.programme()
    monkeypatch.setattr(own, "MOST", 2)
    for _number in range(3):
        make.draft(author, programme)

    assert own.own(author).count([State.DRAFT]) == 2
    assert "Counted among your newest 2." in browser(author).get("/initiatives/").text


def test_an_officer_sees_how_many_wait_at_each_desk_and_how_old_the_oldest_is(tree: Tree) -> None:
    author, programme, now = who.worker(union=tree.grassroots), make.programme(), timezone.now()
    officer = who.officer(tree.grassroots)
    who.office(officer, tree.superior)
    with approval.loading_history():
        for days in (6, 2):
            draft = make.draft(author, programme)
            approval.submit(draft, by=author, seen=None, at=now - timedelta(days=days))

    page = browser(officer).get("/")
    shown = [(load.desk, load.waiting, load.oldest_days) for load in page.context["loads"]]
    assert shown == [(tree.superior, 0, 0), (tree.grassroots, 2, 6)]
    assert "The oldest for 6 days" in page.text
    assert "Nothing waits at this desk." in page.text
    assert f'href="{QUEUE}"' in page.text


@pytest.mark.parametrize("office", ["leader", "administrator"])
def test_no_home_of_an_office_is_bare(tree: Tree, office: str) -> None:
    holder = {"leader": who.leader, "administrator": who.administrator}[office](tree.unit)
    text = browser(holder).get("/").text

    assert 'href="/figures/"' in text
    assert 'href="/admin/"' in text
    assert ("Workers, unions, offices and quotas" in text) == (office == "administrator")
    assert "To be decided by you" not in text


def test_the_programmes_say_how_many_days_are_left(tree: Tree) -> None:
    programme = make.programme()
    client = browser(who.worker(union=tree.grassroots))
    assert "100 days left" in client.get("/").text
    midnight = timezone.localtime(programme.closes_at) - timedelta(days=100)
    programme.closes_at = midnight
    programme.save()
    assert "today is the last day" in client.get("/").text


def test_who_can_help_are_the_unions_officers_of_today_and_its_phone(tree: Tree) -> None:
    Union.objects.filter(pk=tree.grassroots.pk).update(phone="0510 000 001")
    member = who.worker(union=Union.objects.get(pk=tree.grassroots.pk))
    who.officer(tree.grassroots, "Hồ Văn Minh", phone="+84912345678")
    who.office(who.worker("Đã Thôi Việc"), tree.grassroots, until_on=timezone.localdate() - timedelta(days=1))
    who.officer(tree.superior, "Cấp Trên")
    text = browser(member).get("/").text

    assert "Hồ Văn Minh" in text
    assert "0510 000 001" in text
    assert not [hidden for hidden in ("912345678", "912 345 678", "Đã Thôi Việc", "Cấp Trên") if hidden in text]


def test_where_a_union_has_no_officer_the_one_above_helps(tree: Tree) -> None:
    who.officer(tree.unit, "Hồ Văn Minh")
    text = browser(who.worker(union=tree.grassroots)).get("/").text

    assert tree.unit.name in text
    assert "Hồ Văn Minh" in text


def test_mine_says_what_to_do_with_each_and_only_to_whom_it_belongs(tree: Tree) -> None:
    author, officer, other = who.worker(union=tree.grassroots), who.officer(tree.grassroots), who.worker("Vũ Khoa")
    programme = make.programme()
    returned = make.returned(author, programme, by_officer=officer, others=(other,))
    rejected = make.submitted(author, programme)
    approval.reject(rejected, by=officer, seen=rejected.last_step_id, reason=Reason.NOT_NEW)

    text = browser(author).get("/initiatives/").text
    assert page_of(returned, "edit") in text
    assert "See the reason" in text
    assert page_of(returned, "edit") not in browser(other).get("/initiatives/").text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("", "You have put nothing forward yet"),
        ("waiting", "Meanwhile you need not do anything."),
        ("returned", "it stands here with what to change"),
        ("rejected", "you can copy it as a new draft"),
    ],
)
def test_each_empty_part_of_mine_says_what_to_do_next(tree: Tree, state: str, words: str) -> None:
    text = browser(who.worker(union=tree.grassroots)).get("/initiatives/", {"state": state}).text

    assert words in text
    assert 'href="/initiatives/new/"' in text


def test_home_of_an_officer_costs_the_same_however_many_wait(tree: Tree) -> None:
    author, officer, programme = who.worker(union=tree.grassroots), who.officer(tree.grassroots), make.programme()
    client = browser(officer)
    for _round in range(3):
        make.submitted(author, programme)
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        assert len(captured) == 5, [query["sql"] for query in captured]
    assert Initiative.objects.count() == 3

"""The page of a union's figures: its numbers, its links, its past midnights, and what it costs."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives import approval
from initiatives.models import AuthorGroup, Kind, Programme
from initiatives.states import Reason, State
from initiatives.tests import factories as make
from initiatives.tests.factories import MILLION
from reporting import dashboard
from reporting.quotas import set_quota
from reporting.standing import Standing
from reporting.tests.acts import brought, counted, noon
from unions.models import Union, Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def url(union: Union, slug: str = "nam-nay", **query: Any) -> str:
    return reverse("reporting:union", args=[slug, union.code], query=query)


def fragment(union: Union, **query: Any) -> str:
    return reverse("reporting:figures_fragment", args=["nam-nay", union.code], query=query)


def parts(page: Any) -> list[str]:
    """The parts of an open page that are renewed."""
    return re.findall(r'id="(live-[\w-]+)"[^>]* hx-swap-oob', page.content.decode())


def text(page: Any) -> str:
    """The page's words without its tags, each run of white space as one space."""
    return " ".join(re.sub(r"<[^>]*>", "", page.content.decode()).replace("\xa0", " ").split())


def list_links(page: Any) -> list[dict[str, str]]:
    """The parameters of the links to lists of initiatives."""
    found = re.findall(r'href="(/admin/initiatives/initiative/\?[^"]*)"', page.content.decode())
    return [
        {key: value for key, [value] in parse_qs(urlsplit(link.replace("&amp;", "&")).query).items()} for link in found
    ]


def test_the_numbers_are_what_the_acts_make(tree: Tree, programme: Programme) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    brought(author, officer, programme, State.WAITING, claimed_benefit=11 * MILLION)
    brought(author, officer, programme, State.RETURNED, claimed_benefit=13 * MILLION)
    brought(author, officer, programme, State.REJECTED, claimed_benefit=17 * MILLION)
    brought(author, officer, programme, State.WITHDRAWN, claimed_benefit=19 * MILLION)
    brought(author, officer, programme, State.APPROVED, claimed_benefit=23 * MILLION, verified=20 * MILLION)
    brought(author, officer, programme, State.APPROVED, computable=False, claimed_benefit=None, computation="")
    counted()
    set_quota(programme=programme, union=tree.unit, count=8, from_on=days_ago(50), by=who.administrator(tree.root))

    page = signed_in(who.leader(tree.unit)).get(url(tree.unit))

    of = page.context["board"].figures
    assert (of.submitted, of.waiting, of.returned, of.approved, of.rejected, of.withdrawn) == (5, 1, 1, 2, 1, 1)
    assert (of.claimed_benefit, of.claimed_count) == (64 * MILLION, 4)
    assert (of.verified_benefit, of.verified_count) == (20 * MILLION, 1)
    assert page.context["board"].standing == Standing.BEHIND
    for shown in ("25%", "64.000.000 đ", "20.000.000 đ"):
        assert shown in text(page)
    assert "84" not in text(page), "claimed and verified benefit are never added"


def test_each_number_leads_to_its_list(tree: Tree, programme: Programme) -> None:
    set_quota(programme=programme, union=tree.superior, count=1, from_on=days_ago(50), by=who.administrator(tree.root))
    phase = programme.phases.get()
    page = signed_in(who.officer(tree.unit)).get(url(tree.unit, phase=phase.pk))
    common = {"desk": "all", "programme": str(programme.pk), "phase": str(phase.pk)}
    links = list_links(page)
    states = ("submitted", "approved", "rejected", "withdrawn")
    waits = ("pending", "waiting", "returned")
    shown = ("approved", "approved", "submitted", *waits, *states)  # progress, verified, claimed, what waits, the rest
    assert links[:10] == [common | {"state": state, "union": str(tree.unit.pk)} for state in shown]
    below = {str(tree.superior.pk), str(tree.direct.pk)}
    assert {link["union"] for link in links[10:]} == below
    assert {link["state"] for link in links[10:]} == {"approved", "submitted"}


@pytest.mark.parametrize(("reader", "links"), [(who.leader, 1), (who.administrator, 1), (who.officer, 0)])
def test_a_quota_leads_to_its_list_for_who_may_see_it(
    tree: Tree, programme: Programme, reader: Callable[[Union], Worker], links: int
) -> None:
    set_quota(programme=programme, union=tree.superior, count=7, from_on=days_ago(50), by=who.administrator(tree.root))
    client = signed_in(reader(tree.unit))
    html = client.get(url(tree.unit)).content.decode()
    found = re.findall(r'href="(/admin/reporting/quota/[^"]*)"', html)
    assert len(found) == links
    for link in found:
        listed = client.get(link.replace("&amp;", "&"))
        assert [quota.count for quota in listed.context["cl"].result_list] == [7]


def test_each_part_of_the_approved_leads_to_its_list(tree: Tree, programme: Programme) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    made = brought(author, officer, programme, State.APPROVED)
    other: dict[str, Any] = {
        "kind": Kind.RESEARCH,
        "field": make.field("y-te"),
        "author_group": AuthorGroup.PUBLIC_SECTOR,
    }
    brought(author, officer, programme, State.APPROVED, **other)
    counted()
    client = signed_in(who.officer(tree.unit))
    page = client.get(url(tree.unit))
    parts = {"author_group": made.author_group, "kind": made.kind, "field": str(made.field_id)}
    for by, key in parts.items():
        link, same = [link for link in list_links(page) if link.get(by) == key]  # the number and its benefit
        assert link == same
        listed = client.get(reverse("admin:initiatives_initiative_changelist"), link)
        assert [row.pk for row in listed.context["rows"]] == [made.pk]


def test_who_may_not_read_initiatives_gets_numbers_without_links(tree: Tree, programme: Programme) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    large = brought(author, officer, programme, State.APPROVED)
    counted()
    page = signed_in(who.administrator(tree.unit)).get(url(tree.unit))
    assert page.context["board"].figures.approved == 1
    assert list_links(page) == []
    assert page.context["board"].largest is None
    assert large.title not in page.content.decode()


def test_a_past_midnight_is_shown_as_it_was(tree: Tree, programme: Programme) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    administrator = who.administrator(tree.root)
    then = days_ago(10)
    early = brought(
        author, officer, programme, State.APPROVED, at=noon(then), claimed_benefit=9 * MILLION, verified=9 * MILLION
    )
    brought(author, officer, programme, State.APPROVED, at=noon(days_ago(9)), verified=7 * MILLION)
    approval.reopen(early, by=officer, seen=early.last_step_id, reason=Reason.DECIDED_IN_ERROR, note="Nhầm.")
    counted()
    set_quota(programme=programme, union=tree.unit, count=4, from_on=days_ago(50), by=administrator)
    set_quota(programme=programme, union=tree.unit, count=2, from_on=days_ago(9), by=administrator)

    page = signed_in(who.leader(tree.unit)).get(url(tree.unit, as_of=then.isoformat()))

    board = page.context["board"]
    assert (board.figures.approved, board.figures.pending, board.figures.quota) == (1, 0, 4)
    assert [(large.initiative.pk, large.verified_benefit) for large in board.largest] == [(early.pk, 9 * MILLION)]
    assert "24:00" in text(page)
    assert all(link["as_of"] == then.isoformat() for link in list_links(page))
    assert page.context["live"] == ""
    assert "live-poll" not in page.content.decode()
    now = signed_in(who.leader(tree.unit)).get(url(tree.unit)).context["board"]
    assert (now.figures.approved, now.figures.pending, now.figures.quota) == (1, 1, 2)
    assert early.pk not in [large.initiative.pk for large in now.largest]


def test_before_the_first_day_there_is_nothing(tree: Tree, programme: Programme) -> None:
    brought(who.worker(union=tree.grassroots), who.officer(tree.grassroots), programme, State.APPROVED)
    counted()
    board = signed_in(who.leader(tree.root)).get(url(tree.root, as_of="2001-01-01")).context["board"]
    assert (board.figures.submitted, board.figures.verified_benefit, list(board.largest)) == (0, 0, [])
    assert board.elapsed == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"as_of": "2023-13-45"}, "as_of"),
        ({"as_of": "hôm qua"}, "as_of"),
        ({"as_of": "9999-12-31"}, "as_of"),
        ({"as_of": "today"}, "as_of"),
        ({"phase": "0"}, "phase"),
        ({"phase": "x' OR 1=1"}, "phase"),
        ({"programme": "none-such"}, "programme"),
        ({"order": "age"}, "order"),
        ({"which": "those"}, "which"),
    ],
)
def test_what_cannot_be_taken_is_told(tree: Tree, programme: Programme, query: dict[str, str], field: str) -> None:
    if query.get("as_of") == "today":
        query = {"as_of": timezone.localdate().isoformat()}
    for name in ("union", "figures_fragment"):
        address = reverse(f"reporting:{name}", args=[programme.slug, tree.unit.code], query=query)
        page = signed_in(who.leader(tree.unit)).get(address)
        assert page.status_code == 200
        assert page.context["board"].asked.as_of is None
        if name == "union":
            assert list(page.context["form"].errors) == [field]
            assert "error-summary" in page.content.decode()


@pytest.mark.parametrize("code", ["CĐCS 12/3", "a/b/", "50%", "?x=1#y", "live"])
def test_any_code_makes_an_address(tree: Tree, programme: Programme, code: str) -> None:
    union = who.grassroots(tree.superior, code)
    client = signed_in(who.leader(tree.superior))
    above = client.get(url(tree.superior)).content.decode()
    assert f'href="{url(union)}"' in above
    for address in (url(union), fragment(union)):
        assert client.get(address).context["board"].asked.union == union


@pytest.mark.parametrize("name", ["union", "figures_fragment"])
def test_a_nul_is_no_code_and_no_choice(tree: Tree, programme: Programme, name: str) -> None:
    client = signed_in(who.leader(tree.unit))
    assert client.get(reverse(f"reporting:{name}", args=[programme.slug, "a\0b"])).status_code == 404
    for choice in ("programme", "phase", "as_of", "order", "which", "up", "page", "seen"):
        address = reverse(f"reporting:{name}", args=[programme.slug, tree.unit.code], query={choice: "a\0b"})
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("leaf", ["0", "99", "-1", "x"])
def test_a_page_that_is_not_there_is_the_nearest(tree: Tree, programme: Programme, leaf: str) -> None:
    assert signed_in(who.leader(tree.unit)).get(url(tree.unit, page=leaf)).status_code == 200


def test_a_phase_of_another_programme_is_none_of_this(tree: Tree, programme: Programme) -> None:
    other = make.programme("nam-ngoai").phases.get()
    page = signed_in(who.leader(tree.unit)).get(url(tree.unit, phase=other.pk))
    assert page.context["board"].asked.phase is None
    assert list(page.context["form"].errors) == ["phase"]


def test_choosing_another_programme_leads_there(tree: Tree, programme: Programme) -> None:
    make.programme("nam-ngoai")
    client = signed_in(who.leader(tree.unit))
    answer = client.get(url(tree.unit, programme="nam-ngoai", phase="7", as_of="2024-02-03"))
    assert answer.status_code == 200, "a phase that this programme does not have is told first"
    answer = client.get(url(tree.unit, programme="nam-ngoai", as_of="2024-02-03"))
    assert (answer.status_code, answer["Location"]) == (302, url(tree.unit, "nam-ngoai", as_of="2024-02-03"))


def test_the_entrance_leads_to_the_highest_office_and_the_newest_programme_with_figures(
    tree: Tree, programme: Programme
) -> None:
    make.programme("moi", opens_at=timezone.now() - timedelta(days=1), closes_at=timezone.now() + timedelta(days=9))
    brought(who.worker(union=tree.grassroots), who.officer(tree.grassroots), programme, State.WAITING)
    counted()
    reader = who.officer(tree.superior)
    who.office(reader, tree.unit, "leader")
    answer = signed_in(reader).get(reverse("reporting:dashboard"))
    assert (answer.status_code, answer["Location"]) == (302, url(tree.unit))


def test_without_a_programme_the_entrance_says_so(tree: Tree) -> None:
    answer = signed_in(who.leader(tree.root)).get(reverse("reporting:dashboard"))
    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


def test_a_confidential_one_among_the_largest_shows_no_title(tree: Tree, programme: Programme) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    secret = brought(author, officer, programme, State.APPROVED, confidential=True, confidential_parts="tất cả")
    counted()
    above = signed_in(who.leader(tree.unit)).get(url(tree.unit))
    assert [large.initiative.pk for large in above.context["board"].largest] == [secret.pk]
    assert secret.title not in above.content.decode()
    assert str(secret.code) in above.content.decode()
    on_its_way = signed_in(officer).get(url(tree.grassroots))
    assert secret.title in on_its_way.content.decode()


def test_an_approval_shows_in_the_live_part_once_it_is_counted(tree: Tree, programme: Programme) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    initiative = brought(author, officer, programme, State.WAITING)
    counted()
    client = signed_in(who.leader(tree.root))
    page = client.get(url(tree.root))
    live, seen = page.context["live"], {"seen": page.context["board"].version}
    assert f'hx-get="{live}"' in page.content.decode()
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=MILLION)
    assert client.get(live, seen).context["age"].freshness.uncounted == 1
    counted()
    assert 'id="live-approved" hx-swap-oob="innerHTML">1<' in client.get(live, seen).content.decode()


def test_the_parts_that_are_renewed_are_those_of_the_page(tree: Tree, programme: Programme) -> None:
    client = signed_in(who.leader(tree.root))
    renewed = parts(client.get(fragment(tree.root)))
    assert parts(client.get(url(tree.root))) == renewed
    assert len(renewed) == len(set(renewed)) == 27


def test_an_open_page_whose_numbers_stand_is_sent_their_age_alone(
    tree: Tree, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "RENEWED", 10**6)
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    client = signed_in(who.leader(tree.root))
    page = client.get(url(tree.root))
    live, seen = page.context["live"], {"seen": page.context["board"].version}
    with django_assert_num_queries(8):
        unchanged = client.get(live, seen)
    assert parts(unchanged) == ["live-age"]
    brought(author, officer, programme, State.WAITING)
    counted()
    changed = client.get(live, seen)
    assert "live-ranking" in parts(changed)
    assert parts(client.get(live, {"seen": changed.context["board"].version})) == ["live-age"]


@pytest.mark.parametrize(("language", "name"), [("vi", "Chương trình năm nay"), ("en", "This year's programme")])
def test_the_page_speaks_both_languages(tree: Tree, programme: Programme, language: str, name: str) -> None:
    client = signed_in(who.leader(tree.root))
    client.cookies["django_language"] = language
    html = client.get(url(tree.root)).content.decode()
    assert f'<html lang="{language}">' in html
    assert name in html.replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("level", "as_of", "cost"),
    [
        ("root", None, 15),
        ("unit", None, 15),
        ("superior", None, 14),
        ("grassroots", None, 11),
        ("root", 3, 18),
        ("unit", 3, 18),
        ("superior", 3, 17),
        ("grassroots", 3, 12),
    ],
)
def test_the_number_of_queries_does_not_depend_on_how_much_there_is(
    tree: Tree,
    programme: Programme,
    level: str,
    as_of: int | None,
    cost: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    union: Union = getattr(tree, level)
    client = signed_in(who.leader(union))
    query = {"as_of": days_ago(as_of).isoformat()} if as_of else {}
    for more in (1, 2):
        for _ in range(more):
            unit = who.unit()
            place = {"root": unit, "unit": tree.unit, "superior": tree.superior, "grassroots": None}[level]
            base = who.grassroots(place) if place else tree.grassroots
            author, officer = who.worker(union=base), who.officer(base)
            brought(author, officer, programme, State.APPROVED, at=noon(days_ago(9)))
        counted()
        with django_assert_num_queries(cost):
            client.get(url(union, **query))

"""The public figures: which programme, which units, and that no few people can be made out in them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives.models import Programme
from initiatives.states import State
from initiatives.tests import factories as make
from initiatives.tests.factories import MILLION
from reporting.public import public
from reporting.quotas import set_quota
from reporting.tests.acts import brought, counted
from unions.models import Union
from unions.tests import factories as who

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    who.confederation()
    return make.programme()


def unit(programme: Programme, name: str, approved: int, *, authors: int = 3, verified: int = MILLION) -> Union:
    """A unit with so many approved initiatives of so many authors in turn; uncounted."""
    made = who.unit(name=name)
    base = who.grassroots(made)
    people, officer = [who.worker(union=base) for _ in range(authors)], who.officer(base)
    for number in range(approved):
        brought(people[number % authors], officer, programme, State.APPROVED, verified=verified)
    return made


def shown() -> list[str]:
    """The names by number."""
    counted()
    found = public()
    assert found
    by_share, by_number = found.front.by_share, found.front.by_number
    assert {row.name for row in by_share} <= {row.name for row in by_number}
    return [row.name for row in by_number]


def fragment(language: str = "vi", query: str = "") -> str:
    return reverse("reporting:public_fragment", args=[language]) + query


def test_units_are_ranked_by_share_of_the_quota_and_by_number(programme: Programme) -> None:
    boss = who.administrator(who.confederation())
    for name, approved, quota in (("Lớn", 7, 14), ("Vừa", 6, 6), ("Nhỏ", 5, 0)):
        made = unit(programme, name, approved)
        if quota:
            set_quota(programme=programme, union=made, count=quota, from_on=timezone.localdate(), by=boss)
    counted()
    found = public()
    assert found
    assert [(row.name, row.approved, row.quota) for row in found.front.by_share] == [("Vừa", 6, 6), ("Lớn", 7, 14)]
    assert [row.name for row in found.front.by_number] == ["Lớn", "Vừa", "Nhỏ"]
    assert (found.main.approved, found.main.met, found.main.with_quota) == (18, 1, 2)


def test_a_unit_with_fewer_than_five_approved_is_not_named(programme: Programme) -> None:
    unit(programme, "Đủ", 6)
    unit(programme, "Cũng đủ", 5)
    unit(programme, "Ít", 4)
    assert "Ít" not in shown()


def test_a_unit_whose_approved_are_of_fewer_than_three_authors_is_not_named(programme: Programme) -> None:
    unit(programme, "Đủ", 6)
    unit(programme, "Cũng đủ", 5)
    unit(programme, "Hai người", 7, authors=2)
    assert "Hai người" not in shown()


def test_who_declined_is_no_author(programme: Programme) -> None:
    unit(programme, "Đủ", 6)
    base = who.grassroots(who.unit(name="Hai và một từ chối"))
    people, officer = [who.worker(union=base) for _ in range(3)], who.officer(base)
    for number in range(5):
        made = brought(people[number % 2], officer, programme, State.APPROVED)
        made.authorships.create(worker=people[2], position=2, share=10, declined_at=timezone.now())
    assert "Hai và một từ chối" not in shown()


@pytest.mark.parametrize("small", [{"approved": 2}, {"approved": 6, "authors": 2}], ids=["few", "few authors"])
def test_what_the_total_leaves_over_gives_no_small_unit_away(programme: Programme, small: dict[str, int]) -> None:
    for name, approved in {"Lớn": 9, "Vừa": 7, "Nhỏ": 6, "Nhỏ hơn": 6, "Nhỏ nữa": 5, "Nhỏ nhất": 5}.items():
        unit(programme, name, approved)
    unit(programme, "Ít", **small)
    assert shown() == ["Lớn", "Vừa"], "of the five that are not named nobody can tell which has how many"


@pytest.mark.parametrize("approved", [(5, 5, 1), (7, 5, 2), (7, 1), (6, 6, 6, 6, 1)], ids=str)
def test_where_few_units_have_anything_and_one_has_few_none_is_named(
    programme: Programme, approved: tuple[int, ...]
) -> None:
    for number, one in enumerate(approved):
        unit(programme, f"Đơn vị {number}", one)
    assert shown() == []


def test_units_with_few_together_are_not_told_apart_from_those_with_none(programme: Programme) -> None:
    for name, approved in {"Lớn": 8, "Vừa": 7, "Ít": 1, "Ít nữa": 2}.items():
        unit(programme, name, approved)
    for number in range(4):
        base = who.grassroots(unit(programme, f"Chưa có {number}", 0))
        brought(who.worker(union=base), who.officer(base), programme, State.REJECTED)
    assert shown() == ["Lớn"], "three left over by six units would be of few; ten by seven are not"


def test_where_nothing_is_hidden_all_are_named(programme: Programme) -> None:
    unit(programme, "Lớn", 7)
    unit(programme, "Vừa", 5)
    unit(programme, "Chưa có", 0)
    assert shown() == ["Lớn", "Vừa"]


def test_authors_are_asked_for_in_the_programme_shown(programme: Programme) -> None:
    made = unit(programme, "Hai người", 5, authors=2)
    unit(programme, "Đủ", 5)
    base = Union.objects.get(path__startswith=made.path, level="grassroots")
    ended = make.programme("nam-truoc")
    for _ in range(3):
        brought(who.worker(union=base), who.officer(base), ended, State.APPROVED)
    Programme.objects.filter(pk=ended.pk).update(opens_at=timezone.now() - timedelta(days=400))
    assert shown() == []


@pytest.mark.parametrize(
    ("approved", "verified", "told"),
    [
        (4, 900 * MILLION, None),
        (5, 19 * MILLION, None),
        (5, 39 * MILLION, 100 * MILLION),
        (11, 950 * MILLION, 10_000 * MILLION),
    ],
)
def test_the_benefit_is_told_in_steps_and_not_of_few(
    programme: Programme, approved: int, verified: int, told: int | None
) -> None:
    base = who.grassroots(who.unit())
    author, officer = who.worker(union=base), who.officer(who.confederation())
    for _ in range(approved):
        brought(author, officer, programme, State.APPROVED, verified=verified, claimed_benefit=verified)
    counted()
    found = public()
    assert found
    assert found.main.benefit == told


def test_the_newest_open_programme_is_shown_and_the_ended_one_beside_it(programme: Programme) -> None:
    now = timezone.now()
    ended = make.programme("da-xong", name_vi="Chương trình đã xong")
    Programme.objects.filter(pk=ended.pk).update(closes_at=now - timedelta(days=9))
    make.programme("sau-nay", opens_at=now + timedelta(days=1))
    found = public()
    assert found
    assert found.main.programme == programme
    assert [other.programme for other in found.others] == [ended]
    page = Client().get(reverse("reporting:public"), {"programme": "da-xong"})
    assert page.context["public"].main.programme == ended


@pytest.mark.parametrize("slug", ["khong-co", "sau-nay", "%00"])
def test_a_programme_that_is_unknown_or_has_not_opened_is_not_found(programme: Programme, slug: str) -> None:
    make.programme("sau-nay", opens_at=timezone.now() + timedelta(days=1))
    for address in (reverse("reporting:public"), fragment()):
        assert Client().get(f"{address}?programme={slug}").status_code == 404


def test_before_the_first_programme_the_pages_stand() -> None:
    assert "Chưa có chương trình nào" in Client().get(reverse("reporting:public")).content.decode()
    assert Client().get(fragment()).status_code == 200
    assert Client().get("/").status_code == 200


def test_the_fragment_is_the_same_for_everybody_and_may_be_kept(programme: Programme) -> None:
    unit(programme, "Đủ", 5)
    counted()
    signed_in = Client()
    signed_in.force_login(who.leader(who.confederation()))
    answers = [client.get(fragment(), headers={"accept-language": "en"}) for client in (Client(), signed_in)]
    bodies = {answer.content.decode().partition("data-age")[0] for answer in answers}
    assert len(bodies) == 1
    for answer in answers:
        assert answer["Cache-Control"] == "public, max-age=10"
        assert "Cookie" not in answer["Vary"]
        assert not answer.cookies
    assert "Chương trình năm nay" in bodies.pop(), "in the language of the address, whatever the browser prefers"


def test_the_page_carries_a_token_and_is_kept_by_nobody_else(programme: Programme) -> None:
    page = Client().get(reverse("reporting:public"))
    assert "public" not in page.get("Cache-Control", "")
    assert "Cookie" in page["Vary"]


def test_a_language_that_is_not_spoken_is_not_found(programme: Programme) -> None:
    assert Client().get(fragment("fr")).status_code == 404


def test_the_start_page_loads_the_count_and_stands_without(programme: Programme) -> None:
    page = Client().get("/").content.decode()
    assert f'hx-get="{fragment()}"' in page
    assert f'href="{reverse("reporting:public")}"' in page


def test_it_costs_the_same_whatever_there_is(
    programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for more in (1, 3):
        for number in range(more):
            unit(programme, f"Đơn vị {more} {number}", 5)
        counted()
        with django_assert_num_queries(5):
            Client().get(fragment())

"""The queue: what stands in it for whom, what a row says, and that it costs the same however long it is."""

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives import approval
from initiatives.models import Programme
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, codes, listed, reject, waited
from initiatives.tests.factories import MILLION
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def test_at_first_it_lists_what_waits_at_my_desks_the_oldest_first(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    new, old = make.submitted(author, programme), make.submitted(author, programme)
    waited(old, days=3)
    passed_up = make.submitted(author, programme, claimed_benefit=500 * MILLION)
    approval.approve(passed_up, by=officer, seen=passed_up.last_step_id, verified_benefit=None)
    rejected = make.submitted(author, programme)
    reject(rejected, officer)
    make.draft(author, programme)

    page = signed_in(officer).get(LIST)

    assert codes(page) == [old.code, new.code]
    assert page.context["filters"].is_of_my_desks
    assert "3 days" in page.content.decode() or "3 ngày" in page.content.decode()
    assert listed(officer, "?desk=all&state=waiting") == {new.code, old.code, passed_up.code}
    assert listed(officer, "?desk=all&state=all") == {new.code, old.code, passed_up.code, rejected.code}


def test_a_row_says_who_where_and_how_much(tree: Tree, programme: Programme, officer: Worker, author: Worker) -> None:
    colleague = who.worker("Vũ Thị Giang", tree.grassroots)
    initiative = make.draft(author, programme, others=(colleague,), title="Máy cuốn chỉ", claimed_benefit=16 * MILLION)
    approval.submit(initiative, by=author, seen=None)
    text = signed_in(who.officer(tree.superior)).get(f"{LIST}?desk=all&state=waiting").content.decode()
    for words in (initiative.code, "Máy cuốn chỉ", f"{author.name} +1", str(tree.grassroots), "16"):
        assert str(words) in text


def test_rows_name_no_union_where_all_are_of_the_only_one_that_is_read(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    make.submitted(author, programme)
    above = who.officer(tree.superior)
    pages = [signed_in(reader).get(f"{LIST}?desk=all&state=waiting") for reader in (officer, above)]
    assert [page.context["one_union"] for page in pages] == [True, False]
    assert ['data-label="Công đoàn"' in page.content.decode() for page in pages] == [False, True]


def test_an_empty_queue_says_what_to_do(tree: Tree, programme: Programme, officer: Worker) -> None:
    text = signed_in(officer).get(LIST).content.decode()
    assert "?desk=all&amp;state=waiting" in text
    assert "?desk=all&amp;state=all" in signed_in(officer).get(f"{LIST}?q=nothing").content.decode()


def test_a_leader_reads_the_lists_and_finds_nothing_to_tick(tree: Tree, programme: Programme, author: Worker) -> None:
    leader = who.leader(tree.unit)
    initiative = make.submitted(author, programme)
    page = signed_in(leader).get(LIST)
    assert codes(page) == [initiative.code]
    assert "bulk/" not in page.content.decode()
    assert 'name="row"' not in page.content.decode()


def test_only_rows_at_or_below_ones_desk_can_be_ticked(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    mine = make.submitted(author, programme)
    passed_up = make.submitted(author, programme, claimed_benefit=500 * MILLION)
    approval.approve(passed_up, by=officer, seen=passed_up.last_step_id, verified_benefit=None)
    page = signed_in(officer).get(f"{LIST}?desk=all&state=waiting")
    assert page.context["tickable"] == {mine.pk}
    assert set(codes(page)) == {mine.code, passed_up.code}


def test_the_page_after_the_last_is_the_last(tree: Tree, programme: Programme, officer: Worker, author: Worker) -> None:
    for _row in range(51):
        make.submitted(author, programme)
    client = signed_in(officer)
    first, second = client.get(LIST), client.get(f"{LIST}?page=2")
    assert (len(codes(first)), len(codes(second))) == (50, 1)
    assert not set(codes(first)) & set(codes(second))
    assert codes(client.get(f"{LIST}?page=7")) == codes(second)


def test_units_are_offered_to_those_alone_whose_scope_holds_several(tree: Tree) -> None:
    national = signed_in(who.officer(tree.root)).get(LIST).context["filters"]
    assert set(national.fields["unit"].queryset) == {tree.unit, tree.other_unit}
    page = signed_in(who.officer(tree.unit)).get(f"{LIST}?unit={tree.other_unit.pk}")
    assert "unit" not in page.context["filters"].fields


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 8), ("?desk=all&state=all", 8), ("?q=han&field=1&age=0&amount_from=1", 21), ("?state=waiting&union=1", 10)],
)
def test_the_number_of_queries_does_not_grow(
    tree: Tree,
    programme: Programme,
    author: Worker,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
    query: str,
    queries: int,
) -> None:
    officer = who.officer(tree.unit)
    colleague = who.worker("Vũ Thị Giang", tree.grassroots)
    for number in range(rows):
        initiative = make.draft(author, programme, others=(colleague,), confidential=number == 0)
        approval.submit(initiative, by=author, seen=None)
    client = signed_in(officer)
    query = query.replace("field=1", f"field={make.field().pk}").replace("union=1", f"union={tree.superior.pk}")
    client.get(LIST)
    with django_assert_num_queries(queries):
        client.get(LIST + query)

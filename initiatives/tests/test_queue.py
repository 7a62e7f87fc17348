"""The queue: what it lists by default, how it is narrowed, and that it costs the same however long it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from initiatives import approval, lists
from initiatives.models import ApprovalStep, AuthorGroup, Initiative, Kind, Programme
from initiatives.states import Reason
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, codes, signed_in
from initiatives.tests.factories import MILLION
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> Tree:
    return who.make_tree()


@pytest.fixture
def programme() -> Programme:
    return make.programme()


@pytest.fixture
def officer(tree: Tree) -> Worker:
    return who.officer(tree.grassroots)


@pytest.fixture
def author(tree: Tree) -> Worker:
    return who.worker(union=tree.grassroots)


def listed(worker: Worker, query: str = "") -> set[str]:
    return set(codes(signed_in(worker).get(LIST + query)))


def waited(initiative: Initiative, **ago: float) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(moved_at=timezone.now() - timedelta(**ago))


def reject(initiative: Initiative, by: Worker) -> None:
    approval.reject(initiative, by=by, seen=initiative.last_step_id, reason=Reason.NOT_NEW)


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


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=pending", {"waiting", "returned"}),
        ("state=submitted", {"waiting", "returned", "approved", "rejected"}),
        ("state=approved,rejected", {"approved", "rejected"}),
        ("state=withdrawn", {"withdrawn"}),
        ("state=all", {"waiting", "returned", "approved", "rejected", "withdrawn"}),
    ],
)
def test_states_are_named_singly_in_a_list_or_as_a_group(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, query: str, expected: set[str]
) -> None:
    by_state = {state: make.submitted(author, programme) for state in ("waiting", "returned", "approved", "rejected")}
    returned, approved = by_state["returned"], by_state["approved"]
    approval.return_(returned, by=officer, seen=returned.last_step_id, reason=Reason.UNCLEAR, note="Nói rõ hơn.")
    approval.approve(approved, by=officer, seen=approved.last_step_id, verified_benefit=1)
    reject(by_state["rejected"], officer)
    withdrawn = by_state["withdrawn"] = make.submitted(author, programme)
    approval.withdraw(withdrawn, by=author, seen=withdrawn.last_step_id)
    assert listed(officer, f"?{query}") == {by_state[state].code for state in expected}


def test_a_list_is_narrowed_by_union_field_programme_amount_and_age(tree: Tree, programme: Programme) -> None:
    officer = who.officer(tree.root)
    here, direct = who.worker(union=tree.grassroots), who.worker(union=tree.direct)
    elsewhere = who.worker(union=tree.other_grassroots)
    second = make.programme("nam-sau", name_vi="Năm sau")
    old = make.submitted(here, programme, claimed_benefit=10 * MILLION)
    waited(old, days=10)
    large = make.submitted(direct, programme, claimed_benefit=90 * MILLION, field=make.field("y-te", name_vi="Y tế"))
    other = make.submitted(elsewhere, second, claimed_benefit=50 * MILLION)
    waiting = "?desk=all&state=waiting"
    answers: dict[str, set[Any]] = {
        "": {old, large, other},
        f"&union={tree.unit.pk}": {old, large},
        f"&union={tree.superior.pk}": {old},
        f"&union={tree.direct.pk}": {large},
        f"&union={tree.root.pk}": {old, large, other},
        f"&field={make.field('y-te').pk}": {large},
        f"&programme={second.pk}": {other},
        f"&programme={second.slug}": {other},
        f"&phase={second.phases.get().pk}": {other},
        "&amount_from=50 triệu": {large, other},
        "&amount_to=50.000.000": {old, other},
        "&amount_from=20tr&amount_to=60tr": {other},
        "&amount_from=60tr&band=to-100m": {large},
        "&band=to-100m": {old, large, other},
        "&band=100m-1b": set(),
        "&band=none": set(),
        f"&unit={tree.unit.pk}": {old, large},
        f"&unit={tree.unit.pk}&union={tree.other_grassroots.pk}": {other},
        "&age=10": {old},
        "&age=11": set(),
    }
    for query, expected in answers.items():
        assert listed(officer, waiting + query) == {initiative.code for initiative in expected}, query


def test_one_desk_is_asked_for_by_its_union(tree: Tree, programme: Programme, author: Worker) -> None:
    below, above = who.officer(tree.grassroots), who.officer(tree.superior)
    here = make.submitted(author, programme)
    passed_up = make.submitted(author, programme, claimed_benefit=500 * MILLION)
    approval.approve(passed_up, by=below, seen=passed_up.last_step_id, verified_benefit=None)
    assert listed(above, f"?at={tree.grassroots.pk}") == {here.code}
    assert listed(above, f"?desk=all&state=waiting&at={tree.superior.pk}") == {passed_up.code}
    foreign = signed_in(below).get(f"{LIST}?at={tree.superior.pk}")
    assert "at" in foreign.context["filters"].errors


def test_units_are_offered_to_those_alone_whose_scope_holds_several(tree: Tree) -> None:
    national = signed_in(who.officer(tree.root)).get(LIST).context["filters"]
    assert set(national.fields["unit"].queryset) == {tree.unit, tree.other_unit}
    page = signed_in(who.officer(tree.unit)).get(f"{LIST}?unit={tree.other_unit.pk}")
    assert "unit" not in page.context["filters"].fields


def test_what_narrows_a_list_is_told_and_can_be_taken_away(tree: Tree, programme: Programme, officer: Worker) -> None:
    page = signed_in(officer).get(f"{LIST}?desk=all&state=waiting&age=5&band=1b-100b&q=may&page=2&order=xyz")
    chips = {chip.name: query for chip, query in page.context["chips"]}
    assert chips == {
        "age": "?desk=all&state=waiting&band=1b-100b&q=may&order=xyz",
        "band": "?desk=all&state=waiting&age=5&q=may&order=xyz",
    }
    assert page.context["unnarrowed"] == "?desk=all&state=waiting&order=xyz"
    assert "xyz" not in strip_tags(page.content.decode())
    assert "5 days or more" in page.content.decode() or "5 ngày" in page.content.decode()


def test_a_value_that_cannot_be_read_is_not_repeated(tree: Tree, officer: Worker) -> None:
    page = signed_in(officer).get(f"{LIST}?desk=qwerty&kind=qwerty&author_group=qwerty&band=qwerty&state=qwerty")
    assert len(page.context["filters"].errors) == 5
    assert "qwerty" not in strip_tags(page.content.decode())


def test_a_day_asked_for_lists_what_stood_so_at_its_midnight(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with approval.loading_history():
        early = make.draft(author, programme)
        approval.submit(early, by=author, seen=None, at=timezone.now() - timedelta(days=3))
        reject(early, officer)
    late = make.submitted(author, programme)
    assert ApprovalStep.objects.filter(initiative=early).count() == 2
    as_of = f"&as_of={yesterday:%Y-%m-%d}"
    assert listed(officer, f"?state=waiting{as_of}") == {early.code}
    assert listed(officer, f"?state=rejected{as_of}") == set()
    assert listed(officer, f"?state=submitted{as_of}&programme={programme.slug}") == {early.code}
    assert listed(officer, f"?as_of={yesterday.day}/{yesterday.month}/{yesterday.year}") == {early.code}
    assert listed(officer, "?state=pending") == {late.code}


def edited(initiative: Initiative, **content: Any) -> None:
    """What its author types while it is returned."""
    Initiative.objects.filter(pk=initiative.pk).update(**content)


def test_what_its_author_edits_is_listed_as_it_was_counted(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    old, new = make.field(), make.field("y-te", name_vi="Y tế")
    initiative = make.returned(author, programme, by_officer=officer, kind=Kind.TECHNICAL)
    edited(initiative, field=new, kind=Kind.RESEARCH, claimed_benefit=90 * MILLION)
    for query, expected in {
        f"field={old.pk}": {initiative.code},
        f"field={new.pk}": set(),
        "kind=technical": {initiative.code},
        "kind=research": set(),
        "amount_to=50 triệu": {initiative.code},
        "amount_from=51 triệu": set(),
    }.items():
        assert listed(officer, f"?desk=all&state=returned&{query}") == expected, query
        assert listed(officer, f"?desk=all&state=pending&{query}") == expected, query
    page = signed_in(officer).get(f"{LIST}?desk=all&state=returned")
    assert [row.counted_benefit for row in page.context["rows"]] == [50 * MILLION]
    assert "90.000.000" not in page.content.decode()


def test_a_past_midnight_lists_by_what_was_counted_then(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    old, new = make.field(), make.field("y-te", name_vi="Y tế")
    with approval.loading_history():
        initiative = make.draft(author, programme)
        approval.submit(initiative, by=author, seen=None, at=timezone.now() - timedelta(days=3))
    make.return_(initiative, by=officer)
    edited(initiative, field=new, claimed_benefit=90 * MILLION)
    initiative.refresh_from_db()
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    then = f"?desk=all&state=all&as_of={timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
    assert listed(officer, f"{then}&field={old.pk}&amount_to=50 triệu") == {initiative.code}
    assert listed(officer, f"{then}&field={new.pk}") == listed(officer, f"{then}&amount_from=51tr") == set()
    assert listed(officer, f"?desk=all&state=all&field={new.pk}&amount_from=51tr") == {initiative.code}
    assert [row.counted_benefit for row in signed_in(officer).get(LIST + then).context["rows"]] == [50 * MILLION]


def test_a_past_midnight_lists_the_latest_submitted_first(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    now = timezone.now()
    with approval.loading_history():
        first, second, third = (make.draft(author, programme) for _row in range(3))
        for initiative, ago in ((third, 3), (first, 2), (second, 4)):
            approval.submit(initiative, by=author, seen=None, at=now - timedelta(days=ago))
    then = f"?desk=all&state=all&as_of={timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
    assert codes(signed_in(officer).get(LIST + then)) == [first.code, third.code, second.code]


@pytest.mark.parametrize(
    ("query", "cap"),
    [
        ("", 10_000),
        ("?desk=all&state=approved", 10_000),
        ("?desk=all&state=approved&union=1", 10_000),
        ("?desk=all&state=all", 10_000),
        ("?desk=all&state=waiting&age=3", 10_000),
        ("?desk=all&state=approved&kind=research", 1000),
        ("?desk=all&state=approved&amount_from=0", 1000),
        ("?desk=all&state=approved&amount_from=1 tỷ", 10_000),
        ("?desk=all&state=approved&q=han", 1000),
        ("?desk=all&state=approved&as_of=2023-01-01", 1000),
    ],
)
def test_only_what_an_index_holds_is_leafed_through_far(
    tree: Tree, programme: Programme, officer: Worker, query: str, cap: int
) -> None:
    query = query.replace("union=1", f"union={tree.grassroots.pk}")
    assert signed_in(officer).get(LIST + query).context["leaf"].paginator.cap == cap


@pytest.mark.parametrize("text", ["may cuon chi", "MÁY CUỐN", "cuốn  chỉ", "may chi", "động cuố", "tu-dong"])
def test_words_are_found_with_and_without_accents(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, text: str
) -> None:
    found = make.submitted(author, programme, title="Máy cuốn chỉ tự động")
    make.submitted(author, programme, title="Máy dệt")
    assert listed(officer, f"?q={text}") == {found.code}


def test_a_code_is_found_whole_and_by_its_beginning(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    first, second = make.submitted(author, programme), make.submitted(author, programme)
    reject(first, officer)
    assert first.code
    assert listed(officer, f"?q={first.code.lower()}") == {first.code}
    assert listed(officer, f"?q={first.code[:7]}") == {first.code, second.code}
    assert listed(officer, "?q=SK-1999") == set()


def test_a_code_is_found_by_its_number(tree: Tree, programme: Programme, officer: Worker, author: Worker) -> None:
    found, other = make.submitted(author, programme), make.submitted(author, programme)
    assert found.code
    year, digits = found.code.split("-")[1:]
    number = str(int(digits))
    for text in (digits, number, f"0{number}", f"{year}-{number}", f"SK-{year}-{number}", f" {year}-{digits} "):
        assert listed(officer, f"?q={text}") == {found.code}, text
    assert listed(officer, f"?q={year}-0") == {found.code, other.code}
    assert listed(officer, "?q=9999999") == set()


def test_a_bare_number_is_looked_for_in_titles_too(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    found = make.submitted(author, programme, title="Máy ép 9000 tấn")
    assert listed(officer, "?q=9000") == {found.code}


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "state=draft",
        "desk=nonsense",
        "union=abc",
        "union=99999999999999999999999",
        "union=0",
        "programme=nonsense",
        "programme=99999999999999999999999",
        "phase=x",
        "field=-1",
        "age=-1",
        "age=99999999999",
        "amount_from=nonsense",
        "amount_to=9999999999999999999999",
        "as_of=2023-02-31",
        "as_of=2999-01-01",
        "q=%00",
        "page=nonsense",
        "page=99999999",
        "list=%FF",
        "row=1&p=3&e=1&_popup=1&o=5",
    ],
)
def test_what_cannot_be_read_is_said_and_left_out(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, query: str
) -> None:
    initiative = make.submitted(author, programme)
    page = signed_in(officer).get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert codes(page) == [initiative.code]
    told = ("state", "desk", "union", "programme", "phase", "field", "age", "amount", "as_of", "q")
    assert bool(page.context["filters"].errors) == query.startswith(told)


def test_the_page_after_the_last_is_the_last(tree: Tree, programme: Programme, officer: Worker, author: Worker) -> None:
    for _row in range(51):
        make.submitted(author, programme)
    client = signed_in(officer)
    first, second = client.get(LIST), client.get(f"{LIST}?page=2")
    assert (len(codes(first)), len(codes(second))) == (50, 1)
    assert not set(codes(first)) & set(codes(second))
    assert codes(client.get(f"{LIST}?page=7")) == codes(second)


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


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 9), ("?desk=all&state=all", 9), ("?q=han&field=1&age=0&amount_from=1", 10), ("?state=waiting&union=1", 11)],
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
        initiative = make.draft(author, programme, others=(colleague,), confidential=number == 1)
        approval.submit(initiative, by=author, seen=None)
    client = signed_in(officer)
    query = query.replace("field=1", f"field={make.field().pk}").replace("union=1", f"union={tree.superior.pk}")
    client.get(LIST)
    with django_assert_num_queries(queries):
        client.get(LIST + query)


def test_a_report_s_part_is_named_above_its_list(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    initiative = make.submitted(author, programme, kind=Kind.RESEARCH)
    make.submitted(author, programme)
    phase = programme.phases.get()
    query = f"?desk=all&state=all&kind=research&author_group=enterprise_worker&phase={phase.pk}"
    page = signed_in(officer).get(LIST + query)
    assert codes(page) == [initiative.code]
    said = [chip.value for chip in page.context["filters"].chips]
    assert said == [str(phase), Kind.RESEARCH.label, AuthorGroup.ENTERPRISE_WORKER.label]
    assert str(phase) in page.content.decode()


def test_rows_name_no_union_where_all_are_of_the_only_one_that_is_read(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    make.submitted(author, programme)
    above = who.officer(tree.superior)
    pages = [signed_in(reader).get(f"{LIST}?desk=all&state=waiting") for reader in (officer, above)]
    assert [page.context["one_union"] for page in pages] == [True, False]
    assert ['data-label="Công đoàn"' in page.content.decode() for page in pages] == [False, True]


def test_addresses_of_lists_carry_no_empty_fields(programme: Programme, officer: Worker, author: Worker) -> None:
    make.submitted(author, programme)
    page = signed_in(officer).get(f"{LIST}?q=&union=&field=&age=0&amount_from=&state=waiting")
    assert page.context["row_query"] == "?list=age%3D0%26state%3Dwaiting"
    assert [tab.query for tab in page.context["tabs"]][:2] == ["?age=0&desk=mine", "?age=0&desk=all&state=waiting"]
    assert page.context["unnarrowed"] == "?state=waiting"


def test_what_is_rare_is_looked_for_in_the_newest_and_says_so(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make.submitted(author, programme, kind=Kind.RESEARCH)
    new = [make.submitted(author, programme, kind=Kind.RESEARCH) for _row in range(2)]
    for initiative in (old, *new):
        reject(initiative, officer)
    rejected = "?desk=all&state=rejected&kind=research"
    whole = signed_in(officer).get(LIST + rejected)
    monkeypatch.setattr(lists, "LOOK", 1)
    part = signed_in(officer).get(LIST + rejected)

    assert codes(whole) == [new[1].code, new[0].code, old.code]
    assert not whole.context["leaf"].paginator.is_bounded
    assert codes(part) == [new[1].code, new[0].code]
    assert part.context["leaf"].paginator.is_bounded
    assert "Only about the newest" in part.content.decode() or "Chỉ tìm trong khoảng" in part.content.decode()


def test_a_programme_begins_where_its_own_end(tree: Tree, author: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "LOOK", 1)
    past, running = make.programme("nam-truoc", name_vi="Năm trước"), make.programme()
    old = make.submitted(author, past)
    for _row in range(3):
        make.submitted(author, running)
    for union in (tree.root, tree.unit):
        assert listed(who.officer(union), f"?desk=all&state=submitted&programme={past.pk}") == {old.code}, union


def test_frequent_words_are_found_in_the_newest_and_rare_ones_everywhere(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = make.submitted(author, programme, title="Máy cuốn chỉ")
    often = [make.submitted(author, programme, title="Máy dệt") for _row in range(4)]
    monkeypatch.setattr(lists, "LOOK", 2)
    monkeypatch.setattr(lists, "CAP", 1)
    assert listed(officer, "?desk=all&state=all&q=cuon chi") == {rare.code}
    assert listed(officer, "?desk=all&state=all&q=may") == {often[3].code, often[2].code}

"""Where words are looked for: row by row, in the newest blocks of numbers, or in all that the index has of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives import lists, searching
from initiatives.models import Initiative, Programme, SearchEntry, search, search_entry
from initiatives.searching import Search
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, codes
from unions.models import Union, Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

ROWS = 12
BEFORE = 98
ASKS_THE_INDEX = '"initiatives_searchentry"."words" @@'


@pytest.fixture(autouse=True)
def small(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of two numbers, of which the newest row begins one; a list shows two rows, and is likely to be full among
    the newest four of any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('initiatives_initiative', 'id'), %s)", [BEFORE])
    for module in (search, search_entry):
        monkeypatch.setattr(module, "BLOCK", 2)
    for module in (lists, searching):
        monkeypatch.setattr(module, "CAP", 1)
    monkeypatch.setattr(searching, "CANDIDATES", 3)
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    monkeypatch.setattr(Search, "likely", property(lambda _search: 1.25 * _newest() / 4))


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ((1, 8, 11), ["newest blocks"]),
        ((0, 1, 2, 8, 10), ["newest blocks"]),
        ((1, 11), ["newest blocks", "newest blocks", "all"]),
        ((0, 1, 11), ["newest blocks", "newest blocks", "all"]),
        ((1, 2), ["newest blocks", "all"]),
    ],
)
def test_the_newest_with_the_words_are_found_in_blocks_or_in_all(
    programme: Programme, officer: Worker, author: Worker, named: tuple[int, ...], asked: list[str]
) -> None:
    rows = [
        make.submitted(author, programme, title="Máy cuốn chỉ" if number in named else "Bàn dệt")
        for number in range(ROWS)
    ]
    with CaptureQueriesContext(connection) as captured:
        page = signed_in(officer).get(f"{LIST}?desk=all&state=all&q=cuon chi")
    assert codes(page) == [rows[number].code for number in sorted(named)[:-3:-1]]
    questions = [done["sql"] for done in captured if ASKS_THE_INDEX in done["sql"]]
    assert ["newest blocks" if "@b" in question else "all" for question in questions] == asked
    assert f"'@b{_newest() // 2}'" in questions[0]
    assert f"'@b{rows[0].pk // 2}'" not in questions[0]


@pytest.mark.parametrize(
    ("named", "found", "is_bounded"),
    [
        ((1, 8, 11), (11, 8), False),
        ((1, 11), (11, 1), False),
        ((11,), (11,), False),
        ((), (), False),
    ],
)
def test_everywhere_frequent_words_are_looked_for_row_by_row_and_then_in_the_index(
    tree: Tree,
    programme: Programme,
    author: Worker,
    monkeypatch: pytest.MonkeyPatch,
    named: tuple[int, ...],
    found: tuple[int, ...],
    is_bounded: bool,
) -> None:
    monkeypatch.setattr(searching, "NEAR", 4)
    monkeypatch.setattr(searching, "CANDIDATES", 10**6)
    monkeypatch.setattr(Search, "likely", property(lambda _search: _newest() // 2))
    rows = [
        make.submitted(author, programme, title="Máy cuốn chỉ" if number in named else "Bàn dệt")
        for number in range(ROWS)
    ]
    page = signed_in(who.officer(tree.root)).get(f"{LIST}?desk=all&state=all&q=cuon chi")
    assert codes(page) == [rows[number].code for number in found]
    assert page.context["leaf"].paginator.is_bounded == is_bounded


def test_blocks_are_fine_for_few_numbers_and_wide_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WIDE_BLOCK", 20)
    assert search.blocks(1001, 5) == ["@b500", "@b499", "@b498"]
    assert search.blocks(1001, 100) == ["@w50", "@w49", "@w48", "@w47", "@w46", "@w45"]
    assert search.blocks(1001, 900) == []
    assert search.blocks(3, 5) == []


def test_entries_that_lack_their_wide_block_are_completed(programme: Programme, author: Worker) -> None:
    sent = make.submitted(author, programme, title="Máy cuốn chỉ")
    whole = SearchEntry.objects.values_list("words", flat=True).get(pk=sent.pk)
    lexeme = f"@w{sent.pk // search_entry.WIDE_BLOCK}"
    assert lexeme in whole
    with connection.cursor() as cursor:
        cursor.execute("UPDATE initiatives_searchentry SET words = ts_delete(words, %s)", [lexeme])
    assert search_entry.write_missing(sent.pk, sent.pk) == 1
    assert SearchEntry.objects.values_list("words", flat=True).get(pk=sent.pk) == whole
    assert search_entry.write_missing(sent.pk, sent.pk) == 0


@pytest.mark.parametrize(("named", "is_bounded"), [((1, 2), False), ((1, 2, 3, 4), True)])
def test_in_another_order_rare_words_are_found_wherever_and_of_others_the_first(
    tree: Tree,
    programme: Programme,
    author: Worker,
    monkeypatch: pytest.MonkeyPatch,
    named: tuple[int, ...],
    is_bounded: bool,
) -> None:
    monkeypatch.setattr(searching, "NEAR", 1)
    monkeypatch.setattr(searching, "FREQUENT", 0)
    monkeypatch.setattr(lists, "LOOK", 4)
    rows = [
        make.submitted(author, programme, title="Máy cuốn chỉ" if ROWS - number in named else "Bàn dệt")
        for number in range(ROWS)
    ]
    page = signed_in(who.officer(tree.root)).get(f"{LIST}?desk=all&state=waiting&q=cuon chi")
    found = [rows[ROWS - number].code for number in sorted(named, reverse=True) if number > 0]
    assert codes(page) == ([] if is_bounded else found)
    assert page.context["leaf"].paginator.is_bounded == is_bounded


def test_what_was_moved_a_moment_ago_is_found_at_its_new_place(
    tree: Tree, programme: Programme, author: Worker
) -> None:
    moved = make.submitted(author, programme, title="Máy cuốn chỉ")
    Union.objects.move(tree.superior, tree.other_unit, pos="last-child")
    Initiative.objects.filter(pk=moved.pk).update(unit=tree.other_unit)
    for state in ("all", "waiting"):
        for union, found, is_asked_by_place in ((tree.other_unit, [moved.code], False), (tree.unit, [], True)):
            with CaptureQueriesContext(connection) as captured:
                page = signed_in(who.officer(union)).get(f"{LIST}?desk=all&state={state}&q=cuon chi")
            assert codes(page) == found
            if state == "all":
                assert any(f"@u{union.pk}" in query["sql"] for query in captured) == is_asked_by_place


def _newest() -> int:
    return Initiative.objects.newest_first().values_list("pk", flat=True)[0]

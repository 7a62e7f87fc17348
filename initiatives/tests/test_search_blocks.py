"""Below a union the index of words is asked for the newest blocks of numbers first, and for all where few are there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives import lists, searching
from initiatives.models import Initiative, Programme, search, search_entry
from initiatives.searching import Search
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, codes
from unions.models import Worker
from unions.tests.clients import signed_in

pytestmark = pytest.mark.django_db

ROWS = 12
ASKS_THE_INDEX = '"initiatives_searchentry"."words" @@'


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of two numbers; a list shows two rows, and is likely to be full among the newest four of any."""
    for module in (search, search_entry):
        monkeypatch.setattr(module, "BLOCK", 2)
    for module in (lists, searching):
        monkeypatch.setattr(module, "CAP", 1)
    monkeypatch.setattr(searching, "CANDIDATES", 3)
    monkeypatch.setattr(Search, "likely", property(lambda _search: 1.5 * _newest() / 4))


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ((1, 8, 11), ["newest blocks"]),
        ((0, 1, 2, 8, 10), ["newest blocks"]),
        ((1, 11), ["newest blocks", "newest blocks", "all"]),
        ((1, 2, 3, 11), ["newest blocks", "newest blocks", "all"]),
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


def _newest() -> int:
    return Initiative.objects.newest_first().values_list("pk", flat=True)[0]

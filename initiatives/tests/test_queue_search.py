"""What is looked for in the queue, by code, number and words, and how far back a list is read."""

from urllib.parse import urlencode

import pytest

from initiatives import lists, searching
from initiatives.models import Kind, Programme
from initiatives.searching import Search
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, codes, listed, reject
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["may cuon chi", "MÁY CUỐN", "cuốn  chỉ", "may chi", "động cuố", "tu-dong"])
def test_words_are_found_with_and_without_accents(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, text: str
) -> None:
    found = make.submitted(author, programme, title="Máy cuốn chỉ tự động")
    make.submitted(author, programme, title="Máy dệt")
    assert listed(officer, f"?q={text}") == {found.code}


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\\", "(|)", "😀"])
def test_what_has_no_letter_or_digit_finds_nothing(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, text: str
) -> None:
    make.submitted(author, programme, title="Máy dệt %")
    for query in ({"q": text}, {"desk": "all", "state": "all", "q": text}):
        assert listed(officer, f"?{urlencode(query)}") == set()


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


def test_frequent_words_are_found_in_the_newest_and_rare_ones_everywhere(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = make.submitted(author, programme, title="Máy cuốn chỉ")
    often = [make.submitted(author, programme, title="Máy dệt") for _row in range(4)]
    monkeypatch.setattr(searching, "NEAR", 2)
    for module in (lists, searching):
        monkeypatch.setattr(module, "CAP", 1)
    for likely in (0, 10**9):
        monkeypatch.setattr(Search, "likely", likely)
        assert listed(officer, "?desk=all&state=all&q=cuon chi") == {rare.code}
        assert listed(officer, "?desk=all&state=all&q=may") == {often[3].code, often[2].code}


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

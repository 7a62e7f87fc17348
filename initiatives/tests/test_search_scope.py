"""Whom a search tells what: by title, authors and union, never of what is foreign, confidential or another's draft."""

import pytest

from initiatives import approval, drafts, own, searching
from initiatives.models import Initiative, Programme, search, search_entry
from initiatives.searching import Search
from initiatives.tests import factories as make
from initiatives.tests.desk import listed
from initiatives.tests.pages import browser
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def mine(worker: Worker, text: str) -> list[int]:
    """The ids that a person's own list shows for these words."""
    page = browser(worker).get("/initiatives/", {"q": text}).context["page"]
    return [initiative.pk for initiative in page]


def in_queue(worker: Worker, text: str) -> set[str]:
    return listed(worker, f"?desk=all&state=all&q={text}")


@pytest.fixture
def sent(tree: Tree, author: Worker, programme: Programme) -> Initiative:
    """One with a co-author, at the grassroots union, which is a company's."""
    other = who.worker("Đỗ Thị Đào", union=tree.direct)
    draft = make.draft(author, programme, others=(other,), title="Máy cuốn chỉ")
    approval.submit(draft, by=author, seen=None)
    return draft


WAYS = [(5000, 0), (5000, 10**9), (0, 10**9)]
"""In how many rows words are looked for one by one, and how many are likely: none, so that the index tells all; or so
many that they are looked for row by row, and then among the newest of the index."""

BY_WORDS = ["hạnh", "nguyen thi hanh", "Đỗ Thị Đào", "do dao", "may 5", "mây 5", "cuon chi hanh", "cuộn May 5 Đào"]


@pytest.fixture
def tree() -> Tree:
    made = who.make_tree()
    made.grassroots.name, made.grassroots.short_name = "Công đoàn cơ sở Công ty Mây 5", "Công ty Mây 5"
    made.grassroots.save()
    return made


@pytest.mark.parametrize("text", BY_WORDS)
@pytest.mark.parametrize(("near", "likely"), WAYS)
def test_authors_and_union_are_found_with_and_without_accents(
    tree: Tree, sent: Initiative, text: str, near: int, likely: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "NEAR", near)
    monkeypatch.setattr(Search, "likely", likely)
    for union in (tree.root, tree.unit, tree.superior, tree.grassroots):
        assert in_queue(who.officer(union), text) == {sent.code}, union
    for union in (tree.other_unit, tree.other_superior, tree.other_grassroots):
        assert in_queue(who.officer(union), text) == set(), union


@pytest.mark.parametrize("place", ["unit", "superior", "grassroots"])
@pytest.mark.parametrize("likely", [0, 10**9])
def test_below_a_union_the_index_finds_what_is_not_among_the_newest(
    tree: Tree, sent: Initiative, programme: Programme, place: str, likely: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BLOCK", 1)
    monkeypatch.setattr(search_entry, "BLOCK", 1)
    monkeypatch.setattr(Search, "likely", likely)
    other = who.worker("Lý Thị Sen", union=tree.grassroots)
    for _ in range(4):
        make.submitted(other, programme, title="Giá để dụng cụ")
    assert in_queue(who.officer(getattr(tree, place)), "cuộn chỉ") == {sent.code}


@pytest.mark.parametrize(("near", "likely"), WAYS)
@pytest.mark.parametrize("place", ["root", "unit"])
def test_of_a_confidential_one_others_find_code_and_union_alone(
    tree: Tree,
    author: Worker,
    programme: Programme,
    place: str,
    near: int,
    likely: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, above = who.officer(tree.grassroots, "Cán Bộ Cơ Sở"), who.officer(getattr(tree, place))
    secret = make.submitted(author, programme, title="Máy cuốn chỉ", confidential=True)
    monkeypatch.setattr(searching, "NEAR", near)
    monkeypatch.setattr(Search, "likely", likely)
    assert secret.code
    for text in ("cuon chi", "hanh", "may 5 hanh", "cuon may 5"):
        assert in_queue(desk, text) == {secret.code}, text
        assert in_queue(above, text) == set(), text
    for text in ("may 5", "mây", secret.code, str(int(secret.code[-7:]))):
        assert in_queue(above, text) == {secret.code}, text


def test_anothers_draft_is_found_by_nobody_else(tree: Tree, author: Worker, programme: Programme) -> None:
    draft = make.draft(author, programme, title="Máy cuốn chỉ")

    assert in_queue(who.officer(tree.grassroots, "Cán Bộ Cơ Sở"), "cuon chi") == set()
    assert mine(author, "cuốn chỉ") == [draft.pk]
    assert mine(who.worker(union=tree.grassroots), "cuon chi") == []


@pytest.mark.parametrize("text", BY_WORDS)
def test_ones_own_are_found_by_who_put_them_forward_and_by_co_authors(sent: Initiative, text: str) -> None:
    author, other = (line.worker for line in sent.authorships.all())
    stranger = who.worker("Nguyễn Thị Hạnh", union=author.union)

    assert mine(author, text) == [sent.pk]
    assert mine(other, text) == [sent.pk]
    assert mine(stranger, text) == []
    drafts.decline(sent, by=other)
    assert mine(other, text) == []


def test_ones_own_are_found_by_code_and_counted_by_state(
    sent: Initiative, author: Worker, programme: Programme
) -> None:
    make.draft(author, programme, title="Cuộn dây")
    assert sent.code
    assert mine(author, sent.code.lower()) == mine(author, str(int(sent.code[-7:]))) == [sent.pk]
    assert mine(author, "không có") == mine(author, "…") == []
    found = own.own(author, "cuon")
    assert (found.all, found.by_state["draft"], found.waiting) == (2, 1, 1)


def test_of_many_of_ones_own_older_ones_are_found_by_the_index(
    sent: Initiative, author: Worker, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = make.submitted(author, programme, title="Máy dệt")
    monkeypatch.setattr(own, "MOST", 1)
    assert [pk for pk, _state in own.own(author).places] == [newer.pk]
    assert mine(author, "cuon chi") == mine(author, sent.code or "") == [sent.pk]
    assert mine(author, "may") == [newer.pk]


def test_what_is_sent_again_is_found_by_its_new_words(tree: Tree, author: Worker, programme: Programme) -> None:
    officer = who.officer(tree.grassroots, "Cán Bộ Cơ Sở")
    returned = make.returned(author, programme, by_officer=officer, title="Máy cuốn chỉ")
    drafts.change(returned, by=author, title="Máy dệt")
    assert in_queue(officer, "cuon") == {returned.code}
    approval.submit(returned, by=author, seen=returned.last_step_id)
    assert in_queue(officer, "cuon") == set()
    assert in_queue(officer, "det") == {returned.code}

"""What is searched is built by a command, and follows what is renamed or moved."""

import ast
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from initiatives import reindexing
from initiatives.models import Initiative, Outdated, Programme, SearchEntry
from initiatives.models.search import entries
from initiatives.models.search_entry import SEARCH_INDEXES
from initiatives.tests import factories as make
from unions.models import Union, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def found(text: str, *lexemes: str) -> set[int]:
    """The initiatives whose entries have the words, and one of the lexemes where some are given."""
    return set(entries(text, [lexemes]).values_list("pk", flat=True))


def test_a_renamed_author_is_found_by_the_new_name(author: Worker, initiative: Initiative) -> None:
    assert found("hanh") == {initiative.pk}
    author.name = "Nguyễn Thị Đoan"
    author.save()
    author.save()
    assert found("hanh") == {initiative.pk}
    assert reindexing.follow_outdated() == 1
    assert found("hanh") == set()
    assert found("đoan") == {initiative.pk}
    assert not Outdated.objects.exists()
    assert reindexing.follow_outdated() == 0


def test_a_run_ends_with_its_time_and_the_next_one_goes_on(
    author: Worker, initiative: Initiative, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.name, tree.grassroots.name = "Nguyễn Thị Đoan", "Công ty Đèn Lồng"
    author.save()
    tree.grassroots.save()
    monkeypatch.setattr(reindexing, "FOLLOWING_SECONDS", -1)
    assert reindexing.follow_outdated() == 1
    assert Outdated.objects.count() == 1
    reindexing.follow_outdated()
    assert not Outdated.objects.exists()
    assert found("đoan đèn lồng") == {initiative.pk}


def test_a_renamed_union_is_followed_also_when_many_are_written_at_once(tree: Tree, initiative: Initiative) -> None:
    union = tree.grassroots
    union.name = union.short_name = "Công ty Đèn Lồng"
    union.set_name_keys()
    Union.objects.bulk_update([union], ["name", "short_name", "name_folded"])
    reindexing.follow_outdated()
    assert found("den long") == {initiative.pk}


def test_what_is_moved_is_found_at_its_new_place(tree: Tree, initiative: Initiative) -> None:
    assert found("cai tien", f"@u{tree.unit.pk}") == {initiative.pk}
    Union.objects.move(tree.superior, tree.other_unit, pos="last-child")
    reindexing.follow_outdated()
    assert found("cai tien", f"@u{tree.unit.pk}") == set()
    for union in (tree.other_unit, tree.superior, tree.grassroots):
        assert found("cai tien", f"@u{union.pk}") == {initiative.pk}, union


def test_other_changes_of_a_worker_or_union_are_not_followed(tree: Tree, author: Worker) -> None:
    author.title = "Tổ trưởng"
    author.save()
    tree.grassroots.members = 7
    tree.grassroots.save()
    assert not Outdated.objects.exists()


def stands(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name])
        found = cursor.fetchone()
    return bool(found and found[0])


def reindex(*options: str) -> str:
    out = StringIO()
    call_command("reindex", *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_reindex_fills_and_builds_what_is_missing_once(author: Worker, officer: Worker, programme: Programme) -> None:
    initiatives = [make.submitted(author, programme) for _row in range(2)]
    make.draft(author, programme)
    reindexing.drop_search_indexes()
    SearchEntry.objects.filter(pk=initiatives[0].pk).delete()
    assert not any(stands(name) for name in SEARCH_INDEXES)
    said = reindex()
    assert "entries: 1 written" in said
    assert "search_entry_words: built" in said
    assert all(stands(name) for name in SEARCH_INDEXES)
    assert found("cai tien") == {initiative.pk for initiative in initiatives}
    assert "entries: 0 written" in reindex()


@pytest.mark.django_db(transaction=True)
def test_what_was_left_half_built_is_built_anew(tree: Tree) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'search_entry_words'::regclass")
    assert not stands("search_entry_words")
    assert "dropped, to be built anew" in reindex()
    assert stands("search_entry_words")


@pytest.mark.django_db(transaction=True)
def test_entries_of_a_full_block_are_laid_by_place(
    tree: Tree, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = (who.worker(union=union) for union in (tree.grassroots, tree.other_grassroots))
    sent = [make.submitted(one, programme) for one in (there, here, there, here)]
    assert laid() == [there.union_id, here.union_id] * 2
    monkeypatch.setattr(reindexing, "FOLLOWED", 3)
    monkeypatch.setattr(reindexing, "WIDE_BLOCK", sent[-1].pk + 2)
    assert "laid by place" not in reindex("--by-place")
    monkeypatch.setattr(reindexing, "WIDE_BLOCK", sent[-1].pk + 1)
    before = words()
    assert f"entries up to {sent[-1].pk} of {sent[-1].pk}: laid by place" in reindex("--by-place")
    assert laid() == [here.union_id] * 2 + [there.union_id] * 2
    assert words() == before


@pytest.mark.django_db(transaction=True)
def test_what_an_act_works_on_stays_where_it_lies(
    author: Worker, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved, held = (make.submitted(author, programme) for _row in range(2))
    monkeypatch.setattr(reindexing, "WIDE_BLOCK", held.pk + 1)
    before, lay = words(), places()
    act = connection.copy()
    try:
        act.set_autocommit(False)
        with act.cursor() as cursor:
            cursor.execute("UPDATE initiatives_initiative SET last_step_id = NULL WHERE id = %s", [held.pk])
        reindex("--by-place")
        act.rollback()
    finally:
        act.close()
    assert places()[held.pk] == lay[held.pk]
    assert places()[moved.pk] != lay[moved.pk]
    assert words() == before


def laid() -> list[int | None]:
    """The unions of the entries, as these lie in their table."""
    lay = places()
    unions = dict(Initiative.objects.values_list("pk", "union"))
    return [unions[pk] for pk in sorted(lay, key=lambda pk: lay[pk])]


def places() -> dict[int, tuple[int, int]]:
    """Where each initiative's entry lies in their table: its page, and which of the page it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT initiative_id, ctid::text FROM initiatives_searchentry")
        return {pk: ast.literal_eval(place) for pk, place in cursor.fetchall()}


def words() -> dict[int, str]:
    return dict(SearchEntry.objects.values_list("pk", "words"))

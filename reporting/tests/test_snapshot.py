"""One snapshot: the audit, the rebuild and the page of figures read nothing of a fold that commits meanwhile."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from config import services
from initiatives.models import Programme
from initiatives.states import State
from initiatives.tests import factories as make
from reporting.audit import audit
from reporting.fold import Folded, fold
from reporting.rebuild import rebuild
from reporting.snapshot import snapshot
from reporting.tests.acts import brought
from reporting.tests.connections import elsewhere, in_a_process
from unions.tests import factories as who

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree() -> who.Tree:
    """One approved initiative that is counted, and one that is not yet."""
    tree = who.make_tree()
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    programme = make.programme()
    brought(author, officer, programme, State.APPROVED)
    fold()
    brought(author, officer, programme, State.APPROVED)
    return tree


class FoldsAfter:
    """An execute wrapper: after the first statement with these words, a fold commits on another connection."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.folded: Folded | None = None

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if self.words in sql and not self.folded:
            self.folded = elsewhere(fold).result(timeout=30)
        return result


FIRST_OF_COMPARE = "INSERT INTO leaf_deltas"


def test_the_audit_reads_one_snapshot(tree: who.Tree) -> None:
    meanwhile = FoldsAfter(FIRST_OF_COMPARE)
    with connection.execute_wrapper(meanwhile):
        assert list(audit()) == []
    assert meanwhile.folded == Folded(2, emptied=True)


def test_a_rebuild_reckons_in_one_snapshot(tree: who.Tree) -> None:
    meanwhile = FoldsAfter(FIRST_OF_COMPARE)
    with connection.execute_wrapper(meanwhile):
        assert not rebuild().anything
    assert meanwhile.folded == Folded(2, emptied=True)
    assert list(audit()) == []


@pytest.mark.parametrize("name", ["union", "figures_fragment"])
def test_a_page_shows_one_snapshot_with_its_age(tree: who.Tree, name: str) -> None:
    client = Client()
    client.force_login(who.leader(tree.root))
    address = reverse(f"reporting:{name}", args=[Programme.objects.get().slug, tree.root.code])
    before = client.get(address).context["board"]
    meanwhile = FoldsAfter('FROM "reporting_progress"')
    with connection.execute_wrapper(meanwhile):
        page = client.get(address)
    assert meanwhile.folded == Folded(2, emptied=True)
    board = page.context["board"]
    assert board.figures.approved == 1
    assert [row.key.approved for row in board.ranking.rows if row.union == tree.unit] == [1]
    assert [[part.initiatives for _name, part in split.parts] for split in board.breakdowns] == [[1], [1], [1]]
    assert (board.age.freshness, board.ranking.own) == (before.age.freshness, 0)
    after = client.get(address).context["board"]
    assert (after.figures.approved, after.age.freshness.uncounted) == (2, 0)


def test_a_page_of_figures_starts_no_parallel_workers() -> None:
    def shown() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_isolation')")
            (isolation,) = cursor.fetchone()
            cursor.execute("SELECT current_setting('max_parallel_workers_per_gather')")
            return [isolation, *cursor.fetchone()]

    before = shown()
    with snapshot():
        assert shown() == ["repeatable read", "0"]
    assert shown() == before


def test_a_process_has_the_tests_database_wherever_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    who.make_tree()
    monkeypatch.setenv("DATABASE_URL", services.database_url("none-such"))
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path))
    process = in_a_process("from unions.models import Union\nprint(Union.objects.filter(code='TLD').count())\n")
    assert (process.returncode, process.stdout) == (0, "1\n"), process.stderr

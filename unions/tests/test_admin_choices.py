"""What the autocomplete offers: what the person may choose there, and nothing to who may not choose."""

import pytest

from unions.models import Worker
from unions.tests import factories
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

PICK = "/admin/autocomplete/"


def offered(worker: Worker, source: str, term: str = "", **more: str) -> set[str] | int:
    """The labels offered for a relation such as 'office.union', or the status where it is refused."""
    model, field = source.split(".")
    sent = {"app_label": "unions", "model_name": model, "field_name": field, "term": term, **more}
    answer = signed_in(worker).get(PICK, sent)
    return {entry["text"] for entry in answer.json()["results"]} if answer.status_code == 200 else answer.status_code


BASE, DIRECT = "Công đoàn cơ sở Công ty Dệt Sông Lam (CS1)", "Công đoàn cơ sở Bệnh viện Đa khoa An Bình (CS2)"
UNIT, SUPERIOR = "Liên đoàn Lao động tỉnh An Bình (DV1)", "Liên đoàn Lao động huyện Bình Sơn (CT1)"


def test_unions_for_a_worker_are_grassroots_in_care(tree: Tree) -> None:
    assert offered(factories.officer(tree.unit), "worker.union") == {BASE, DIRECT}
    assert offered(factories.officer(tree.grassroots), "worker.union") == {BASE}
    assert offered(factories.officer(tree.unit), "worker.union", "det song") == {BASE}


def test_unions_for_an_office_are_administered_ones(tree: Tree) -> None:
    mixed = factories.administrator(tree.superior)
    factories.office(mixed, tree.root, "leader")
    assert offered(mixed, "office.union") == {SUPERIOR, BASE}


def test_parents_are_offered_without_grassroots(tree: Tree) -> None:
    assert offered(factories.administrator(tree.unit), "office.union", parents="1") == {UNIT, SUPERIOR}


def test_workers_for_an_office_are_those_in_care_but_oneself(tree: Tree) -> None:
    factories.worker("Lý Thị Hoa", tree.grassroots, title="thợ dệt")
    factories.worker("Người Nơi Khác", tree.other_grassroots)
    assert offered(factories.administrator(tree.unit), "office.worker") == {f"Lý Thị Hoa · thợ dệt · {tree.grassroots}"}


@pytest.mark.parametrize("source", ["office.union", "office.worker", "worker.union"])
def test_who_may_not_choose_is_offered_nothing(tree: Tree, source: str) -> None:
    assert offered(factories.leader(tree.root), source) == 404
    assert offered(factories.worker(union=tree.grassroots), source) == 404


@pytest.mark.parametrize("source", ["worker.groups", "worker.name", "worker.nothing", "nothing.union", "union.parent"])
def test_anything_else_is_refused(tree: Tree, source: str) -> None:
    assert offered(factories.administrator(tree.root), source) == 404

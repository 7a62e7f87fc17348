"""Moving and merging unions: the tree, the figures of all days, what initiatives name, the record, and the refusals."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from initiatives.models import Initiative, Programme
from initiatives.refusals import Refused
from initiatives.states import Reason, State
from initiatives.tests import factories as make
from reporting import cells, tree_plan
from reporting.audit import findings
from reporting.differences import make_tables
from reporting.figures import figures
from reporting.models import TreeChange
from reporting.moving_unions import merge, move
from reporting.settling import settle
from reporting.tests.acts import brought, counted, noon
from unions.models import Level, Union, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

NOTE = "Sáp nhập theo nghị quyết."
TODAY = timezone.localdate()


def audited() -> list[str]:
    with connection.cursor() as cursor:
        cells.prepare(cursor)
        make_tables(cursor)
        return list(findings(cursor))


def fresh(union: Union) -> Union:
    found: Union = Union.objects.get(pk=union.pk)
    return found


def parent(union: Union) -> Union:
    return fresh(union).with_ancestors()[-2]


def waiting(tree: Tree, programme: Programme, *desks: Union) -> Initiative:
    """One of the first grassroots union's, which these desks have officers for."""
    for desk in desks:
        who.officer(desk)
    return make.submitted(who.worker(union=tree.grassroots), programme)


def approved(programme: Programme, union: Union, as_of: date | None = None) -> int:
    return figures(programme, [fresh(union)], as_of=as_of)[union.pk].approved


@pytest.fixture
def officer(tree: Tree) -> Worker:
    return who.officer(tree.root)


@pytest.fixture
def counts(tree: Tree, programme: Programme, officer: Worker) -> None:
    """Ten days ago two were approved at the first grassroots union and one directly below its unit; today one waits."""
    long_ago = noon(TODAY - timedelta(days=10))
    for union in (tree.grassroots, tree.grassroots, tree.direct):
        brought(who.worker(union=union), officer, programme, State.APPROVED, at=long_ago)
    brought(who.worker(union=tree.grassroots), officer, programme, State.WAITING)
    counted()


@pytest.mark.usefixtures("counts")
def test_a_moved_union_takes_its_whole_history_along(tree: Tree, programme: Programme) -> None:
    change = move(tree.superior, under=tree.other_unit, by=None, note=NOTE)
    assert parent(tree.superior) == tree.other_unit
    assert parent(tree.grassroots) == tree.superior
    assert [fresh(union).numchild for union in (tree.unit, tree.other_unit, tree.superior)] == [1, 2, 1]
    assert [approved(programme, union) for union in (tree.unit, tree.other_unit, tree.root)] == [1, 2, 3]
    before = TODAY - timedelta(days=9)
    assert [approved(programme, union, before) for union in (tree.unit, tree.other_unit)] == [1, 2]
    assert set(Initiative.objects.filter(union=tree.grassroots).values_list("unit", "superior")) == {
        (tree.other_unit.pk, tree.superior.pk)
    }
    assert (change.unions, change.initiatives, change.old_parent) == (2, 3, tree.unit)
    assert change.left == [tree.unit.pk]
    assert audited() == []


@pytest.mark.usefixtures("counts")
def test_a_grassroots_union_moves_from_a_superior_to_directly_below_another_unit(
    tree: Tree, programme: Programme
) -> None:
    move(tree.grassroots, under=tree.other_unit, by=None, note=NOTE)
    assert [approved(programme, union) for union in (tree.superior, tree.unit, tree.other_unit)] == [0, 1, 2]
    assert set(Initiative.objects.filter(union=tree.grassroots).values_list("unit", flat=True)) == {tree.other_unit.pk}
    assert not Initiative.objects.filter(union=tree.grassroots, superior__isnull=False).exists()
    assert audited() == []


@pytest.mark.usefixtures("counts")
def test_of_two_units_the_merged_one_stands_closed_under_the_other_and_its_children_too(
    tree: Tree, programme: Programme, officer: Worker
) -> None:
    Union.objects.filter(pk=tree.unit.pk).update(members=70)
    Union.objects.filter(pk=tree.other_unit.pk).update(members=30)
    own = who.worker(union=tree.unit)
    brought(own, officer, programme, State.APPROVED, at=noon(TODAY - timedelta(days=15)))
    counted()
    merge(tree.unit, into=tree.other_unit, by=None, note=NOTE)
    merged, survivor = fresh(tree.unit), fresh(tree.other_unit)
    assert (merged.level, merged.closed_on, merged.numchild) == (Level.SUPERIOR, TODAY, 0)
    assert {parent(union) for union in (tree.unit, tree.superior, tree.direct)} == {survivor}
    assert (survivor.numchild, survivor.members, fresh(tree.root).numchild) == (4, 100, 1)
    assert [approved(programme, union) for union in (survivor, merged, tree.superior, tree.root)] == [4, 1, 2, 4]
    assert approved(programme, survivor, TODAY - timedelta(days=12)) == 1
    own.refresh_from_db()
    assert own.union == survivor
    assert audited() == []


@pytest.mark.usefixtures("counts")
def test_two_superiors_of_two_units_merge(tree: Tree, programme: Programme) -> None:
    merge(tree.superior, into=tree.other_superior, by=None, note=NOTE)
    merged = fresh(tree.superior)
    assert (merged.level, merged.depth, parent(merged)) == (Level.GRASSROOTS, 4, tree.other_superior)
    assert parent(tree.grassroots) == tree.other_superior
    assert [approved(programme, union) for union in (tree.other_superior, tree.other_unit, tree.unit)] == [2, 2, 1]
    assert fresh(tree.other_superior).formerly == []
    assert audited() == []


@pytest.mark.usefixtures("counts")
def test_a_grassroots_union_that_is_merged_comes_to_stand_beside_the_survivor(tree: Tree, programme: Programme) -> None:
    member = who.worker(union=tree.grassroots)
    merge(tree.grassroots, into=tree.direct, by=None, note=NOTE)
    merged = fresh(tree.grassroots)
    assert (parent(merged), merged.closed_on, merged.level) == (tree.unit, TODAY, Level.GRASSROOTS)
    assert [approved(programme, union) for union in (merged, tree.direct, tree.superior)] == [2, 1, 0]
    member.refresh_from_db()
    assert member.union == tree.direct
    assert audited() == []


@pytest.mark.usefixtures("counts")
def test_lists_are_right_before_and_after_the_initiatives_name_the_survivor(tree: Tree) -> None:
    merge(tree.unit, into=tree.other_unit, by=None, note=NOTE)
    reader = who.leader(fresh(tree.other_unit))
    seen = Initiative.objects.visible_to(reader)
    assert seen.count() == 4
    assert Initiative.objects.filter(unit=tree.unit).count() == 4
    assert audited() == []
    settle()
    assert Initiative.objects.filter(unit=tree.other_unit).count() == 4
    assert Initiative.objects.visible_to(reader).count() == 4
    assert audited() == []


@pytest.mark.usefixtures("counts")
def test_a_large_superior_moves_before_its_initiatives_name_the_new_unit(
    tree: Tree, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_plan, "MOST_AT_ONCE", 0)
    move(tree.superior, under=tree.other_unit, by=None, note=NOTE)
    assert Initiative.objects.filter(unit=tree.unit).count() == 4
    make.submitted(who.worker(union=tree.grassroots), programme)
    counted()

    def listed() -> list[int]:
        return [Initiative.objects.within([fresh(union)]).count() for union in (tree.unit, tree.other_unit)]

    assert listed() == [1, 4]
    assert audited() == []
    with pytest.raises(Refused) as refused:
        move(tree.superior, under=tree.unit, by=None, note=NOTE)
    assert refused.value.code == "unsettled"
    with pytest.raises(Refused) as refused:
        merge(tree.unit, into=tree.other_unit, by=None, note=NOTE)
    assert refused.value.code == "unsettled"
    settle()
    assert Initiative.objects.filter(unit=tree.unit).count() == 1
    assert listed() == [1, 4]
    assert audited() == []


@pytest.mark.usefixtures("counts")
def test_a_large_superior_moves_from_a_unit_whose_initiatives_name_the_merged_one(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = who.unit()
    merge(tree.unit, into=tree.other_unit, by=None, note=NOTE)
    monkeypatch.setattr(tree_plan, "MOST_AT_ONCE", 0)
    move(tree.superior, under=third, by=None, note=NOTE)
    assert [Initiative.objects.within([fresh(union)]).count() for union in (tree.other_unit, third)] == [1, 3]
    assert audited() == []


@pytest.mark.usefixtures("counts")
def test_a_large_superior_moves_before_it_is_merged(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_plan, "MOST_AT_ONCE", 0)
    with pytest.raises(Refused) as refused:
        merge(tree.superior, into=tree.other_superior, by=None, note=NOTE)
    assert refused.value.code == "too_large"


@pytest.mark.usefixtures("counts")
def test_a_wrong_unit_is_found_though_a_superior_moved(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_plan, "MOST_AT_ONCE", 0)
    move(tree.superior, under=tree.other_unit, by=None, note=NOTE)
    Initiative.objects.filter(union=tree.grassroots).update(unit=None)
    assert {line.split(":")[0] for line in audited()} == {"place"}


def test_a_wrong_place_is_found_though_the_survivor_was_merged(tree: Tree, programme: Programme) -> None:
    initiative = make.submitted(who.worker(union=tree.direct), programme)
    merge(tree.unit, into=tree.other_unit, by=None, note=NOTE)
    Initiative.objects.filter(pk=initiative.pk).update(superior=tree.superior)
    assert [line.split(":")[0] for line in audited()] == ["place"]


def test_what_waits_at_a_desk_no_longer_above_goes_to_what_stands_there_now(tree: Tree, programme: Programme) -> None:
    initiative = waiting(tree, programme, tree.superior, tree.unit, tree.other_superior)
    assert initiative.desk == tree.superior
    move(tree.grassroots, under=tree.other_superior, by=None, note=NOTE)
    settle()
    initiative.refresh_from_db()
    assert (initiative.desk, initiative.last_step.reason, initiative.last_step.made_by) == (  # type: ignore[union-attr]
        tree.other_superior,
        Reason.UNION_MOVED,
        None,
    )
    counted()
    assert audited() == []


def test_what_waits_at_a_merged_unit_goes_to_the_survivor(tree: Tree, programme: Programme) -> None:
    initiative = waiting(tree, programme, tree.unit, tree.other_unit, tree.other_superior)
    assert initiative.desk == tree.unit
    merge(tree.unit, into=tree.other_unit, by=None, note=NOTE)
    settle()
    initiative.refresh_from_db()
    assert initiative.desk == tree.other_unit


@pytest.mark.django_db(transaction=True)
def test_a_change_is_settled_once_nothing_is_left_and_all_have_ended_who_saw_the_old_tree(tree: Tree) -> None:
    initiative = make.submitted(who.worker(union=tree.grassroots), make.programme())
    change = merge(tree.unit, into=tree.other_unit, by=None, note=NOTE)
    assert not settle()
    assert fresh(tree.other_unit).formerly == [tree.unit.pk]
    assert settle()
    change.refresh_from_db()
    initiative.refresh_from_db()
    assert change.settled_at is not None
    assert fresh(tree.other_unit).formerly == []
    assert initiative.unit == tree.other_unit


@pytest.mark.django_db(transaction=True)
def test_a_move_of_a_large_superior_is_settled_too(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_plan, "MOST_AT_ONCE", -1)
    move(tree.superior, under=tree.other_unit, by=None, note=NOTE)
    assert (fresh(tree.unit).let_go, fresh(tree.other_unit).taken_in) == ([tree.superior.pk], [tree.superior.pk])
    assert not settle()
    assert settle()
    assert (fresh(tree.unit).let_go, fresh(tree.other_unit).taken_in) == ([], [])


Act = Callable[[Tree, Worker | None], TreeChange]
REFUSED: dict[str, tuple[str, Act]] = {
    "the root": ("confederation", lambda tree, by: move(tree.root, under=tree.unit, by=by, note=NOTE)),
    "a unit under a unit": ("level", lambda tree, by: move(tree.unit, under=tree.other_unit, by=by, note=NOTE)),
    "under a grassroots union": ("level", lambda tree, by: move(tree.direct, under=tree.grassroots, by=by, note=NOTE)),
    "under its own parent": ("same_parent", lambda tree, by: move(tree.direct, under=tree.unit, by=by, note=NOTE)),
    "two levels": ("level", lambda tree, by: merge(tree.unit, into=tree.superior, by=by, note=NOTE)),
    "into itself": ("same_union", lambda tree, by: merge(tree.unit, into=tree.unit, by=by, note=NOTE)),
    "without a reason": ("note", lambda tree, by: move(tree.direct, under=tree.other_unit, by=by, note=" ")),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_cannot_be_is_refused_and_changes_nothing(tree: Tree, case: str) -> None:
    code, act = REFUSED[case]
    paths = list(Union.objects.values_list("pk", "path"))
    with pytest.raises(Refused) as refused:
        act(tree, None)
    assert refused.value.code == code
    assert TreeChange.objects.count() == 0
    assert list(Union.objects.values_list("pk", "path")) == paths


def test_neither_what_is_closed_nor_what_was_merged_takes_part(tree: Tree) -> None:
    merge(tree.superior, into=tree.other_superior, by=None, note=NOTE)
    acts: tuple[Callable[[], TreeChange], ...] = (
        lambda: move(tree.superior, under=tree.other_unit, by=None, note=NOTE),
        lambda: merge(tree.other_superior, into=tree.superior, by=None, note=NOTE),
        lambda: move(tree.grassroots, under=tree.superior, by=None, note=NOTE),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize(("place", "may"), [("root", True), ("unit", False), ("other_unit", False)])
def test_only_who_administers_both_places_moves_and_merges(tree: Tree, place: str, may: bool) -> None:
    by = who.administrator(getattr(tree, place))
    if may:
        assert move(tree.superior, under=tree.other_unit, by=by, note=NOTE).made_by == by
        return
    acts: tuple[Callable[[], TreeChange], ...] = (
        lambda: move(tree.superior, under=tree.other_unit, by=by, note=NOTE),
        lambda: merge(tree.superior, into=tree.other_superior, by=by, note=NOTE),
        lambda: merge(tree.unit, into=tree.other_unit, by=by, note=NOTE),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "no_right"


def test_an_administrator_of_a_unit_moves_within_it(tree: Tree) -> None:
    by = who.administrator(tree.unit)
    move(tree.direct, under=tree.superior, by=by, note=NOTE)
    assert parent(tree.direct) == tree.superior

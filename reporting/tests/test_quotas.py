"""Quotas: who sets them, from which day they hold, and a sheet of them."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from initiatives.models import Phase, Programme
from initiatives.refusals import Refused
from initiatives.tests import factories as make
from reporting import tasks
from reporting.figures import figures
from reporting.models import Progress, Quota
from reporting.quota_import import import_quotas
from reporting.quotas import refresh_quotas, set_quota
from unions.models import Union, Worker
from unions.sheets import SheetRefused
from unions.tests import factories as who

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    """Asked anew in each test, since a run may cross midnight."""
    return timezone.localdate()


@pytest.fixture
def tree() -> who.Tree:
    return who.make_tree()


@pytest.fixture
def programme(today: date) -> Programme:
    """A programme of two phases."""
    programme = make.programme()
    first = programme.phases.get()
    last_day, first.ends_on, first.target = first.ends_on, today, 300
    first.save()
    Phase.objects.create(
        programme=programme, name_vi="Giai đoạn 2", name_en="Phase 2", starts_on=today + DAY, ends_on=last_day
    )
    return programme


def quota_of(programme: Programme, union: Union, phase: Phase | None = None, as_of: date | None = None) -> int | None:
    return figures(programme, [union], phase=phase, as_of=as_of)[union.pk].quota


PEOPLE = [
    ("leader", "root", True),
    ("leader", "unit", True),
    ("leader", "superior", False),
    ("leader", "grassroots", False),
    ("leader", "other_unit", False),
    ("administrator", "root", True),
    ("administrator", "unit", True),
    ("administrator", "superior", True),
    ("administrator", "grassroots", False),
    ("administrator", "other_unit", False),
    ("officer", "root", False),
    ("officer", "superior", False),
]


@pytest.mark.parametrize(("kind", "where", "may"), PEOPLE)
def test_leaders_above_and_administrators_at_or_above_set_it(
    tree: who.Tree, programme: Programme, kind: str, where: str, may: bool, today: date
) -> None:
    by: Worker = getattr(who, kind)(getattr(tree, where))
    if may:
        set_quota(programme=programme, union=tree.superior, count=40, from_on=today, by=by)
        assert quota_of(programme, tree.superior) == 40
    else:
        with pytest.raises(Refused) as refusal:
            set_quota(programme=programme, union=tree.superior, count=40, from_on=today, by=by)
        assert refusal.value.code == "no_right"
        assert not Quota.objects.exists()


def test_the_confederation_owes_the_target_and_no_quota_can_be_set(
    tree: who.Tree, programme: Programme, today: date
) -> None:
    leader = who.leader(tree.root)
    with pytest.raises(Refused) as refusal:
        set_quota(programme=programme, union=tree.root, count=40, from_on=today, by=leader)
    assert refusal.value.code == "confederation"
    first, second = programme.phases.all()
    assert quota_of(programme, tree.root) == 1000
    assert (quota_of(programme, tree.root, first), quota_of(programme, tree.root, second)) == (300, None)


@pytest.mark.parametrize("count", [0, -1])
def test_a_quota_is_at_least_one_and_of_a_phase_of_its_programme(
    tree: who.Tree, programme: Programme, count: int, today: date
) -> None:
    by, other = who.leader(tree.root), make.programme("khac").phases.get()
    with pytest.raises(Refused) as refusal:
        set_quota(programme=programme, union=tree.unit, count=count, from_on=today, by=by)
    assert refusal.value.code == "count"
    with pytest.raises(Refused) as refusal:
        set_quota(programme=programme, phase=other, union=tree.unit, count=5, from_on=today, by=by)
    assert refusal.value.code == "phase"


def test_each_day_has_the_quota_that_held_on_it(tree: who.Tree, programme: Programme, today: date) -> None:
    by = who.leader(tree.root)
    for count, from_on in ((30, today - 9 * DAY), (50, today - DAY), (70, today + 9 * DAY)):
        set_quota(programme=programme, union=tree.unit, count=count, from_on=from_on, by=by)
    held = {days: quota_of(programme, tree.unit, as_of=today + days * DAY) for days in (-10, -9, -2, -1, 0, 8, 9)}
    assert held == {-10: None, -9: 30, -2: 30, -1: 50, 0: 50, 8: 50, 9: 70}
    assert quota_of(programme, tree.unit) == 50
    assert Progress.objects.get(union=tree.unit, phase=None).quota == 50


def test_for_the_same_day_it_is_replaced(tree: who.Tree, programme: Programme, today: date) -> None:
    by = who.leader(tree.root)
    for count in (30, 35):
        made = set_quota(programme=programme, union=tree.unit, count=count, from_on=today, by=by)
        assert made.count == count
    assert Quota.objects.count() == 1
    assert Progress.objects.get(union=tree.unit, phase=None).quota == 35


def test_the_whole_is_the_phases_sum_unless_it_has_its_own(tree: who.Tree, programme: Programme, today: date) -> None:
    by = who.leader(tree.root)
    first, second = programme.phases.all()
    set_quota(programme=programme, phase=first, union=tree.unit, count=10, from_on=today, by=by)
    set_quota(programme=programme, phase=second, union=tree.unit, count=15, from_on=today, by=by)
    assert [quota_of(programme, tree.unit, phase) for phase in (None, first, second)] == [25, 10, 15]
    assert Progress.objects.get(union=tree.unit, phase=None).quota == 25
    set_quota(programme=programme, union=tree.unit, count=30, from_on=today, by=by)
    assert [quota_of(programme, tree.unit, phase) for phase in (None, first, second)] == [30, 10, 15]
    assert set(Progress.objects.filter(union=tree.unit).values_list("phase", "quota")) == {
        (None, 30),
        (first.pk, 10),
        (second.pk, 15),
    }


def test_a_self_registered_quota_stands_beside_the_assigned_one(
    tree: who.Tree, programme: Programme, today: date
) -> None:
    by = who.administrator(tree.unit)
    set_quota(programme=programme, union=tree.unit, count=30, from_on=today, by=by)
    set_quota(programme=programme, union=tree.unit, count=45, from_on=today, by=by, kind=Quota.Kind.REGISTERED)
    found = figures(programme, [tree.unit])[tree.unit.pk]
    assert (found.quota, found.registered) == (30, 45)
    assert Progress.objects.get(union=tree.unit, phase=None).quota == 30


def test_the_job_lets_begin_what_holds_from_today(tree: who.Tree, programme: Programme, today: date) -> None:
    by = who.leader(tree.root)
    set_quota(programme=programme, union=tree.unit, count=30, from_on=today - DAY, by=by)
    Quota.objects.create(programme=programme, union=tree.unit, count=50, from_on=today)
    Quota.objects.create(programme=programme, union=tree.other_unit, count=60, from_on=today)
    Quota.objects.create(programme=programme, union=tree.other_unit, count=90, from_on=today + DAY)
    tasks.refresh_quotas()
    held = dict(Progress.objects.filter(phase=None).values_list("union__code", "quota"))
    assert held == {"TLD": 1000, "DV1": 50, "DV3": 60}
    assert refresh_quotas() == 0


def sheet(tmp_path: Path, *rows: str, header: str = "programme,phase,union,kind,count,from") -> Path:
    path = tmp_path / "quotas.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_sheet_sets_quotas_and_once_more_changes_nothing(
    tree: who.Tree, programme: Programme, tmp_path: Path
) -> None:
    rows = (
        "nam-nay,,DV1,assigned,1.600,2026-01-02",
        "nam-nay,Giai đoạn 1,CT1,giao,20,2/1/2026",
        "nam-nay,2,CT1,assigned,25,2/1/2026",
        "nam-nay,,CS1,đăng ký,9,2026-01-02",
    )
    first, second = programme.phases.all()
    assert import_quotas(sheet(tmp_path, *rows)).written == (4, 0, 0)
    found = set(Quota.objects.values_list("union__code", "phase", "kind", "count", "from_on"))
    assert found == {
        ("DV1", None, "assigned", 1600, date(2026, 1, 2)),
        ("CT1", first.pk, "assigned", 20, date(2026, 1, 2)),
        ("CT1", second.pk, "assigned", 25, date(2026, 1, 2)),
        ("CS1", None, "registered", 9, date(2026, 1, 2)),
    }
    assert Progress.objects.get(union=tree.superior, phase=None).quota == 45
    assert import_quotas(sheet(tmp_path, *rows)).written == (0, 0, 4)
    assert import_quotas(sheet(tmp_path, rows[0].replace("1.600", "1700"), *rows[1:])).written == (0, 1, 3)


def test_every_wrong_row_is_named_and_nothing_is_written(tree: who.Tree, programme: Programme, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "nam-nay,,DV1,assigned,100,2026-01-02",
        "nam-sau,,DV1,assigned,100,2026-01-02",
        "nam-nay,Giai đoạn 9,DV1,assigned,100,2026-01-02",
        "nam-nay,,DV9,assigned,100,2026-01-02",
        "nam-nay,,DV1,gift,100,2026-01-02",
        "nam-nay,,DV1,assigned,0,2026-01-02",
        "nam-nay,,DV1,assigned,many,2026-01-02",
        "nam-nay,,DV1,assigned,100,2026-02-30",
        "nam-nay,,DV1,assigned,100,",
        "nam-nay,,TLD,assigned,100,2026-01-02",
        "nam-nay,,DV1,assigned,200,2/1/2026",
    )
    with translation.override("en"), pytest.raises(SheetRefused) as refusal:
        import_quotas(path)
    assert [(fault.row, fault.reason.split(" ")[0]) for fault in refusal.value.faults] == [
        (3, "There"),
        (4, "The"),
        (5, "There"),
        (6, "The"),
        (7, "A"),
        (8, "“many”"),
        (9, "“2026-02-30”"),
        (10, "Say"),
        (11, "The"),
        (12, "An"),
    ]
    assert not Quota.objects.exists()


def test_children_that_do_not_add_up_are_told(tree: who.Tree, programme: Programme, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "nam-nay,,DV1,assigned,600,2026-01-02",
        "nam-nay,,DV3,assigned,400,2026-01-02",
        "nam-nay,,CT1,assigned,300,2026-01-02",
        "nam-nay,,CS2,assigned,250,2026-01-02",
        "nam-nay,,CS1,registered,1,2026-01-02",
    )
    out = StringIO()
    with translation.override("en"):
        call_command("import_quotas", str(path), stdout=out, no_color=True)
    warning, summary = out.getvalue().splitlines()
    assert warning == "DV1, This year's programme: the quotas below it add up to 550, its own is 600."
    assert summary == "Quotas: 5 created, 0 updated, 0 unchanged."


def test_the_command_tells_refusals(tree: who.Tree, programme: Programme, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Row 2"), translation.override("en"):
        call_command("import_quotas", str(sheet(tmp_path, "nam-nay,,DV9,assigned,1,2026-01-02")))
    with pytest.raises(SheetRefused):
        import_quotas(sheet(tmp_path))
    with pytest.raises(SheetRefused):
        import_quotas(sheet(tmp_path, "nam-nay", header="programme"))

"""Workers and offices from sheets: upserts by contact that check everything before they write."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from unions.models import Office, Worker
from unions.people_import import import_offices, import_workers
from unions.sheets import SheetRefused, Written
from unions.tests import factories
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

OFFICES = "name,contact,union,office,from,until"
WORKERS = "name,contact,union,title"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def load(read: Callable[[Path], Any], sheet: Path, header: str, *rows: str) -> Any:
    sheet.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read(sheet)


def refused(read: Callable[[Path], Any], sheet: Path, header: str, *rows: str) -> list[tuple[int, str]]:
    """The faults that a sheet is refused for; nothing of it may have been written."""
    before = [list(Worker.objects.order_by("pk").values()), list(Office.objects.order_by("pk").values())]
    with pytest.raises(SheetRefused) as refusal:
        load(read, sheet, header, *rows)
    assert before == [list(Worker.objects.order_by("pk").values()), list(Office.objects.order_by("pk").values())]
    return [(fault.row, fault.reason) for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("officer", "officer"),
        ("Cán bộ", "officer"),
        ("cán bộ xét duyệt", "officer"),
        ("Lãnh đạo", "leader"),
        ("QUẢN TRỊ", "administrator"),
        ("quản trị viên", "administrator"),
    ],
)
def test_an_office_and_its_worker_are_made(tree: Tree, sheet: Path, word: str, kind: str) -> None:
    counts = load(import_offices, sheet, OFFICES, f"Hồ Thị Mơ,0912 345 678,CS1,{word},01/02/2024,")
    assert counts == (Written(1, 0, 0), Written(1, 0, 0))
    office = Office.objects.select_related("worker", "union").get()
    assert (office.kind, office.union.code, str(office.from_on), office.until_on) == (kind, "CS1", "2024-02-01", None)
    assert (office.worker.name, office.worker.phone) == ("Hồ Thị Mơ", "+84912345678")
    assert office.worker.union == tree.grassroots
    assert not office.worker.has_usable_password()


def test_an_officer_above_grassroots_is_a_member_of_none(tree: Tree, sheet: Path) -> None:
    load(import_offices, sheet, OFFICES, "Hồ Thị Mơ,mo@example.vn,DV1,officer,2024-02-01,2024-12-31")
    office = Office.objects.select_related("worker").get()
    assert office.worker.union is None
    assert str(office.until_on) == "2024-12-31"


def test_one_person_may_hold_several_offices(tree: Tree, sheet: Path) -> None:
    rows = [f"Hồ Thị Mơ,0912345678,{code},officer,2024-02-01," for code in ("CS1", "CT1", "DV1")]
    assert load(import_offices, sheet, OFFICES, *rows) == (Written(1, 0, 0), Written(3, 0, 0))


def test_the_same_sheet_again_changes_nothing(tree: Tree, sheet: Path) -> None:
    row = "Hồ Thị Mơ,0912345678,CS1,officer,2024-02-01,"
    load(import_offices, sheet, OFFICES, row)
    assert load(import_offices, sheet, OFFICES, row) == (Written(0, 0, 1), Written(0, 0, 1))


def test_an_office_is_ended_by_the_same_row_with_a_last_day(tree: Tree, sheet: Path) -> None:
    load(import_offices, sheet, OFFICES, "Hồ Thị Mơ,0912345678,CS1,officer,2024-02-01,")
    again = load(import_offices, sheet, OFFICES, "Hồ Thị Mơ,0912345678,CS1,officer,2024-02-01,31/12/2024")
    assert again == (Written(0, 0, 1), Written(0, 1, 0))
    assert str(Office.objects.get().until_on) == "2024-12-31"


def test_a_sheet_without_last_days_reopens_nothing(tree: Tree, sheet: Path) -> None:
    load(import_offices, sheet, OFFICES, "Hồ Thị Mơ,0912345678,CS1,officer,2024-02-01,31/12/2024")
    load(import_offices, sheet, "name,contact,union,office,from", "Hồ Thị Mơ,0912345678,CS1,officer,2024-02-01")
    assert str(Office.objects.get().until_on) == "2024-12-31"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Hồ Thị Mơ,0912345679,NICHTS,officer,2024-01-01,", "“NICHTS” is unknown"),
        ("Hồ Thị Mơ,0912345679,CS1,giám đốc,2024-01-01,", "“giám đốc” is unknown"),
        ("Hồ Thị Mơ,0912345679,CS1,officer,,", "is missing"),
        ("Hồ Thị Mơ,0912345679,CS1,officer,hôm qua,", "is no day"),
        ("Hồ Thị Mơ,0912345679,CS1,officer,2024-02-01,2024-01-31", "cannot end before"),
        ("Hồ Thị Mơ,,CS1,officer,2024-01-01,", "Give a phone number"),
        ("Hồ Thị Mơ,12,CS1,officer,2024-01-01,", "“12”"),
        ("Hồ Thị Mơ,mo@,CS1,officer,2024-01-01,", "email"),
        (",0912345679,CS1,officer,2024-01-01,", "name is missing"),
        (f"{'M' * 121},0912345679,CS1,officer,2024-01-01,", "longer than 120"),
        ("Người Khác,0912345678,CS1,officer,2024-01-01,", "belongs to Lý Thị Hoa"),
        ("Lý Thị Hoa,0912345678,CS1,officer,2024-01-01,,x", "more cells"),
        ("Lý Thị Hoa,0912345678,CS2,officer,2024-01-01,", "stands in row 2"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(
    tree: Tree, sheet: Path, row: str, reason: str, english: None
) -> None:
    factories.worker("Lý Thị Hoa", tree.grassroots, phone="+84912345678")
    first = "Lý Thị Hoa,0912345678,CS2,officer,2024-01-01,"
    ((number, told),) = refused(import_offices, sheet, OFFICES, first, row)
    assert number == 3
    assert reason in told


def test_two_contacts_that_name_two_workers_are_refused(tree: Tree, sheet: Path) -> None:
    factories.worker("Lý Thị Hoa", phone="+84912345678")
    factories.worker("Lý Thị Hoa", email="hoa@example.vn")
    header = "name,phone,email,union,office,from"
    row = "Lý Thị Hoa,0912345678,hoa@example.vn,CS1,officer,2024-01-01"
    assert [number for number, _reason in refused(import_offices, sheet, header, row)] == [2]


def test_a_contact_is_added_but_never_replaced(tree: Tree, sheet: Path) -> None:
    hoa = factories.worker("Lý Thị Hoa", tree.grassroots, phone="+84912345678")
    header = "name,phone,email,union"
    assert load(import_workers, sheet, header, "Lý Thị Hoa,0912345678,Hoa@Example.vn,CS1") == Written(0, 1, 0)
    hoa.refresh_from_db()
    assert hoa.email == "hoa@example.vn"
    refused(import_workers, sheet, header, "Lý Thị Hoa,0912345678,thief@example.com,CS1")


def test_workers_are_made_and_moved(tree: Tree, sheet: Path) -> None:
    rows = ["Hồ Thị Mơ,0912345678,CS1,thợ dệt", "Lê Văn Sáu,sau@example.vn,CS2,"]
    assert load(import_workers, sheet, WORKERS, *rows) == Written(2, 0, 0)
    assert load(import_workers, sheet, WORKERS, *rows) == Written(0, 0, 2)
    assert load(import_workers, sheet, WORKERS, "Ho Thi Mo,0912345678,CS3,tổ trưởng") == Written(0, 1, 0)
    mo = Worker.objects.get(phone="+84912345678")
    assert (mo.union, mo.title) == (tree.other_grassroots, "tổ trưởng")


def test_a_moved_worker_keeps_the_password(tree: Tree, sheet: Path) -> None:
    factories.worker("Hồ Thị Mơ", tree.grassroots, phone="+84912345678")
    load(import_workers, sheet, WORKERS, "Hồ Thị Mơ,0912345678,CS2,")
    assert Client().login(phone="0912345678", password=factories.PASSWORD)


def test_workers_are_members_at_grassroots_unions_and_named_once(tree: Tree, sheet: Path, english: None) -> None:
    rows = ["A B,0912345678,DV1,", "C D,0912345679,CS1,", "C D,+84 912 345 679,CS2,"]
    faults = refused(import_workers, sheet, WORKERS, *rows)
    assert [row for row, _reason in faults] == [2, 4]
    assert "“DV1” is none" in faults[0][1]
    assert "row 3" in faults[1][1]


def test_the_commands_tell_the_counts(tree: Tree, sheet: Path, english: None) -> None:
    told = StringIO()
    sheet.write_text(f"{OFFICES}\nHồ Thị Mơ,0912345678,CS1,officer,2024-02-01,\n", encoding="utf-8")
    call_command("import_offices", sheet, stdout=told)
    sheet.write_text(f"{WORKERS}\nHồ Thị Mơ,0912345678,CS1,\n", encoding="utf-8")
    call_command("import_workers", sheet, stdout=told)
    assert told.getvalue().splitlines() == [
        "Workers: 1 created, 0 updated, 0 unchanged.",
        "Offices: 1 created, 0 updated, 0 unchanged.",
        "Workers: 0 created, 0 updated, 1 unchanged.",
    ]

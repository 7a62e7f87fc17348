"""The union tree from a sheet: an upsert that checks everything before it writes."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from unions.models import Union
from unions.sheets import SheetRefused, Written
from unions.tests import factories
from unions.union_import import import_unions

pytestmark = pytest.mark.django_db

HEADER = "code,name,level,parent,members,closed_on"
TREE = """
TLD,Tổng Liên đoàn,confederation,,0,
LD1,Liên đoàn tỉnh An Bình,unit,TLD,0,
CT1,Công đoàn huyện,superior,LD1,0,
CS1,Công đoàn cơ sở Dệt,grassroots,CT1,120,
CS2,Công đoàn cơ sở Bệnh viện,grassroots,LD1,"1.250",
"""
WHOLE: tuple[list[int], ...] = ([], [], [], [], [])


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "unions.csv"


def load(sheet: Path, rows: str, header: str = HEADER, encoding: str = "utf-8") -> Written:
    sheet.write_text(f"{header}\n{rows.strip()}\n", encoding=encoding)
    return import_unions(sheet)


def refused(sheet: Path, rows: str, header: str = HEADER) -> list[tuple[int, str]]:
    """The faults that a sheet is refused for; nothing of it may have been written."""
    before = list(Union.objects.values_list())
    with pytest.raises(SheetRefused) as refusal:
        load(sheet, rows, header)
    assert list(Union.objects.values_list()) == before
    return [(fault.row, fault.reason) for fault in refusal.value.faults]


def shape() -> dict[str, tuple[str, int, int]]:
    return {union.code: (union.path, union.depth, union.numchild) for union in Union.objects.all()}


def test_depth_varies_and_the_tree_is_whole(sheet: Path) -> None:
    assert load(sheet, TREE) == Written(5, 0, 0)
    assert Union.objects.find_problems() == WHOLE
    assert shape() == {
        "TLD": ("0001", 1, 1),
        "LD1": ("00010001", 2, 2),
        "CT1": ("000100010001", 3, 1),
        "CS1": ("0001000100010001", 4, 0),
        "CS2": ("000100010002", 3, 0),
    }
    assert Union.objects.get(code="CS2").members == 1250
    assert Union.objects.get(code="CS1").name_folded == "cs1 cong doan co so det"


def test_the_same_sheet_again_changes_nothing(sheet: Path) -> None:
    load(sheet, TREE)
    before = list(Union.objects.values_list())
    assert load(sheet, TREE) == Written(0, 0, 5)
    assert list(Union.objects.values_list()) == before


def test_rows_come_in_any_order_with_marks_and_semicolons(sheet: Path) -> None:
    rows = "\n".join(reversed(TREE.strip().splitlines())).replace(",", ";").replace('"1.250"', "1 250")
    assert load(sheet, rows, HEADER.upper().replace(",", " ;"), "utf-8-sig") == Written(5, 0, 0)
    assert Union.objects.find_problems() == WHOLE


def test_new_unions_follow_the_last_sibling(sheet: Path) -> None:
    tree = factories.make_tree()
    Union.objects.get(pk=tree.direct.pk).delete()
    rows = "\n".join(f"N{n},Công đoàn {n},grassroots,CT1,1," for n in range(40))
    load(sheet, f"{rows}\nN99,Công đoàn 99,superior,DV1,1,")
    paths = shape()
    assert paths["N0"][0] == tree.superior.path + "0002"
    assert paths["N39"][0] == tree.superior.path + "0015"  # 41 in base 36
    assert paths["N99"][0] == tree.unit.path + "0002"
    assert paths["CT1"][2] == 41
    assert Union.objects.find_problems() == WHOLE
    factories.grassroots(tree.superior)
    assert Union.objects.find_problems() == WHOLE


def test_a_row_changes_what_it_says_and_leaves_the_rest(sheet: Path) -> None:
    load(sheet, TREE)
    Union.objects.filter(code="CS1").update(phone="024", short_name="Dệt")
    assert load(sheet, "CS1,Công đoàn cơ sở Dệt Mới,grassroots,CT1,130,31/12/2024") == Written(0, 1, 0)
    union = Union.objects.get(code="CS1")
    assert (union.name, union.members, str(union.closed_on)) == ("Công đoàn cơ sở Dệt Mới", 130, "2024-12-31")
    assert (union.phone, union.short_name) == ("024", "Dệt")
    assert "det moi" in union.name_folded


def test_decomposed_letters_are_composed(sheet: Path) -> None:
    load(sheet, "TLD,Tổng  Liên đoàn ,confederation,,0,".replace("ổ", "o\u0302\u0309"))
    assert Union.objects.get().name == "Tổng Liên đoàn"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("X,Tên,tỉnh,TLD,0,", "“tỉnh”"),
        ("X,Tên,unit,,0,", "The parent is missing"),
        ("X,Tên,grassroots,NICHTS,0,", "“NICHTS” is unknown"),
        ("X,Tên,grassroots,TLD,0,", "cannot stand under “TLD”"),
        ("X,Tên,grassroots,CS1,0,", "cannot stand under “CS1”"),
        ("X,Tên,superior,CT1,0,", "cannot stand under “CT1”"),
        ("X,Tên,unit,LD1,0,", "cannot stand under “LD1”"),
        ("X,Tên,superior,X,0,", "below itself"),
        ("X,Tên,confederation,,0,", "only one confederation"),
        ("X,Tên,confederation,TLD,0,", "has no parent"),
        ("X,Tên,unit,TLD,nhiều,", "“nhiều” is no whole number"),
        ("X,Tên,unit,TLD,-3,", "“-3” is no whole number"),
        ("X,Tên,unit,TLD,3000000000,", "no whole number"),
        ("X,Tên,unit,TLD,0,31/02/2024", "no day of the calendar"),
        ("X,Tên,unit,TLD,0,2024", "is no day"),
        ("X,,unit,TLD,0,", "Code and name"),
        (",Tên,unit,TLD,0,", "Code and name"),
        (f"{'X' * 41},Tên,unit,TLD,0,", "longer than 40"),
        ("X,Tên,unit,TLD,0,,thừa", "more cells"),
        ("LD1,Tên,unit,TLD,0,", "“LD1” stands in row 2"),
        ("CS1,Tên,grassroots,LD1,0,", "move a union"),
        ("CT1,Tên,grassroots,LD1,0,", "level of a union cannot change"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(sheet: Path, row: str, reason: str, english: None) -> None:
    load(sheet, TREE)
    ((number, told),) = refused(sheet, f"LD1,Đổi tên,unit,TLD,5,\n{row}")
    assert number == 3
    assert reason in told


def test_every_wrong_row_is_named_but_none_below_it(sheet: Path, english: None) -> None:
    """A circle of three, an unknown level, and below it a row that is right itself."""
    rows = """
    TLD,Tổng,confederation,,0,
    A,A,superior,C,0,
    B,B,superior,A,0,
    C,C,superior,B,0,
    D,D,tỉnh,TLD,x,
    E,E,superior,D,0,
    """
    faults = refused(sheet, "\n".join(line.strip() for line in rows.strip().splitlines()))
    assert [row for row, _reason in faults] == [3, 4, 5, 6, 6]
    assert {reason for _row, reason in faults[:3]} == {"The union would stand below itself."}


def test_a_second_root_in_one_sheet(sheet: Path) -> None:
    assert [row for row, _reason in refused(sheet, "A,A,confederation,,0,\nB,B,confederation,,0,")] == [3]


def test_a_changed_parent_names_the_act(sheet: Path) -> None:
    load(sheet, TREE)
    sheet.write_text(f"{HEADER}\nCS1,Công đoàn cơ sở Dệt,grassroots,LD1,120,\n", encoding="utf-8")
    with pytest.raises(CommandError) as told:
        call_command("import_unions", sheet)
    assert "CT1" in str(told.value)


def test_closing_is_held_against_the_opening_that_stands(sheet: Path) -> None:
    load(sheet, "TLD,Tổng,confederation,,2020-05-01", "code,name,level,parent,opened_on")
    assert [row for row, _reason in refused(sheet, "TLD,Tổng,confederation,,0,2020-04-30")] == [2]


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"", 1),
        (b"code,name\nA,B\n", 1),
        (HEADER.encode() + b",colour\n", 1),
        (HEADER.encode() + b",name\n", 1),
        (HEADER.encode() + b"\n", 0),
        (HEADER.encode() + "\nTLD,Tổng,confederation,,0,\n".encode("utf-16"), 0),
        (HEADER.encode() + b'\n"TLD,Tong\n', 0),
    ],
)
def test_a_file_that_is_no_such_sheet(sheet: Path, content: bytes, row: int) -> None:
    sheet.write_bytes(content)
    with pytest.raises(SheetRefused) as refusal:
        import_unions(sheet)
    assert refusal.value.faults[0].row == row


def test_a_missing_file_is_named(sheet: Path) -> None:
    with pytest.raises(CommandError):
        call_command("import_unions", sheet)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    sheet: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load(sheet, TREE)
    rows = "\n".join(f"N{n},Công đoàn {n},grassroots,CT1,{n}," for n in range(1500))
    with django_assert_max_num_queries(12):
        assert load(sheet, TREE + rows) == Written(1500, 0, 5)
    with django_assert_max_num_queries(12):
        assert load(sheet, TREE + rows) == Written(0, 0, 1505)

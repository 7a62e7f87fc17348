"""What stands in an exported file: all that the list shows, and nothing that a spreadsheet would run."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from initiatives import approval, drafts
from initiatives.exports import reading, spools, workbook
from initiatives.exports.columns import columns, neutral
from initiatives.models import Initiative, Programme
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST
from initiatives.tests.exporting import ask, codes, csv_rows, run, sheets
from unions.models import Union, Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("export_files")]


def test_a_row_says_all_twenty_things(initiative: Initiative, officer: Worker, author: Worker) -> None:
    heading, row = csv_rows(run(ask(officer)))
    assert len(heading) == 20
    assert heading[:3] == ["Mã", "Tên sáng kiến", "Tác giả chính"] or heading[0]
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert initiative.superior
    assert initiative.unit
    assert row[:7] == [
        initiative.code,
        initiative.title,
        author.name,
        "",
        str(initiative.union),
        str(initiative.superior),
        str(initiative.unit),
    ]
    assert row[7:9] == ["Chương trình năm nay", "Giai đoạn 1"]
    assert row[13:18] == [str(initiative.desk), today, today, "50000000", ""]
    assert row[19] == f"{initiative.applied_on}"


def test_co_authors_stand_with_their_shares_without_who_declined(
    author: Worker, officer: Worker, programme: Programme, tree: Tree
) -> None:
    helper, declined = who.worker("Lê Văn Phụ", tree.grassroots), who.worker("Từ Chối", tree.grassroots)
    initiative = make.draft(author, programme, others=(helper, declined))
    approval.submit(initiative, by=author, seen=None)
    drafts.decline(initiative, by=declined)
    assert csv_rows(run(ask(officer)))[1][2:4] == [author.name, "Lê Văn Phụ (10%)"]


RISKY = [
    "=1+1",
    "+84",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "  =1+1",
    "\u00a0@x",
    '="a",";b',
]


@pytest.mark.parametrize("title", RISKY)
def test_no_cell_is_a_formula(title: str, initiative: Initiative, officer: Worker) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(title=title)
    assert csv_rows(run(ask(officer)))[1][1] == f"'{title}" == neutral(title)
    assert sheets(run(ask(officer, "xlsx")))[0][1][1] == f"'{title}".replace("\r", "\n")


@pytest.mark.parametrize(
    "title", ['Kẹp "nhanh", rẻ; 5 < 6 & 7 > 2', "Hai\ndòng", "_x0041_ 100%", "Chuông \x07", "a'b\\c"]
)
def test_words_stay_as_they_are(title: str, initiative: Initiative, officer: Worker) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(title=title)
    assert csv_rows(run(ask(officer)))[1][1] == title
    assert sheets(run(ask(officer, "xlsx")))[0][1][1] == title.replace("\x07", "")


def test_a_sheet_has_numbers_days_and_notes(initiative: Initiative, officer: Worker) -> None:
    listed, notes = sheets(run(ask(officer, "xlsx")))
    assert listed[1][0] == initiative.code
    assert (listed[1][14], listed[1][16], listed[1][19]) == (timezone.localdate(), 50_000_000.0, initiative.applied_on)
    assert [row[1] for row in notes if row[0] in {"Số dòng", "Rows"}] == ["1"]


def test_a_sheet_that_is_full_goes_on_in_another(
    initiative: Initiative, officer: Worker, author: Worker, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools, "MOST_ROWS", 2)
    rest = [make.submitted(author, programme) for _ in range(3)]
    first, second, _notes = sheets(run(ask(officer, "xlsx")))
    assert codes(first) + codes(second) == [initiative.code, *(row.code for row in rest)]
    assert (len(first), len(second), first[0]) == (3, 3, second[0])


def test_of_a_confidential_one_words_and_authors_are_left_out_for_who_may_not_see_them(
    author: Worker, officer: Worker, programme: Programme, tree: Tree
) -> None:
    initiative = make.submitted(author, programme, confidential=True, title="Công thức bí mật")
    above = who.officer(tree.unit, "Cán Bộ Đơn Vị")
    assert "bí mật" in str(csv_rows(run(ask(officer))))
    row = csv_rows(run(ask(above)))[1]
    assert row[0] == initiative.code
    assert "bí mật" not in str(row)
    assert author.name not in str(row)
    assert row[16] == "50000000"


@pytest.mark.parametrize("query", ["desk=all&state=all", "desk=all&state=approved", "q=khung", "q=sk", "state=waiting"])
def test_the_file_holds_what_the_list_shows(
    query: str, initiative: Initiative, officer: Worker, author: Worker, programme: Programme, tree: Tree
) -> None:
    make.returned(author, programme, by_officer=officer, title="Máy hút bụi")
    elsewhere = who.worker("Người Khác", tree.other_grassroots)
    make.submitted(elsewhere, programme)
    shown = {row.code for row in signed_in(officer).get(f"{LIST}?{query}").context["rows"]}
    assert set(codes(csv_rows(run(ask(officer, query=query))))) == shown


def test_past_days_are_told_as_they_stood(initiative: Initiative, officer: Worker) -> None:
    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=10)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert codes(csv_rows(run(ask(officer, query=f"state=all&as_of={yesterday}")))) == []
    part = Initiative.objects.in_scope_of(officer)
    before = Initiative.objects.get(pk=initiative.pk).moved_at
    selection = reading.Selection([part], officer, before)
    spool = spools.CsvSpool(uuid4(), columns())
    spool.go_on(None)
    reading.read_window(selection, columns(), reading.Window(0, initiative.pk), spool)
    spool.keep()
    spool.close()
    row = list(csv.reader(StringIO(spool.path("csv").read_text("utf-8-sig"), newline="")))[1]
    with translation.override("vi"):
        assert row[12] == str(initiative._meta.get_field("state").choices[1][1])  # type: ignore[index]
    assert row[17] == ""


def test_what_is_being_edited_counts_by_its_last_step(author: Worker, officer: Worker, programme: Programme) -> None:
    initiative = make.returned(author, programme, by_officer=officer)
    drafts.change(initiative, by=author, claimed_benefit=99)
    assert csv_rows(run(ask(officer)))[1][16] == "50000000"


def test_ones_own_list_has_drafts_too(author: Worker, officer: Worker, programme: Programme, tree: Tree) -> None:
    make.draft(author, programme, title="Bản nháp")
    make.submitted(who.worker("Người Khác", tree.grassroots), programme)
    rows = csv_rows(run(ask(author, query="", states=["draft", "waiting"])))
    assert [row[1] for row in rows[1:]] == ["Bản nháp"]


def test_a_file_in_english_has_english_headings(initiative: Initiative, officer: Worker) -> None:
    with translation.override("en"):
        heading, row = csv_rows(run(ask(officer)))
    assert heading[:2] == ["Code", "Name of the initiative"]
    assert row[7] == "This year's programme"
    assert row[12] == "waiting"


def test_a_cell_of_a_sheet_ends_where_excel_ends_it() -> None:
    line = ("&" * 40_000).encode()
    cell = workbook.rows_xml([line], [columns()[1].holds], {}, 2).decode()
    assert cell.count("&amp;") <= workbook.MOST_CHARACTERS
    assert cell.endswith("</t></is></c></row>")


def test_unions_with_a_formula_for_a_name_are_safe(initiative: Initiative, officer: Worker) -> None:
    Union.objects.filter(pk=initiative.union_id).update(name="=cmd|' /C calc'!A0", short_name="")
    assert csv_rows(run(ask(officer)))[1][4] == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize(("width", "is_dear"), [(reading.WIDTH, True), (4 * reading.WIDTH, False)])
def test_a_page_out_of_order_is_dear_in_narrow_windows_alone(
    width: int, is_dear: bool, initiative: Initiative, officer: Worker
) -> None:
    selection = reading.Selection([Initiative.objects.in_scope_of(officer)], officer)
    with CaptureQueriesContext(connection) as captured:
        reading.read_window(selection, columns(), reading.Window(0, initiative.pk, width), BytesIO())
    assert any("random_page_cost" in query["sql"] for query in captured) == is_dear

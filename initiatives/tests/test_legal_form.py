"""The application form of Circular 18/2013 as PDF."""

import json
from time import perf_counter
from typing import Any

import pytest
import typst

from initiatives import approval, drafts, legal_form
from initiatives.models import Initiative
from initiatives.tests import factories as make
from initiatives.tests.pages import browser
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

MARKUP = '#panic("x") #strong[đậm] *sao* $x$ @nhan `mã` \\ <nhãn> // #import "/etc/passwd" "\'{}[]'


def address(initiative: Initiative) -> str:
    return f"/initiatives/{initiative.pk}/form.pdf"


def words_of(initiative: Initiative) -> dict[str, Any]:
    return legal_form._form(Initiative.objects.get(pk=initiative.pk))


def pages_of(initiative: Initiative) -> int:
    """How many pages it has, each set as an image."""
    filled = {"form": json.dumps(words_of(initiative))}
    pages: Any = typst.compile(legal_form.TEMPLATE, sys_inputs=filled, ignore_system_fonts=True, format="svg")
    return len(pages) if isinstance(pages, list) else 1


def test_it_is_a_download_named_by_the_code(author: Worker) -> None:
    initiative = make.submitted(author, make.programme())
    answer = browser(author).get(address(initiative))

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="don-yeu-cau-{initiative.code}.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_it_says_what_was_entered_in_vietnamese_whatever_the_language_of_the_page(author: Worker, tree: Tree) -> None:
    other, declined = who.worker("Vũ Văn Khoa", union=tree.direct), who.worker("Từ Chối", union=tree.direct)
    initiative = make.submitted(author, make.programme(), others=(other, declined), claimed_benefit=1_500_000_000)
    drafts.decline(initiative, by=declined)
    words = words_of(initiative)

    assert [(line["name"], line["workplace"], line["share"]) for line in words["authors"]] == [
        ("Nguyễn Thị Hạnh", tree.grassroots.name, 80),
        ("Vũ Văn Khoa", tree.direct.name, 10),
    ]
    assert (words["field"], words["to"], words["mark"]) == ("Cơ khí", "Hội đồng sáng kiến cơ sở", "")
    assert "1.500.000.000 đồng (một tỷ năm trăm triệu đồng)" in words["benefit"]
    assert "12/QĐ-HĐSK" in words["recognition"]


def test_a_benefit_without_an_amount_is_said_in_words(author: Worker) -> None:
    initiative = make.draft(author, make.programme(), computable=False, claimed_benefit=None, computation="")

    assert words_of(initiative)["benefit"] == "Lợi ích không tính được thành tiền."


def test_what_a_person_typed_is_never_read_as_markup(author: Worker) -> None:
    texts = ("title", "owner", "recognised_by", "state_before", "solution", "conditions", "effect", "computation")
    typed: dict[str, Any] = dict.fromkeys(texts, MARKUP)
    initiative = make.draft(author, make.programme(), **typed)

    assert browser(author).get(address(initiative)).content.startswith(b"%PDF-")
    assert words_of(initiative)["title"] == MARKUP


def test_an_empty_draft_is_set_with_lines_to_be_filled_by_hand(author: Worker) -> None:
    empty = drafts.start(by=author, programme=make.programme(), authors=[drafts.Author(author, 100)])

    assert (words_of(empty)["mark"], words_of(empty)["reference"]) == ("BẢN NHÁP", "Bản nháp, chưa nộp")
    assert browser(author).get(address(empty)).content.startswith(b"%PDF-")
    assert f"don-yeu-cau-ban-nhap-{empty.pk}.pdf" in browser(author).get(address(empty)).headers["content-disposition"]


def test_what_is_edited_after_a_return_is_marked_until_it_is_submitted_again(author: Worker, tree: Tree) -> None:
    officer = who.officer(tree.grassroots)
    initiative = make.returned(author, make.programme(), by_officer=officer)
    footer = f"Mã sáng kiến: {initiative.code}"

    def is_marked() -> bool:
        """Whether what the officer downloads is what is set with the mark."""
        stands = Initiative.objects.get(pk=initiative.pk)
        downloaded: bytes = browser(officer).get(address(initiative)).content
        return downloaded == legal_form.pdf_of(stands, is_changed=True)

    assert legal_form._form(initiative)["reference"] == footer
    assert not is_marked()
    with approval.editing(initiative, by=author) as row:
        row.solution = "Chốt định vị bằng"
    assert is_marked()
    words = legal_form._form(initiative, is_changed=True)
    assert (words["mark"], words["reference"]) == ("BẢN ĐANG SỬA", f"{footer}. Bản đang sửa, khác bản đã nộp")
    initiative.refresh_from_db()
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    assert not is_marked()


def test_the_longest_texts_run_over_pages_within_a_second(author: Worker) -> None:
    long = "\n".join(["Giải pháp được mô tả rất dài để xem trang có sang trang không. " * 20] * 15)[:20_000]
    initiative = make.submitted(author, make.programme(), state_before=long, solution=long, effect=long)
    began = perf_counter()
    browser(author).get(address(initiative))

    assert perf_counter() - began < 1
    assert pages_of(initiative) > 10


def test_of_a_confidential_one_only_its_own_people_and_the_desks_on_its_way_get_it(author: Worker, tree: Tree) -> None:
    desk, above = who.officer(tree.grassroots), who.officer(tree.unit)
    initiative = make.submitted(author, make.programme(), confidential=True)
    answers = {worker.pk: browser(worker).get(address(initiative)).status_code for worker in (author, desk, above)}

    assert answers == {author.pk: 200, desk.pk: 200, above.pk: 404}


def test_a_draft_is_given_to_its_own_people_only(author: Worker, tree: Tree) -> None:
    draft = make.draft(author, make.programme())

    assert browser(author).get(address(draft)).status_code == 200
    assert browser(who.officer(tree.grassroots)).get(address(draft)).status_code == 404
    assert browser().get(address(draft)).status_code == 302

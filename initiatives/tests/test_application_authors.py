"""The authors of the application form: how they are found, and who may enter for whom."""

from typing import Any

import pytest
from django.test import Client

from initiatives import approval
from initiatives.models import Authorship, Initiative
from initiatives.states import State
from initiatives.tests import factories as make
from initiatives.tests.pages import NEW, as_shown, browser, page_of, typed
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def post(client: Client, data: dict[str, str], to: str = NEW) -> Any:
    return client.post(to, data)


def line_errors(response: Any) -> list[dict[str, list[str]]]:
    return [{name: list(texts) for name, texts in errors.items()} for errors in response.context["form"].authors.errors]


def test_the_sum_of_the_shares_is_said_at_the_first_line(author: Worker, tree: Tree) -> None:
    other = who.worker("Vũ Văn Khoa", union=tree.direct)
    lines = ({"share": 60}, {"contact": other.phone, "share": 30})
    response = post(browser(author), typed(make.programme(), lines=lines))

    assert line_errors(response) == [{"share": ["The authors' shares add up to 90%, not 100%."]}, {}]
    assert 'href="#id_authors-0-share"' in response.text


def test_the_sum_of_the_shares_is_said_in_one_round_with_who_is_not_found(author: Worker) -> None:
    lines = ({"share": 70}, {"contact": "0999999999", "share": 20})
    response = post(browser(author), typed(make.programme(), lines=lines))

    nobody = "Nobody with this phone or e-mail is in the register. Ask their union."
    assert line_errors(response) == [
        {"share": ["The authors' shares add up to 90%, not 100%."]},
        {"contact": [nobody]},
    ]


@pytest.mark.parametrize("share", ["", "x"])
def test_no_sum_is_said_while_a_share_is_not_stated(author: Worker, share: str) -> None:
    lines = ({"share": 70}, {"contact": "0999999999", "share": share})
    response = post(browser(author), typed(make.programme(), lines=lines))

    assert line_errors(response)[0] == {}


def test_co_authors_are_found_by_phone_or_email_as_typed(author: Worker, tree: Tree) -> None:
    by_phone = who.worker("Vũ Văn Khoa", union=tree.grassroots, phone="+84901234567", title="Thợ cơ khí")
    by_email = who.worker("Đặng Thị Lan", union=tree.other_grassroots, email="lan@vidu.vn")
    lines = (
        {"share": 60},
        {"contact": "0901 234 567", "share": 30},
        {"contact": " Lan@vidu.vn", "share": 10, "title": "Kỹ sư"},
        {"contact": "", "share": ""},
    )
    post(browser(author), typed(make.programme(), lines=lines))

    written = [(line.worker, line.position, line.share, line.title) for line in Authorship.objects.all()]
    assert written == [
        (author, 1, 60, "Công nhân may"),
        (by_phone, 2, 30, "Thợ cơ khí"),
        (by_email, 3, 10, "Kỹ sư"),
    ]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"contact": "0999999999"}, "contact"),
        ({"contact": "khongco@vidu.vn"}, "contact"),
        ({"contact": "12"}, "contact"),
        ({"contact": "0901234567", "share": ""}, "share"),
        ({"contact": "0901234567", "share": "0"}, "share"),
        ({"contact": "0901234567", "share": "101"}, "share"),
        ({"contact": "", "share": "10"}, "contact"),
        ({"contact": "0907654321"}, "contact"),
    ],
    ids=["unknown phone", "unknown e-mail", "no phone", "no share", "0%", "101%", "nobody", "left the union"],
)
def test_a_co_author_who_cannot_be_named_is_said_in_their_line(
    author: Worker, tree: Tree, line: dict[str, str], field: str
) -> None:
    who.worker("Vũ Văn Khoa", union=tree.grassroots, phone="+84901234567")
    who.worker("Ngô Văn Quý", union=tree.grassroots, phone="+84907654321", is_active=False)
    response = post(browser(author), typed(make.programme(), lines=({"share": 90}, {"share": 10} | line)))

    assert [list(errors) for errors in line_errors(response)] == [[], [field]]
    assert "but not what cannot be read: Co-author 1." in response.text
    assert f">Co-author 1, {'Share' if field == 'share' else 'Phone or e-mail'}" in response.text
    assert [line.worker for line in Authorship.objects.all()] == [author]


def test_nobody_stands_twice_in_the_authors(author: Worker) -> None:
    lines = ({"share": 50}, {"contact": author.phone, "share": 50})
    response = post(browser(author), typed(make.programme(), lines=lines))

    assert line_errors(response) == [{}, {"contact": ["This person stands there already."]}]


def test_who_left_the_register_stays_a_co_author_of_what_names_them(author: Worker, tree: Tree) -> None:
    other = who.worker("Vũ Văn Khoa", union=tree.grassroots)
    draft = make.draft(author, make.programme(), others=(other,))
    Worker.objects.filter(pk=other.pk).update(is_active=False)
    lines = ({"share": 90}, {"contact": other.phone, "share": 10})
    post(browser(author), typed(draft.programme, key=draft.key, lines=lines), to=page_of(draft, "edit"))

    assert set(Initiative.objects.get(state=State.WAITING).authors.all()) == {author, other}


@pytest.mark.parametrize("lines", ["", "0", "-3", "x", "99999999"])
def test_a_forged_number_of_lines_does_no_harm(author: Worker, lines: str) -> None:
    data = typed(make.programme(), action="draft") | {"authors-TOTAL_FORMS": lines}
    response = post(browser(author), data)

    assert response.status_code in {200, 302}


def test_an_officer_enters_for_a_worker_of_their_union(tree: Tree, author: Worker) -> None:
    officer = who.officer(tree.superior)
    post(browser(officer), typed(make.programme(), lines=({"contact": author.phone},)))

    initiative = Initiative.objects.get()
    assert (initiative.state, initiative.entered_by, initiative.main_author) == (State.WAITING, officer, author)
    assert initiative.union == tree.grassroots


def test_an_officer_does_not_enter_for_a_worker_elsewhere(tree: Tree) -> None:
    officer, stranger = who.officer(tree.superior), who.worker(union=tree.other_grassroots)
    response = post(browser(officer), typed(make.programme(), lines=({"contact": stranger.phone},)))

    assert response.status_code == 409
    assert line_errors(response) == [{"contact": ["Only an officer of the author's union may enter for them."]}]
    assert not Initiative.objects.exists()


def test_an_officer_must_name_the_main_author(tree: Tree) -> None:
    response = post(browser(who.officer(tree.superior)), typed(make.programme(), lines=({"contact": ""},)))

    assert list(line_errors(response)[0]) == ["contact"]


def test_a_worker_without_office_is_always_the_main_author(tree: Tree, author: Worker) -> None:
    other = who.worker("Vũ Văn Khoa", union=tree.grassroots)
    client = browser(author)
    post(client, typed(make.programme(), lines=({"contact": other.phone},)))

    assert Initiative.objects.get().main_author == author
    assert "authors-0-contact" not in client.get(NEW).text


def test_the_main_author_does_not_change_once_it_was_submitted(tree: Tree) -> None:
    officer = who.officer(tree.grassroots)
    other = who.worker("Vũ Văn Khoa", union=tree.grassroots)
    initiative = make.returned(officer, make.programme(), by_officer=who.officer(tree.superior))
    data = typed(None, key=initiative.key, seen=initiative.last_step_id, lines=({"contact": other.phone},))
    post(browser(officer), data, to=page_of(initiative, "edit"))

    assert Initiative.objects.get().main_author == officer


def test_one_more_line_for_a_co_author(author: Worker) -> None:
    client, url = browser(author), "/initiatives/new/author/"
    line = client.get(url, {"authors-TOTAL_FORMS": "2"}).text

    assert 'name="authors-2-contact"' in line
    assert 'name="authors-TOTAL_FORMS" value="3"' in line
    assert client.get(url, {"authors-TOTAL_FORMS": "30"}).status_code == 204
    assert client.get(url, {"authors-TOTAL_FORMS": "x"}).status_code == 204
    assert client.get(url, {"authors-TOTAL_FORMS": "1" * 5_000}).status_code == 204
    assert browser().get(url, {"authors-TOTAL_FORMS": "2"}).status_code == 401


@pytest.mark.parametrize("number", [0, 2], ids=["alone", "with two others"])
@pytest.mark.parametrize("returned", [False, True], ids=["draft", "returned"])
def test_saving_a_form_in_which_nothing_changed_keeps_every_author(
    author: Worker, tree: Tree, number: int, returned: bool
) -> None:
    officer = who.officer(tree.grassroots)
    others = tuple(who.worker(f"Đồng Tác Giả {place}", union=tree.direct) for place in range(number))
    initiative = make.draft(author, make.programme(), others=others)
    if returned:
        approval.submit(initiative, by=author, seen=None)
        make.return_(initiative, by=officer)
    before = list(initiative.authorships.values_list("worker", "position", "share", "title"))
    client, url = browser(author), page_of(initiative, "edit")
    client.post(url, as_shown(client.get(url)))

    assert len(before) == number + 1
    assert list(initiative.authorships.values_list("worker", "position", "share", "title")) == before


def test_a_co_authors_line_that_cannot_be_read_leaves_them_where_they_stood(author: Worker, tree: Tree) -> None:
    others = tuple(who.worker(f"Đồng Tác Giả {place}", union=tree.direct) for place in range(2))
    draft = make.draft(author, make.programme(), others=others)
    client, url = browser(author), page_of(draft, "edit")
    misread = {"authors-1-contact": "0999999999", "authors-2-share": "15", "solution": "Đã gõ rất lâu."}
    response = client.post(url, as_shown(client.get(url)) | misread)

    assert 'value="0999999999"' in response.text
    assert [(line.worker, line.share) for line in draft.authorships.all()] == [
        (author, 80),
        (others[0], 10),
        (others[1], 15),
    ]
    assert Initiative.objects.get().solution == "Đã gõ rất lâu."


def test_a_co_authors_line_that_is_emptied_takes_them_off(author: Worker, tree: Tree) -> None:
    others = tuple(who.worker(f"Đồng Tác Giả {place}", union=tree.direct) for place in range(2))
    draft = make.draft(author, make.programme(), others=others)
    client, url = browser(author), page_of(draft, "edit")
    emptied = {f"authors-1-{name}": "" for name in ("contact", "title", "share")}
    client.post(url, as_shown(client.get(url)) | emptied)

    assert [line.worker for line in draft.authorships.all()] == [author, others[1]]


@pytest.mark.parametrize("action", ["draft", "submit"])
def test_what_is_entered_for_who_has_signed_in_before_is_left_to_them_as_a_draft(
    author: Worker, tree: Tree, action: str
) -> None:
    officer = browser(who.officer(tree.superior))
    browser(author)
    data = typed(make.programme(), action=action, lines=({"contact": author.phone},))
    response = officer.post(NEW, data, follow=True)

    draft = Initiative.objects.get()
    assert response.redirect_chain == [(page_of(draft), 302)]
    assert f"Kept as a draft of {author.name}" in response.text
    assert "Only the main author" not in response.text
    assert draft.state == State.DRAFT

    assert officer.post(NEW, data).headers["location"] == page_of(draft)
    assert officer.post(NEW, data | {"solution": "Đã gõ rất lâu."}).status_code == 409


def test_another_main_author_does_not_take_over_the_title_that_stood_there(author: Worker, tree: Tree) -> None:
    enterer = who.officer(tree.superior, title="Chủ tịch công đoàn")
    enterer.union = tree.grassroots
    enterer.save()
    author.title = "Thợ hàn bậc 5"
    author.save()
    data = typed(make.programme(), lines=({"contact": author.phone, "title": "Chủ tịch công đoàn"},))
    browser(enterer).post(NEW, data)
    assert Initiative.objects.get().authorships.get().title == "Thợ hàn bậc 5"


def test_the_declaration_is_given_anew_for_what_is_changed(author: Worker) -> None:
    draft = make.draft(author, make.programme())
    page = browser(author).get(f"/initiatives/{draft.pk}/edit/")
    assert draft.declared
    assert page.context["form"]["declared"].value() is False

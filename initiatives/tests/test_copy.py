"""Copying as new what was rejected or withdrawn."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from initiatives import approval, drafts
from initiatives.models import Initiative, Programme
from initiatives.refusals import Refused
from initiatives.states import Reason, State
from initiatives.tests import factories as make
from initiatives.tests.pages import browser, page_of
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def rejected(tree: Tree, author: Worker, programme: Programme, **given: Any) -> Initiative:
    officer = who.officer(tree.grassroots)
    initiative = make.submitted(author, programme, **given)
    approval.reject(initiative, by=officer, seen=initiative.last_step_id, reason=Reason.NOT_NEW)
    return initiative


def test_a_copy_has_content_and_authors_and_nothing_of_the_approval(tree: Tree) -> None:
    author, other, declined = (who.worker(name, union=tree.grassroots) for name in ("Tác Giả", "Khác", "Từ Chối"))
    programme = make.programme()
    old = rejected(tree, author, programme, others=(other, declined), title="Kẹp nhanh")
    drafts.decline(old, by=declined)
    made = drafts.copy(Initiative.objects.get(pk=old.pk), by=author, key=uuid4())

    assert {name: getattr(made, name) for name in drafts.COPIED} == {name: getattr(old, name) for name in drafts.COPIED}
    assert [(line.worker, line.share) for line in made.authorships.all()] == [(author, 80), (other, 10)]
    assert (made.state, made.code, made.last_step, made.declared) == (State.DRAFT, None, None, False)
    assert (made.programme, made.union, made.entered_by) == (programme, tree.grassroots, author)
    old.refresh_from_db()
    assert (old.state, old.steps.count()) == (State.REJECTED, 2)


def test_nobody_declines_to_be_an_author_of_what_is_withdrawn(tree: Tree) -> None:
    author, other = (who.worker(name, union=tree.grassroots) for name in ("Tác Giả", "Khác"))
    initiative = make.submitted(author, make.programme(), others=(other,))
    assert drafts.may_decline(initiative, other)
    approval.withdraw(initiative, by=author, seen=initiative.last_step_id)
    assert not drafts.may_decline(initiative, other)
    with pytest.raises(Refused) as refusal:
        drafts.decline(initiative, by=other)
    assert refusal.value.code == "withdrawn"


def test_two_clicks_make_one_draft_which_opens(tree: Tree) -> None:
    author = who.worker(union=tree.grassroots)
    old = rejected(tree, author, make.programme())
    client = browser(author)
    key = client.get(page_of(old)).context["key"]
    answers = [client.post(page_of(old, "copy"), {"key": key}) for _click in range(2)]

    draft = Initiative.objects.get(state=State.DRAFT)
    assert [answer.headers["location"] for answer in answers] == [page_of(draft, "edit")] * 2
    assert "A new draft with the content of" in client.get(page_of(draft, "edit")).text


def test_a_withdrawn_one_can_be_copied_too(tree: Tree) -> None:
    author = who.worker(union=tree.grassroots)
    old = make.submitted(author, make.programme())
    approval.withdraw(old, by=author, seen=old.last_step_id)

    assert browser(author).post(page_of(old, "copy"), {"key": uuid4()}).status_code == 302
    assert Initiative.objects.filter(state=State.DRAFT).count() == 1


def test_it_goes_to_a_programme_that_is_open_and_is_refused_in_words_where_none_is(tree: Tree) -> None:
    author, past = who.worker(union=tree.grassroots), make.programme("nam-truoc")
    old = rejected(tree, author, past)
    past.closes_at = timezone.now() - timedelta(days=1)
    past.save()
    client = browser(author)
    told = client.post(page_of(old, "copy"), {"key": uuid4()}, follow=True)
    assert "No programme is open now" in told.text
    assert Initiative.objects.count() == 1
    current = make.programme("nam-nay")
    client.post(page_of(old, "copy"), {"key": uuid4()})
    assert Initiative.objects.get(state=State.DRAFT).programme == current


def test_only_the_main_author_may_once_they_have_signed_in(tree: Tree) -> None:
    people = {
        "author": who.worker("Tác Giả", union=tree.grassroots),
        "enterer": who.officer(tree.grassroots, "Người Nhập"),
        "co-author": who.worker("Đồng Tác Giả", union=tree.grassroots),
        "officer": who.officer(tree.grassroots),
        "leader": who.leader(tree.unit),
        "stranger": who.worker("Người Lạ", union=tree.grassroots),
    }
    old = rejected(tree, people["author"], make.programme(), by=people["enterer"], others=(people["co-author"],))
    made = {}
    for name, worker in people.items():
        before, client = Initiative.objects.count(), browser(worker)
        shown = "Copy as new" in client.get(page_of(old)).text
        answer = client.post(page_of(old, "copy"), {"key": uuid4()})
        made[name] = (shown, answer.status_code, Initiative.objects.count() - before)

    assert made == {
        "author": (True, 302, 1),
        "enterer": (False, 302, 0),
        "co-author": (False, 302, 0),
        "officer": (False, 302, 0),
        "leader": (False, 302, 0),
        "stranger": (False, 404, 0),
    }


def test_who_entered_it_for_one_who_never_signed_in_copies_it_and_goes_on(tree: Tree) -> None:
    officer, author = who.officer(tree.grassroots, "Người Nhập"), who.worker("Tác Giả", union=tree.grassroots)
    old, client = rejected(tree, author, make.programme(), by=officer), browser(officer)
    opened = client.post(page_of(old, "copy"), {"key": uuid4()}, follow=True)

    draft = Initiative.objects.get(state=State.DRAFT)
    assert opened.redirect_chain == [(page_of(draft, "edit"), 302)]
    assert (draft.entered_by, draft.main_author) == (officer, author)


def test_what_was_reopened_meanwhile_is_not_copied(tree: Tree) -> None:
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    seen = rejected(tree, author, make.programme())
    reopened = Initiative.objects.get(pk=seen.pk)
    seen_step, note = reopened.last_step_id, "Có hồ sơ mới."
    approval.reopen(reopened, by=officer, seen=seen_step, reason=Reason.NEW_EVIDENCE, note=note)
    with pytest.raises(Refused, match="Only what was rejected or withdrawn"):
        drafts.copy(seen, by=author, key=uuid4())

    assert not Initiative.objects.drafts().exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING, State.RETURNED, State.APPROVED])
def test_what_has_not_ended_in_nothing_is_not_copied(tree: Tree, state: State) -> None:
    author, officer, programme = who.worker(union=tree.grassroots), who.officer(tree.grassroots), make.programme()
    initiative = make.draft(author, programme) if state == State.DRAFT else make.submitted(author, programme)
    if state == State.RETURNED:
        make.return_(initiative, by=officer)
    if state == State.APPROVED:
        approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=1)
    with pytest.raises(Refused) as refused:
        drafts.copy(Initiative.objects.get(pk=initiative.pk), by=author, key=uuid4())

    assert refused.value.code == "not_copied"
    assert Initiative.objects.count() == 1


def test_the_key_of_somebody_elses_draft_makes_nothing(tree: Tree) -> None:
    author, other, programme = (
        who.worker(union=tree.grassroots),
        who.worker("Khác", union=tree.direct),
        make.programme(),
    )
    old, foreign = rejected(tree, author, programme), make.draft(other, programme)
    told = browser(author).post(page_of(old, "copy"), {"key": foreign.key}, follow=True)

    assert told.redirect_chain == [(page_of(old), 302)]
    assert Initiative.objects.count() == 2


def test_opened_by_its_address_it_asks_first(tree: Tree) -> None:
    author = who.worker(union=tree.grassroots)
    old = rejected(tree, author, make.programme())

    assert "Copy it as a new draft?" in browser(author).get(page_of(old, "copy")).text
    assert Initiative.objects.count() == 1

"""Acts that are not open: too late, sent twice, one's own initiative, or no act of officers at all."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from initiatives import drafts
from initiatives.models import ApprovalStep, Initiative, Programme
from initiatives.states import Act, State
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, act, change, last, post, words
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(officer: Worker) -> Client:
    return signed_in(officer)


def test_of_two_officers_the_second_is_told_who_decided_what(
    tree: Tree, initiative: Initiative, client: Client
) -> None:
    second = signed_in(who.officer(tree.superior, "Cán Bộ Huyện"))
    seen = initiative.last_step_id
    for page in (client, second):
        assert page.get(act(initiative, "approve")).status_code == 200
    post(client, initiative, "reject", reason="not_new")

    told = second.post(act(initiative, "approve"), {"seen": seen, "verified_benefit": "1"})

    assert told.status_code == 409
    assert "Cán Bộ Cơ Sở" in words(told)
    assert change(initiative) in words(told)
    assert last(initiative).state == State.REJECTED
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 2
    assert second.get(act(initiative, "approve")).status_code == 409


def test_an_old_form_is_refused_even_with_a_mistake_in_it(initiative: Initiative, client: Client) -> None:
    seen = initiative.last_step_id
    post(client, initiative, "return", reason="unclear", note="Sửa.")
    post(client, Initiative.objects.get(pk=initiative.pk), "recall")
    told = client.post(act(initiative, "return"), {"seen": seen, "reason": ""})
    assert told.status_code == 409
    assert client.post(act(initiative, "return"), {"reason": "unclear", "note": "Sửa."}).status_code == 409
    assert last(initiative).act == Act.RECALL


def test_sent_twice_it_is_done_once(initiative: Initiative, client: Client) -> None:
    assert post(client, initiative, "approve", verified_benefit="1").status_code == 302
    assert post(client, initiative, "approve", verified_benefit="1").status_code == 409
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 2


def test_a_return_is_not_taken_back_once_the_author_writes(
    initiative: Initiative, author: Worker, client: Client
) -> None:
    post(client, initiative, "return", reason="unclear", note="Sửa.")
    initiative.refresh_from_db()
    drafts.change(initiative, by=author, effect="Nói rõ hơn.")
    assert post(client, initiative, "recall").status_code == 409
    assert last(initiative).state == State.RETURNED


def test_an_author_who_is_officer_finds_no_act(tree: Tree, officer: Worker, client: Client) -> None:
    who.officer(tree.superior)
    initiative = make.submitted(officer, make.programme())
    assert initiative.desk == tree.superior
    page = client.get(change(initiative))
    assert page.context["decisions"] == []
    assert client.get(act(initiative, "approve")).status_code == 409
    assert post(client, initiative, "approve", verified_benefit="1").status_code == 409


def test_after_the_time_for_deciding_there_is_no_act(initiative: Initiative, client: Client) -> None:
    over = timezone.now() - timedelta(seconds=1)
    Programme.objects.update(closes_at=over, decides_until=over)
    page = client.get(change(initiative))
    assert (page.context["decisions"], page.context["is_over"]) == ([], True)
    assert post(client, initiative, "approve", verified_benefit="1").status_code == 409


@pytest.mark.parametrize("name", ["submit", "withdraw", "forward", "nonsense", "delete", "add"])
def test_what_is_no_act_of_officers_has_no_page(initiative: Initiative, client: Client, name: str) -> None:
    assert client.get(f"{LIST}{initiative.pk}/{name}/").status_code == 404
    assert client.post(f"{LIST}{initiative.pk}/{name}/", {"seen": initiative.last_step_id}).status_code == 404


def test_nothing_is_added_deleted_or_edited(initiative: Initiative, client: Client) -> None:
    assert client.get(f"{LIST}add/").status_code == 404
    assert client.post(f"{LIST}{initiative.pk}/delete/", {"post": "yes"}).status_code == 404
    client.post(change(initiative), {"state": "approved", "title": "Khác"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": initiative.pk, "post": "yes"})
    before = (initiative.state, initiative.title)
    initiative.refresh_from_db()
    assert (initiative.state, initiative.title) == before

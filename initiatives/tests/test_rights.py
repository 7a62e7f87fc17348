"""Every act in every state by every kind of person: done where the design says so, refused everywhere else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from initiatives import approval
from initiatives.models import Initiative, Programme
from initiatives.refusals import Refused
from initiatives.states import Act, Reason, State
from initiatives.tests import factories as make
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

AUTHORS = {(State.DRAFT, Act.SUBMIT), (State.RETURNED, Act.SUBMIT)} | {
    (state, Act.WITHDRAW) for state in (State.WAITING, State.RETURNED)
}
DESKS = {(State.WAITING, act) for act in (Act.APPROVE, Act.RETURN, Act.REJECT)} | {
    (State.RETURNED, Act.RECALL),
    (State.APPROVED, Act.REOPEN),
    (State.REJECTED, Act.REOPEN),
}

DO: dict[Act, Callable[[Initiative, Worker], object]] = {
    Act.SUBMIT: lambda it, by: approval.submit(it, by=by, seen=it.last_step_id),
    Act.WITHDRAW: lambda it, by: approval.withdraw(it, by=by, seen=it.last_step_id),
    Act.APPROVE: lambda it, by: approval.approve(it, by=by, seen=it.last_step_id, verified_benefit=1),
    Act.RETURN: lambda it, by: approval.return_(
        it, by=by, seen=it.last_step_id, reason=Reason.UNCLEAR, note="Nói rõ chốt định vị."
    ),
    Act.REJECT: lambda it, by: approval.reject(it, by=by, seen=it.last_step_id, reason=Reason.NOT_NEW),
    Act.RECALL: lambda it, by: approval.recall(it, by=by, seen=it.last_step_id),
    Act.REOPEN: lambda it, by: approval.reopen(
        it, by=by, seen=it.last_step_id, reason=Reason.COMPLAINT, note="Khiếu nại đúng."
    ),
}


@dataclass(frozen=True)
class Cast:
    """Everybody who could stand in some relation to one initiative, and what each may do."""

    may_author: dict[str, Worker]
    may_decide: dict[str, Worker]
    may_both: dict[str, Worker]
    may_nothing: dict[str, Worker]
    enterer: Worker

    def people(self) -> list[tuple[str, Worker, set[tuple[State, Act]]]]:
        return [
            (name, worker, allowed)
            for group, allowed in (
                (self.may_author, AUTHORS),
                (self.may_decide, DESKS),
                (self.may_both, AUTHORS | DESKS),
                (self.may_nothing, set()),
            )
            for name, worker in group.items()
        ]


def cast_of(tree: Tree, main_author: Worker, co_author: Worker) -> Cast:
    enterer = who.officer(tree.grassroots, "Người Nhập Hộ")
    former, inactive = who.worker("Cán Bộ Cũ"), who.officer(tree.grassroots, "Cán Bộ Khóa", is_active=False)
    who.office(former, tree.grassroots, until_on=timezone.localdate() - timedelta(days=1))
    return Cast(
        may_author={"main author": main_author},
        may_decide={
            "officer at the desk": who.officer(tree.grassroots),
            "officer above": who.officer(tree.superior),
            "officer of the unit": who.officer(tree.unit),
            "officer of the confederation": who.officer(tree.root),
        },
        may_both={"officer who entered it": enterer},
        may_nothing={
            "co-author who is an officer at the desk": co_author,
            "officer beside": who.officer(tree.direct),
            "officer of another unit": who.officer(tree.other_unit),
            "former officer": former,
            "officer whose account is closed": inactive,
            "leader": who.leader(tree.grassroots),
            "leader of the confederation": who.leader(tree.root),
            "administrator": who.administrator(tree.grassroots),
            "superuser": who.superuser(),
            "colleague": who.worker("Đồng Nghiệp", union=tree.grassroots),
        },
        enterer=enterer,
    )


def in_state(state: State, author: Worker, co_author: Worker, cast: Cast, programme: Programme) -> Initiative:
    """An initiative of 50 million VND, entered by an officer of its grassroots union, moved there by the acts."""
    initiative = make.draft(author, programme, by=cast.enterer, others=(co_author,))
    officer = cast.may_decide["officer at the desk"]
    way: dict[State, list[tuple[Act, Worker]]] = {
        State.DRAFT: [],
        State.WAITING: [(Act.SUBMIT, author)],
        State.RETURNED: [(Act.SUBMIT, author), (Act.RETURN, officer)],
        State.APPROVED: [(Act.SUBMIT, author), (Act.APPROVE, officer)],
        State.REJECTED: [(Act.SUBMIT, author), (Act.REJECT, officer)],
        State.WITHDRAWN: [(Act.SUBMIT, author), (Act.WITHDRAW, author)],
    }
    for act, by in way[state]:
        DO[act](initiative, by)
    assert initiative.state == state
    return initiative


@pytest.mark.parametrize("act", list(DO))
@pytest.mark.parametrize("state", list(State))
def test_who_may_do_what(state: State, act: Act, tree: Tree) -> None:
    author = who.worker("Tác Giả", union=tree.grassroots)
    co_author = who.officer(tree.grassroots, "Đồng Tác Giả")
    cast = cast_of(tree, author, co_author)
    initiative = in_state(state, author, co_author, cast, make.programme())
    for name, worker, allowed in cast.people():
        fresh = Initiative.objects.get(pk=initiative.pk)
        may = (state, act) in allowed
        assert (act in approval.acts_for(fresh, worker)) == may, f"button: {name}, {act}, {state}"
        with transaction.atomic():
            if may:
                DO[act](fresh, worker)
                assert fresh.state != state or act == Act.APPROVE, f"{name}, {act}, {state}"
            else:
                with pytest.raises(Refused):
                    DO[act](fresh, worker)
                assert fresh.state == state, f"{name}, {act}, {state}"
            transaction.set_rollback(True)


def test_who_entered_it_is_no_author_once_the_author_has_signed_in(tree: Tree) -> None:
    author, enterer = who.worker(union=tree.grassroots), who.officer(tree.superior)
    initiative = make.draft(author, make.programme(), by=enterer)
    author.last_login = timezone.now()
    author.save()
    with pytest.raises(Refused) as refusal:
        approval.submit(Initiative.objects.get(pk=initiative.pk), by=enterer, seen=None)
    assert refusal.value.code == "not_author"


def test_an_officer_below_the_desk_is_refused(tree: Tree) -> None:
    author, below, above = who.worker(union=tree.grassroots), who.officer(tree.grassroots), who.officer(tree.superior)
    initiative = make.submitted(author, make.programme(), claimed_benefit=500 * make.MILLION)
    approval.approve(initiative, by=below, seen=initiative.last_step_id, verified_benefit=None)
    assert initiative.desk == tree.superior
    for act in (Act.APPROVE, Act.RETURN, Act.REJECT):
        with pytest.raises(Refused) as refusal:
            DO[act](initiative, below)
        assert refusal.value.code == "no_office"
    DO[Act.APPROVE](initiative, above)
    assert initiative.state == State.APPROVED


def test_only_an_officer_of_the_authors_union_enters_for_them(tree: Tree) -> None:
    author = who.worker(union=tree.grassroots)
    for stranger in (who.officer(tree.other_superior), who.leader(tree.grassroots), who.worker(union=tree.grassroots)):
        with pytest.raises(Refused) as refusal:
            make.draft(author, make.programme(f"ct-{stranger.pk}"), by=stranger)
        assert refusal.value.code == "not_their_officer"


def test_a_confidential_one_is_decided_only_by_desks_on_its_way(tree: Tree) -> None:
    author, unit_officer, officer = (
        who.worker(union=tree.grassroots),
        who.officer(tree.unit),
        who.officer(tree.grassroots),
    )
    initiative = make.submitted(author, make.programme(), confidential=True)
    with pytest.raises(Refused):
        DO[Act.APPROVE](initiative, unit_officer)
    assert approval.acts_for(initiative, unit_officer) == []
    DO[Act.APPROVE](initiative, officer)
    assert initiative.state == State.APPROVED

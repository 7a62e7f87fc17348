"""Approving: the ladder's limits, two persons, and what the step carries."""

import pytest

from initiatives import approval
from initiatives.models import ApprovalStep, UncountedStep
from initiatives.states import Act, State
from initiatives.tests import factories as make
from initiatives.tests.factories import MILLION
from unions.tests import factories as who

pytestmark = pytest.mark.django_db


def test_within_the_limit_the_grassroots_officer_finishes() -> None:
    tree = who.make_tree()
    author, officer = who.worker(union=tree.grassroots), who.officer(tree.grassroots)
    initiative = make.submitted(author, make.programme(), claimed_benefit=100 * MILLION)

    approval.approve(initiative, by=officer, seen=initiative.last_step_id, verified_benefit=90 * MILLION)

    step = ApprovalStep.objects.get(next=None, initiative=initiative)
    assert (initiative.state, initiative.desk, initiative.verified_benefit) == (State.APPROVED, None, 90 * MILLION)
    assert (step.act, step.made_by, step.office and step.office.union) == (Act.APPROVE, officer, tree.grassroots)
    assert (step.claimed_benefit, step.verified_benefit, step.union) == (100 * MILLION, 90 * MILLION, tree.grassroots)
    assert UncountedStep.objects.filter(step=step).exists()

"""The visitors' accounts: each signs in and finds something."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.test import Client
from django.urls import reverse

from campaign.accounts import ACCOUNTS, DOMAIN, GRASSROOTS, PASSWORD, SUPERIOR, UNIT, Account, accounts_table
from campaign.programmes import DESK_DAYS, MILLION_SLUG
from campaign.tests.demonstration.conftest import NOW
from campaign.tree import ROOT
from initiatives.models import Initiative
from initiatives.states import Reason, State
from unions import scope
from unions.models import Office, Union, Worker

pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.mailbox)
def test_account_signs_in_by_each_of_its_ways(client: Client, account: Account) -> None:
    worker = Worker.objects.get(email=account.email)
    validate_password(PASSWORD, worker)
    for sign_in in account.sign_ins:
        client.logout()
        client.post(reverse("account_login"), {"login": sign_in, "password": PASSWORD})
        assert client.session.get("_auth_user_id") == str(worker.pk)


def test_there_is_one_account_per_role_and_level() -> None:
    offices = {(account.office, account.union) for account in ACCOUNTS if account.office}
    assert offices == {(kind, union) for kind in Office.Kind for union in (GRASSROOTS, SUPERIOR, UNIT, ROOT)}
    for account in ACCOUNTS:
        held = scope.offices(Worker.objects.get(email=account.email))
        assert [(office.kind, office.union.code) for office in held] == (
            [(account.office, account.union)] if account.office else []
        )


def test_nobody_else_has_a_password() -> None:
    others = Worker.objects.exclude(email__in=[account.email for account in ACCOUNTS])
    assert others.exclude(password__startswith="!").count() == 0


def test_sign_in_page_offers_the_accounts(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert all(sign_in in page for account in ACCOUNTS for sign_in in account.sign_ins)
    assert PASSWORD in page


def test_terminal_shows_the_accounts() -> None:
    lines = accounts_table().splitlines()
    assert len(lines) == len(ACCOUNTS) + 1
    assert "cong-nhan@vidu.example / 0510000001" in lines[0]
    assert lines[-1].endswith(PASSWORD)


def test_each_author_has_something_in_hand() -> None:
    def states(mailbox: str) -> set[str]:
        worker = Worker.objects.get(email=f"{mailbox}@{DOMAIN}")
        return set(Initiative.objects.own_of(worker).values_list("state", flat=True))

    assert states("cong-nhan") >= {State.DRAFT, State.RETURNED, State.WAITING, State.APPROVED, State.REJECTED}
    assert states("dong-tac-gia") >= {State.DRAFT, State.WAITING, State.APPROVED, State.WITHDRAWN}


def test_the_worker_has_something_to_copy_and_a_success_of_old() -> None:
    own = Initiative.objects.filter(authors=Worker.objects.get(email=f"cong-nhan@{DOMAIN}"))
    assert own.filter(state=State.REJECTED).exclude(last_step__reason=Reason.DUPLICATE).count() >= 2
    assert own.approved().filter(programme__slug=MILLION_SLUG).count() >= 2


@pytest.mark.parametrize("desk", [UNIT, ROOT])
def test_what_waits_high_up_is_large(desk: str) -> None:
    amounts = Initiative.objects.waiting_at(Union.objects.get(code=desk)).values_list("claimed_benefit", flat=True)
    assert all(amount and amount > 1_000_000_000 for amount in amounts)


def test_what_waits_has_waited_for_hours_to_weeks() -> None:
    moved = Initiative.objects.waiting_at(Union.objects.get(code=GRASSROOTS)).values_list("moved_at", flat=True)
    days = sorted((NOW - at).days for at in moved if at)
    assert days[0] <= 2
    assert 18 <= days[-1] < DESK_DAYS


@pytest.mark.parametrize(("desk", "least"), [(GRASSROOTS, 25), (SUPERIOR, 40), (UNIT, 15), (ROOT, 15)])
def test_much_waits_at_each_desk_of_the_visitors(desk: str, least: int) -> None:
    waiting = Initiative.objects.waiting_at(Union.objects.get(code=desk))
    assert waiting.count() >= least

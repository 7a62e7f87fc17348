"""Who gets where in the initiatives' admin: every role by every channel; foreign and unknown answer alike."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from initiatives.models import ApprovalStep, Initiative
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, act, bulk, change, codes, history, row
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

UNKNOWN = 987_654_321
ACTS = ("approve", "return", "reject", "recall", "reopen")
CONFIDENTIAL = "Công thức phủ men nano"

ROLES: dict[str, Callable[[Tree], Worker]] = {
    "officer here": lambda tree: who.officer(tree.grassroots),
    "officer above": lambda tree: who.officer(tree.superior),
    "officer of the unit": lambda tree: who.officer(tree.unit),
    "officer of the root": lambda tree: who.officer(tree.root),
    "officer beside": lambda tree: who.officer(tree.direct),
    "officer elsewhere": lambda tree: who.officer(tree.other_unit),
    "leader above": lambda tree: who.leader(tree.unit),
    "leader elsewhere": lambda tree: who.leader(tree.other_unit),
    "administrator above": lambda tree: who.administrator(tree.unit),
    "administrator of the root": lambda tree: who.administrator(tree.root),
    "superuser": lambda tree: who.superuser(),
    "worker": lambda tree: who.worker(union=tree.grassroots),
}
DECIDES = {"officer here", "officer above", "officer of the unit", "officer of the root"}
READS = DECIDES | {"leader above"}
ENTERS = READS | {"officer beside", "officer elsewhere", "leader elsewhere"}
STAFF = ENTERS | {"administrator above", "administrator of the root", "superuser"}


@pytest.fixture
def initiative(tree: Tree) -> Initiative:
    who.officer(tree.grassroots, "Cán Bộ Trực")
    return make.submitted(who.worker("Tác Giả", tree.grassroots), make.programme())


@pytest.fixture
def hidden(tree: Tree, initiative: Initiative) -> Initiative:
    """A confidential one: only the grassroots desk is on its way."""
    author = who.worker("Người Giữ Bí Mật", tree.grassroots)
    return make.submitted(author, initiative.programme, title=CONFIDENTIAL, confidential=True)


def answer(page: Any) -> tuple[int, str]:
    """What tells one answer from another: the status and, where it leads away, where to."""
    return page.status_code, page.headers.get("Location", "").partition("?")[0]


def urls(pk: int) -> list[str]:
    return [f"{LIST}{pk}/{name}/" for name in ("change", "history", "delete", "", *ACTS)]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_by_each_channel(tree: Tree, initiative: Initiative, role: str) -> None:
    client = signed_in(ROLES[role](tree))
    expected = 200 if role in ENTERS else 404
    listing = client.get(f"{LIST}?desk=all&state=all")
    assert listing.status_code == expected
    if role in ENTERS:
        assert codes(listing) == ([initiative.code] if role in READS else [])
        found = codes(client.get(f"{LIST}?q={initiative.code}"))
        assert found == codes(client.get(f"{LIST}?q=do ga han")) == ([initiative.code] if role in READS else [])
    seen = 200 if role in READS else 404
    assert client.get(change(initiative)).status_code == seen
    assert client.get(history(initiative)).status_code == seen
    decides = 200 if role in DECIDES else 404
    for name in ("approve", "return", "reject"):
        assert client.get(act(initiative, name)).status_code == decides, name
    for name in ("recall", "reopen"):
        assert client.get(act(initiative, name)).status_code == (409 if role in DECIDES else decides), name


@pytest.mark.parametrize("role", sorted(set(ROLES) - DECIDES))
def test_who_may_not_decide_cannot_by_a_form_sent_by_hand(tree: Tree, initiative: Initiative, role: str) -> None:
    client = signed_in(ROLES[role](tree))
    values = {"seen": initiative.last_step_id, "verified_benefit": "1", "reason": "other", "note": "Thử."}
    for name in ACTS:
        assert client.post(act(initiative, name), values).status_code == 404, name
    for name in ("approve", "return", "reject"):
        page = client.post(bulk(name), values | {"row": [row(initiative)], "confirmed": "1"})
        assert page.status_code in {200, 404}, name
        if page.status_code == 200:
            assert (page.context["done"], page.context["lot"].gone) == ([], 1)
    assert ApprovalStep.objects.filter(initiative=initiative).count() == 1


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"officer of the root"}))
def test_foreign_and_unknown_records_answer_alike(tree: Tree, initiative: Initiative, role: str) -> None:
    client = signed_in(ROLES[role](tree))
    other = who.worker(union=tree.grassroots if "elsewhere" in role else tree.other_grassroots)
    who.officer(tree.other_grassroots, "Nơi Khác")
    foreign = initiative if "elsewhere" in role else make.submitted(other, initiative.programme)
    for mine, theirs in zip(urls(foreign.pk), urls(UNKNOWN), strict=True):
        assert answer(client.get(mine)) == answer(client.get(theirs)), mine
        assert answer(client.post(mine, {"seen": 1})) == answer(client.post(theirs, {"seen": 1})), mine


@pytest.mark.parametrize("pk", ["0", "abc", "99999999999999999999999", "1'--", "%00"])
def test_guessed_addresses_lead_nowhere(tree: Tree, initiative: Initiative, pk: str) -> None:
    client = signed_in(who.officer(tree.root))
    for name in ("change", "history", "approve", "delete"):
        assert client.get(f"{LIST}{pk}/{name}/").status_code == 404


def test_who_is_signed_out_is_asked_to_sign_in_whatever_the_address(initiative: Initiative) -> None:
    for url in [LIST, bulk("approve"), f"{LIST}readback/", *urls(initiative.pk), *urls(UNKNOWN)]:
        page = Client().get(url)
        assert (page.status_code, "/login/" in page.headers["Location"]) == (302, True), url


def test_a_draft_is_on_no_page_of_the_admin(tree: Tree, initiative: Initiative) -> None:
    officer = who.officer(tree.superior)
    draft = make.draft(who.worker(union=tree.grassroots), initiative.programme, by=officer)
    client = signed_in(officer)
    assert client.get(change(draft)).status_code == 404
    assert codes(client.get(f"{LIST}?desk=all&state=all")) == [initiative.code]


@pytest.mark.parametrize("role", ["officer above", "officer of the unit", "officer of the root", "leader above"])
def test_of_a_confidential_one_others_see_code_state_field_and_amount(
    tree: Tree, hidden: Initiative, role: str
) -> None:
    client = signed_in(ROLES[role](tree))
    pages = [
        client.get(f"{LIST}?desk=all&state=all"),
        client.get(f"{LIST}?q={hidden.code}"),
        client.get(change(hidden)),
        client.get(history(hidden)),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert str(hidden.code) in text
        for secret in (CONFIDENTIAL, "Người Giữ Bí Mật", hidden.solution, "Cán Bộ Trực"):
            assert secret not in text
    assert codes(client.get(f"{LIST}?q=phu men")) == []
    assert "50.000.000" in pages[2].content.decode()
    status = 409 if role in DECIDES else 404
    assert client.get(act(hidden, "approve")).status_code == status
    values = {"seen": hidden.last_step_id, "verified_benefit": "1", "note": ""}
    refused = client.post(act(hidden, "approve"), values)
    assert refused.status_code == status
    assert CONFIDENTIAL not in refused.content.decode()


@pytest.mark.parametrize("role", ["officer above", "officer of the unit", "officer of the root"])
def test_an_old_page_does_not_tell_who_moved_a_confidential_one(tree: Tree, hidden: Initiative, role: str) -> None:
    client = signed_in(ROLES[role](tree))
    values = {"seen": "1", "verified_benefit": "1", "reason": "other", "note": "Thử."}
    for name in ACTS:
        page = client.post(act(hidden, name), values)
        assert (page.status_code, "Người Giữ Bí Mật" in page.content.decode()) == (409, False), name
    for name in ("approve", "return", "reject"):
        page = client.post(bulk(name), values | {"row": [f"{hidden.pk}:1"], "confirmed": "1"})
        assert [entry.initiative.pk for entry in page.context["lot"].skipped] == [hidden.pk]
        assert "Người Giữ Bí Mật" not in page.content.decode(), name
    assert ApprovalStep.objects.filter(initiative=hidden).count() == 1


def test_the_desks_on_its_way_read_a_confidential_one(tree: Tree, hidden: Initiative) -> None:
    client = signed_in(who.officer(tree.grassroots))
    assert CONFIDENTIAL in client.get(change(hidden)).content.decode()
    assert codes(client.get(f"{LIST}?q=phu men")) == [hidden.code]


def test_a_confidential_original_is_no_answer_to_its_code(
    tree: Tree, initiative: Initiative, hidden: Initiative
) -> None:
    client = signed_in(who.officer(tree.superior))
    values = {"seen": initiative.last_step_id, "reason": "duplicate", "original": hidden.code, "note": ""}
    secret = client.post(act(initiative, "reject"), values)
    unknown = client.post(act(initiative, "reject"), values | {"original": "SK-2001-0000001"})
    assert secret.context["form"].errors == unknown.context["form"].errors


def suggestions(client: Client, term: str) -> list[str]:
    query = {"app_label": "initiatives", "model_name": "initiative", "field_name": "union", "term": term}
    page = client.get("/admin/autocomplete/", query)
    return [entry["id"] for entry in page.json()["results"]] if page.status_code == 200 else [str(page.status_code)]


def test_unions_are_suggested_within_the_scope(tree: Tree) -> None:
    client = signed_in(who.officer(tree.superior))
    assert suggestions(client, "CS1") == [str(tree.grassroots.pk)]
    assert suggestions(client, "CS3") == suggestions(client, "CS2") == suggestions(client, "không có") == []
    for role in ("administrator above", "superuser"):
        assert suggestions(signed_in(ROLES[role](tree)), "CS1") == ["404"]


@pytest.mark.parametrize("field", ["entered_by", "desk", "programme", "field", "last_step", "authors", "nonsense"])
def test_no_other_relation_of_an_initiative_is_suggested(tree: Tree, initiative: Initiative, field: str) -> None:
    client = signed_in(who.officer(tree.superior))
    query = {"app_label": "initiatives", "model_name": "initiative", "field_name": field, "term": ""}
    page = client.get("/admin/autocomplete/", query)
    assert page.status_code == 404


def test_the_menu_shows_the_queue_to_readers_alone(tree: Tree) -> None:
    for role, make_worker in ROLES.items():
        if role in STAFF:
            page = signed_in(make_worker(tree)).get("/admin/")
            assert (f'href="{LIST}"' in page.content.decode()) == (role in ENTERS), role

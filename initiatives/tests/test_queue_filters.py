"""What narrows the queue: its filters, their chips and addresses, and values that cannot be read."""

from typing import Any

import pytest
from django.utils.html import strip_tags

from initiatives import approval
from initiatives.models import AuthorGroup, Kind, Programme
from initiatives.states import Reason
from initiatives.tests import factories as make
from initiatives.tests.desk import LIST, codes, listed, reject, waited
from initiatives.tests.factories import MILLION
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.clients import signed_in
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=pending", {"waiting", "returned"}),
        ("state=submitted", {"waiting", "returned", "approved", "rejected"}),
        ("state=approved,rejected", {"approved", "rejected"}),
        ("state=withdrawn", {"withdrawn"}),
        ("state=all", {"waiting", "returned", "approved", "rejected", "withdrawn"}),
    ],
)
def test_states_are_named_singly_in_a_list_or_as_a_group(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, query: str, expected: set[str]
) -> None:
    by_state = {state: make.submitted(author, programme) for state in ("waiting", "returned", "approved", "rejected")}
    returned, approved = by_state["returned"], by_state["approved"]
    approval.return_(returned, by=officer, seen=returned.last_step_id, reason=Reason.UNCLEAR, note="Nói rõ hơn.")
    approval.approve(approved, by=officer, seen=approved.last_step_id, verified_benefit=1)
    reject(by_state["rejected"], officer)
    withdrawn = by_state["withdrawn"] = make.submitted(author, programme)
    approval.withdraw(withdrawn, by=author, seen=withdrawn.last_step_id)
    assert listed(officer, f"?{query}") == {by_state[state].code for state in expected}


def test_a_list_is_narrowed_by_union_field_programme_amount_and_age(tree: Tree, programme: Programme) -> None:
    officer = who.officer(tree.root)
    here, direct = who.worker(union=tree.grassroots), who.worker(union=tree.direct)
    elsewhere = who.worker(union=tree.other_grassroots)
    second = make.programme("nam-sau", name_vi="Năm sau")
    old = make.submitted(here, programme, claimed_benefit=10 * MILLION)
    waited(old, days=10)
    large = make.submitted(direct, programme, claimed_benefit=90 * MILLION, field=make.field("y-te", name_vi="Y tế"))
    other = make.submitted(elsewhere, second, claimed_benefit=50 * MILLION)
    waiting = "?desk=all&state=waiting"
    answers: dict[str, set[Any]] = {
        "": {old, large, other},
        f"&union={tree.unit.pk}": {old, large},
        f"&union={tree.superior.pk}": {old},
        f"&union={tree.direct.pk}": {large},
        f"&union={tree.root.pk}": {old, large, other},
        f"&field={make.field('y-te').pk}": {large},
        f"&programme={second.pk}": {other},
        f"&programme={second.slug}": {other},
        f"&phase={second.phases.get().pk}": {other},
        "&amount_from=50 triệu": {large, other},
        "&amount_to=50.000.000": {old, other},
        "&amount_from=20tr&amount_to=60tr": {other},
        "&amount_from=60tr&band=to-100m": {large},
        "&band=to-100m": {old, large, other},
        "&band=100m-1b": set(),
        "&band=none": set(),
        f"&unit={tree.unit.pk}": {old, large},
        f"&unit={tree.unit.pk}&union={tree.other_grassroots.pk}": {other},
        "&age=10": {old},
        "&age=11": set(),
    }
    for query, expected in answers.items():
        assert listed(officer, waiting + query) == {initiative.code for initiative in expected}, query


def test_one_desk_is_asked_for_by_its_union(tree: Tree, programme: Programme, author: Worker) -> None:
    below, above = who.officer(tree.grassroots), who.officer(tree.superior)
    here = make.submitted(author, programme)
    passed_up = make.submitted(author, programme, claimed_benefit=500 * MILLION)
    approval.approve(passed_up, by=below, seen=passed_up.last_step_id, verified_benefit=None)
    assert listed(above, f"?at={tree.grassroots.pk}") == {here.code}
    assert listed(above, f"?desk=all&state=waiting&at={tree.superior.pk}") == {passed_up.code}
    foreign = signed_in(below).get(f"{LIST}?at={tree.superior.pk}")
    assert "at" in foreign.context["filters"].errors


def test_what_narrows_a_list_is_told_and_can_be_taken_away(tree: Tree, programme: Programme, officer: Worker) -> None:
    page = signed_in(officer).get(f"{LIST}?desk=all&state=waiting&age=5&band=1b-100b&q=may&page=2&order=xyz")
    chips = {chip.name: query for chip, query in page.context["chips"]}
    assert chips == {
        "age": "?desk=all&state=waiting&band=1b-100b&q=may&order=xyz",
        "band": "?desk=all&state=waiting&age=5&q=may&order=xyz",
    }
    assert page.context["unnarrowed"] == "?desk=all&state=waiting&order=xyz"
    assert "xyz" not in strip_tags(page.content.decode())
    assert "5 days or more" in page.content.decode() or "5 ngày" in page.content.decode()


def test_a_value_that_cannot_be_read_is_not_repeated(tree: Tree, officer: Worker) -> None:
    page = signed_in(officer).get(f"{LIST}?desk=qwerty&kind=qwerty&author_group=qwerty&band=qwerty&state=qwerty")
    assert len(page.context["filters"].errors) == 5
    assert "qwerty" not in strip_tags(page.content.decode())


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "state=draft",
        "desk=nonsense",
        "union=abc",
        "union=99999999999999999999999",
        "union=0",
        "programme=nonsense",
        "programme=99999999999999999999999",
        "phase=x",
        "field=-1",
        "age=-1",
        "age=99999999999",
        "amount_from=nonsense",
        "amount_to=9999999999999999999999",
        "as_of=2023-02-31",
        "as_of=2999-01-01",
        "q=%00",
        "page=nonsense",
        "page=99999999",
        "list=%FF",
        "row=1&p=3&e=1&_popup=1&o=5",
    ],
)
def test_what_cannot_be_read_is_said_and_left_out(
    tree: Tree, programme: Programme, officer: Worker, author: Worker, query: str
) -> None:
    initiative = make.submitted(author, programme)
    page = signed_in(officer).get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert codes(page) == [initiative.code]
    told = ("state", "desk", "union", "programme", "phase", "field", "age", "amount", "as_of", "q")
    assert bool(page.context["filters"].errors) == query.startswith(told)


def test_a_report_s_part_is_named_above_its_list(
    tree: Tree, programme: Programme, officer: Worker, author: Worker
) -> None:
    initiative = make.submitted(author, programme, kind=Kind.RESEARCH)
    make.submitted(author, programme)
    phase = programme.phases.get()
    query = f"?desk=all&state=all&kind=research&author_group=enterprise_worker&phase={phase.pk}"
    page = signed_in(officer).get(LIST + query)
    assert codes(page) == [initiative.code]
    said = [chip.value for chip in page.context["filters"].chips]
    assert said == [str(phase), Kind.RESEARCH.label, AuthorGroup.ENTERPRISE_WORKER.label]
    assert str(phase) in page.content.decode()


def test_addresses_of_lists_carry_no_empty_fields(programme: Programme, officer: Worker, author: Worker) -> None:
    make.submitted(author, programme)
    page = signed_in(officer).get(f"{LIST}?q=&union=&field=&age=0&amount_from=&state=waiting")
    assert page.context["row_query"] == "?list=age%3D0%26state%3Dwaiting"
    assert [tab.query for tab in page.context["tabs"]][:2] == ["?age=0&desk=mine", "?age=0&desk=all&state=waiting"]
    assert page.context["unnarrowed"] == "?state=waiting"

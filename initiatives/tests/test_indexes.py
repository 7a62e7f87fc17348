"""What is asked of the whole table is answered from an index."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_django
from django.contrib import admin
from django.db import connection, transaction
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives import lists
from initiatives.admin.programmes import ProgrammeAdmin
from initiatives.forms.listing import listing_of
from initiatives.forms.queue import QueueFilter
from initiatives.models import Initiative, Programme
from initiatives.models.search import entries
from initiatives.models.search_entry import write_missing
from initiatives.tests import factories as make
from unions.models import Union
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db


def plan(rows: QuerySet[Any]) -> str:
    """How the rows would be found in a table too large to be read whole, or to be sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return rows.explain()


def test_words_have_an_index() -> None:
    assert "search_entry_words" in plan(entries("kep khung"))


def test_what_was_sent_before_a_midnight_has_one_in_the_order_of_its_list() -> None:
    rows = Initiative.objects.in_states_at(timezone.now() - timedelta(days=300), ["waiting"])
    assert "initiative_first_submitted" in plan(rows.order_by(*lists.LATEST_SUBMITTED.by)[:50])


def test_a_draft_uses_its_programme() -> None:
    programme = make.programme()
    desk = ProgrammeAdmin(Programme, admin.site)
    assert not desk.is_used(programme)
    make.draft(who.worker(union=who.make_tree().grassroots), programme)
    assert desk.is_used(programme)


MANY = """
INSERT INTO initiatives_initiative (key, code, programme_id, phase_id, union_id, superior_id, unit_id, entered_by_id,
    state, moved_at, first_submitted_at, created_at, edited_at, title, title_folded, kind, field_id, author_group,
    owner, recognised_by, recognition_number, state_before, solution, conditions, effect, computable, benefit_period,
    claimed_benefit, computation, confidential, confidential_parts, declared)
SELECT gen_random_uuid(), 'MANY-' || n, programme_id, phase_id, union_id, superior_id, unit_id, entered_by_id,
    (ARRAY['approved', 'rejected', 'withdrawn'])[1 + n % 3], moved_at, first_submitted_at, created_at, edited_at,
    'Cải tiến quy trình', 'cai tien quy trinh', kind, field_id, author_group, '', '', '', '', repeat('dài ', 200), '',
    '', computable, benefit_period, n, '', false, '', true
FROM initiatives_initiative, generate_series(1, 30000) n
"""


@pytest.fixture(scope="module")
def many(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Tree]:
    """30,000 of which an officer of the confederation may read all, with statistics."""
    with django_db_blocker.unblock(), transaction.atomic():
        tree = who.make_tree()
        make.submitted(who.worker(union=tree.grassroots), make.programme())
        with connection.cursor() as cursor:
            cursor.execute(MANY)
            write_missing(1, 2**31)
            cursor.execute("ANALYZE initiatives_initiative, initiatives_searchentry")
        yield tree
        transaction.set_rollback(True)


def test_whether_a_programme_or_a_field_is_used_yet_is_told_without_a_scan(many: Tree) -> None:
    programme, field = make.programme("nam-sau"), make.field("may-mac")
    sent = Initiative.objects.filter(phase=programme.phases.get())
    drafts = Initiative.objects.drafts().filter(programme=programme)
    assert "using initiative_phase_submitted" in sent.order_by("-first_submitted_at")[:1].explain()
    assert "using initiative_phase_" in sent[:1].explain()
    assert "using draft_programme" in drafts[:1].explain()
    assert "using initiatives_initiative_field_id" in Initiative.objects.filter(field=field)[:1].explain()


@pytest.mark.parametrize("top", ["root", "unit"])
@pytest.mark.parametrize(
    "query",
    [
        "state=approved&band=from-100b",
        "state=approved&amount_from=2 tỷ",
        "state=approved&amount_to=5",
        "state=approved&author_group=union_officer",
        "state=submitted&kind=research",
        "state=rejected&age=9999",
        "state=approved&programme=nam-nay&author_group=union_officer",
        "state=approved&q=quy trinh",
        "state=all&q=quy trinh&kind=research",
        "state=all",
    ],
)
def test_no_list_of_the_queue_reads_the_whole_table(
    many: Tree, top: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "LOOK", 1000)
    monkeypatch.setattr(lists, "LONG", 500)
    monkeypatch.setattr(lists, "CAP", 50)
    officer = who.officer(getattr(many, top))
    asked = QueueFilter(
        QueryDict(f"desk=all&{query}"), worker=officer, unions=Union.objects.all(), pickers=[HiddenInput()] * 2
    )
    with CaptureQueriesContext(connection) as captured:
        listing = listing_of(asked)
        _rows = listing.found if listing.is_narrowed else list(listing.whole)
    asked_for = [done["sql"] for done in captured if 'FROM "initiatives_initiative"' in done["sql"]]
    assert asked_for
    for done in asked_for:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {done}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan on initiatives_initiative" not in plan, f"{done}\n{plan}"


def test_lists_by_amount_and_age_are_read_from_the_index_alone(many: Tree) -> None:
    aged = Initiative.objects.filter(unit=0, state="rejected", claimed_benefit__lt=100, moved_at__lt=timezone.now())
    read = "Index Only Scan Backward using initiative_unit_state"
    assert read in plan(aged.newest_first().values("pk", "confidential")[:10])


@pytest.mark.parametrize(
    ("within", "index"),
    [
        ({}, "waiting_of_all"),
        ({"unit": 0}, "waiting_of_unit"),
        ({"superior": 0}, "waiting_of_superior"),
        ({"desk": 0}, "waiting_at_desk"),
    ],
)
def test_what_waits_is_narrowed_and_searched_by_an_index_alone(many: Tree, within: dict[str, int], index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE initiatives_initiative SET state = 'waiting', desk_id = union_id WHERE state = 'rejected'"
        )
        cursor.execute("ANALYZE initiatives_initiative")
    waiting = Initiative.objects.filter(**within, state="waiting", claimed_benefit__lt=100)
    assert f"Index Only Scan using {index} " in plan(waiting.oldest_first().values("pk", "confidential")[:10])


def test_a_superiors_past_largest_are_read_from_an_index_alone(many: Tree) -> None:
    approved = Initiative.objects.approved().filter(
        superior=0, programme=1, verified_benefit__isnull=False, moved_at__lt=timezone.now()
    )
    largest = approved.order_by("-verified_benefit", "pk").values("pk", "verified_benefit")[:10]
    assert "Index Only Scan using largest_below_superior" in plan(largest)


@pytest.mark.parametrize(("within", "index"), [({}, "returned"), ({"unit": 1}, "returned_by_unit")])
def test_the_returned_by_amount_are_read_from_an_index_of_their_own(
    many: Tree, within: dict[str, int], index: str
) -> None:
    found = Initiative.objects.filter(state="returned", **within).returned_with(claimed_benefit__lt=100)
    assert f"Index Only Scan Backward using {index} " in plan(found.newest_first().values("pk")[:10])

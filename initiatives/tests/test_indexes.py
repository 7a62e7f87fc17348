"""What is asked of the whole table is answered from an index."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.utils import timezone

from initiatives.admin.programmes import ProgrammeAdmin
from initiatives.models import Initiative, Programme
from initiatives.models.reads import InitiativeQuerySet
from initiatives.tests import factories as make
from unions.tests import factories as who

pytestmark = pytest.mark.django_db


def plan(rows: InitiativeQuerySet) -> str:
    """How the rows would be found in a table too large to be read whole, or to be sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return rows.explain()


def test_words_of_titles_have_an_index() -> None:
    rows = Initiative.objects.matching("kep khung", who.officer(who.make_tree().root))
    assert "initiative_title_words" in plan(rows)


def test_what_was_sent_before_a_midnight_has_one_in_the_order_of_its_list() -> None:
    rows = Initiative.objects.in_states_at(timezone.now() - timedelta(days=300), ["waiting"])
    assert "initiative_first_submitted" in plan(rows.latest_submitted_first()[:50])


def test_a_programme_and_a_field_know_without_a_scan_whether_they_are_used() -> None:
    programme, field = make.programme(), make.field()
    sent = Initiative.objects.filter(phase=programme.phases.get())
    assert "initiative_phase_submitted" in plan(sent.order_by("first_submitted_at")[:1])
    assert "draft_programme" in plan(Initiative.objects.drafts().filter(programme=programme)[:1])
    assert "field_id" in plan(Initiative.objects.filter(field=field)[:1])


def test_a_draft_uses_its_programme() -> None:
    programme = make.programme()
    desk = ProgrammeAdmin(Programme, admin.site)
    assert not desk.is_used(programme)
    make.draft(who.worker(union=who.make_tree().grassroots), programme)
    assert desk.is_used(programme)

"""The command as a whole: what it writes, that it does so once, and when it refuses."""

from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from campaign.accounts import ACCOUNTS
from campaign.generated import load_generated, planned, window_of
from campaign.people import Roll
from campaign.programmes import MILLION_SLUG, load_programmes
from campaign.quotas import quarters_of_all, year_units
from campaign.sources import rows
from campaign.tests.demonstration.conftest import NOW, Loads, load
from campaign.tests.demonstration.rows import every_row
from campaign.tree import planned_unions
from initiatives.models import ApprovalStep, Initiative, Programme, UncountedStep
from initiatives.states import State
from reporting.models import Progress
from unions.models import Level, Union, Worker

pytestmark = pytest.mark.usefixtures("demonstration")


def test_two_loads_write_the_same_rows(loads: Loads) -> None:
    counts = {
        "Union": 1241,
        "Worker": 7706,
        "Office": 2176,
        "Programme": 2,
        "Phase": 6,
        "Quota": 533,
        "Initiative": 261,
    }
    assert {model: len(loads.first[model]) for model in counts} == counts
    assert loads.first == loads.second


def test_loading_again_changes_nothing() -> None:
    Union.objects.filter(code="LD01-04").update(name="Một tên do người dùng đổi")
    Worker.objects.filter(email="cong-nhan@vidu.example").update(name="Một tên khác", title="Thợ cả")
    before = every_row()
    load()
    assert every_row() == before


def test_tree_has_four_levels_below_one_root() -> None:
    assert dict(Union.objects.order_by("level").values_list("level").annotate(Count("pk"))) == {
        Level.CONFEDERATION: 1,
        Level.UNIT: 82,
        Level.SUPERIOR: 245,
        Level.GRASSROOTS: 913,
    }
    assert Union.objects.filter(level=Level.GRASSROOTS, depth=3).count() > 40
    parents = {union.path: union for union in Union.objects.all()}
    for union in parents.values():
        planned = planned_unions()[union.code]
        above = parents.get(union.path[: -Union.steplen])
        assert planned.parent == (above.code if above else "")


def test_every_step_follows_the_one_before_and_none_is_in_the_future() -> None:
    last: dict[int, ApprovalStep] = {}
    for step in ApprovalStep.objects.select_related("previous").order_by("pk"):
        before = last.get(step.initiative_id)
        assert step.previous == before
        assert before is None or before.at <= step.at
        assert step.at < timezone.now()
        last[step.initiative_id] = step
    sent = Initiative.objects.sent()
    assert {row.pk: row.last_step_id for row in sent} == {pk: step.pk for pk, step in last.items()}
    assert all(row.state == last[row.pk].state and row.desk_id == last[row.pk].desk_id for row in sent)


def test_every_submission_lies_in_its_programme() -> None:
    for initiative in Initiative.objects.sent().select_related("programme", "last_step"):
        programme, submitted_at = initiative.programme, initiative.first_submitted_at
        assert submitted_at is not None
        assert programme.opens_at <= submitted_at < programme.closes_at
        assert initiative.last_step is not None
        assert initiative.last_step.at < programme.decides_until
        assert initiative.created_at <= submitted_at


def test_all_states_occur_this_year() -> None:
    this_year = Programme.objects.newest_first()[0]
    states = set(Initiative.objects.filter(programme=this_year).values_list("state", flat=True))
    assert states == set(State.values)


def test_the_programme_that_is_over_is_decided() -> None:
    million = Programme.objects.get(slug=MILLION_SLUG)
    states = set(Initiative.objects.filter(programme=million).values_list("state", flat=True))
    assert states == {State.APPROVED, State.REJECTED, State.WITHDRAWN}


def test_codes_rise_with_the_day_of_submission() -> None:
    published = [row["title"] for row in rows("initiatives_published.csv")]
    made_up = Initiative.objects.sent().exclude(title__in=published)
    for programme in Programme.objects.all():
        rows_by_time = made_up.filter(programme=programme).order_by("first_submitted_at")
        codes = [str(initiative.code) for initiative in rows_by_time]
        assert codes == sorted(codes)


def test_figures_stand_at_once() -> None:
    assert not UncountedStep.objects.exists()
    for programme in Programme.objects.all():
        national = Progress.objects.get(programme=programme, phase=None, union__level=Level.CONFEDERATION)
        rows = Initiative.objects.filter(programme=programme)
        assert national.approved == rows.approved().count()
        sent = national.waiting + national.returned + national.approved + national.rejected
        assert sent == rows.sent().exclude(state=State.WITHDRAWN).count()
        assert national.quota == programme.target


@pytest.mark.parametrize("now", ["2024-01-01T00:05", "2024-01-02T12:00", "2024-02-10T23:59"])
def test_it_fits_into_the_first_days_of_a_programme(now: str) -> None:
    until = timezone.make_aware(datetime.fromisoformat(now))
    units = year_units(100, timezone.localdate(until))
    million, programme = load_programmes(timezone.localdate(until), quarters_of_all(units))
    windows = {programme: window_of(programme, until)}
    window = windows[programme]
    assert window.until <= until
    plans = planned(window_of(million, until), window, units, 100)
    some = [plan for plan in plans if plan.programme == programme.slug and not plan.duplicate_of][::4]
    assert load_generated(some, windows, Roll(), told=lambda done, of: None) == len(some) > 40
    steps = ApprovalStep.objects.filter(programme=programme)
    assert all(window.opens_at <= step.at < window.until for step in steps)


@override_settings(DEMO=False, DEBUG=False)
def test_production_refuses() -> None:
    with pytest.raises(CommandError, match="only where DEMO=1 or DEBUG=1"):
        call_command("load_demonstration", verbosity=0)
    with override_settings(DEBUG=True):
        load()


@pytest.mark.parametrize("contact", [{"email": "an@congdoan.example"}, {"email": None, "phone": "+84912345678"}])
def test_no_known_password_comes_into_a_database_with_other_people(contact: dict[str, str | None]) -> None:
    before = every_row()
    Worker.objects.create(name="Người thêm sau", **contact)
    load()
    assert every_row()["Office"] == before["Office"]
    for account in ACCOUNTS:
        Worker.objects.filter(email=account.email).update(email=f"{account.mailbox}@congdoan.example")
    with pytest.raises(CommandError, match="holds people who are not the demonstration's"):
        call_command("load_demonstration", now=NOW, verbosity=0)

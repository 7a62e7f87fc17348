"""Quotas: what was published stands, and the parts add up."""

import pytest
from django.db.models import Sum

from campaign.programmes import MILLION_SLUG
from campaign.quotas import DIVIDED, apportioned
from initiatives.models import Programme
from reporting.models import Quota
from unions.models import Level


def test_parts_add_up_and_are_whole_steps() -> None:
    assert apportioned(1000, {"a": 1, "b": 1, "c": 1}, 10) == {"a": 340, "b": 330, "c": 330}
    assert apportioned(100, {"a": 999, "b": 1}, 10) == {"a": 90, "b": 10}


@pytest.mark.usefixtures("demonstration")
def test_units_quotas_add_up_to_the_target() -> None:
    for programme in Programme.objects.all():
        units = Quota.objects.assigned().filter(programme=programme, union__level=Level.UNIT)
        assert units.filter(phase=None).count() == 82
        assert units.filter(phase=None).aggregate(total=Sum("count"))["total"] == programme.target


@pytest.mark.usefixtures("demonstration")
def test_quarters_add_up_to_the_year() -> None:
    year = Programme.objects.newest_first()[0]
    for phase in year.phases.all():
        assert Quota.objects.filter(phase=phase).aggregate(total=Sum("count"))["total"] == phase.target
    units = Quota.objects.filter(programme=year, union__level=Level.UNIT)
    for quota in units.filter(phase=None):
        parts = units.filter(union=quota.union).exclude(phase=None)
        assert parts.aggregate(total=Sum("count"))["total"] == quota.count


@pytest.mark.usefixtures("demonstration")
def test_superiors_quotas_add_up_to_their_units() -> None:
    for programme in Programme.objects.all():
        for code in DIVIDED:
            quotas = Quota.objects.assigned().filter(programme=programme, phase=None)
            parts = quotas.filter(union__level=Level.SUPERIOR, union__code__startswith=f"{code}-")
            assert parts.aggregate(total=Sum("count"))["total"] == quotas.get(union__code=code).count


@pytest.mark.usefixtures("demonstration")
def test_known_quotas_stand() -> None:
    quotas = Quota.objects.filter(programme__slug=MILLION_SLUG)
    known = {
        "LD01": 60_000,
        "CD-DK": 5_400,
        "CD-DL": 10_000,
        "LD24": 22_000,
        "LD68": 6_300,
        "CD-HH": 1_850,
        "LD38": 82_700,
    }
    assert dict(quotas.assigned().filter(union__code__in=known).values_list("union__code", "count")) == known
    assert quotas.get(kind=Quota.Kind.REGISTERED).count == 130_000

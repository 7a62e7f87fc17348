"""The two programmes: that of 2022-2023 as it was, and a made-up one that is open this year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from campaign.sources import document
from initiatives.models import Phase, Programme

MILLION_SLUG = "mot-trieu-sang-kien"
PHASE_NAMES_EN = {"Giai đoạn 1": "Phase 1", "Giai đoạn 2": "Phase 2"}
MILLION_DECIDES_UNTIL = datetime.fromisoformat("2023-10-01T00:00:00+07:00")
"""Made up: until when the last ones were decided was not published."""

DESK_DAYS = 30


@dataclass(frozen=True)
class PlannedPhase:
    """A phase of a programme, both days included."""

    name_vi: str
    name_en: str
    starts_on: date
    ends_on: date
    target: int


def load_programmes(today: date, quarters: Sequence[int]) -> tuple[Programme, Programme]:
    """That of 2022-2023 and that of this year; made where they are missing, else left as they are.

    `quarters` are the targets of this year's phases.
    """
    return load_million(), _of_year(today.year, quarters)


def load_million() -> Programme:
    """That of 2022-2023; made where it is missing."""
    published = document("programme.json")
    window = published["application_window"]
    phases = [
        PlannedPhase(
            name_vi=phase["name"],
            name_en=PHASE_NAMES_EN[phase["name"]],
            starts_on=date.fromisoformat(phase["starts_on"]),
            ends_on=date.fromisoformat(phase["ends_on"]),
            target=phase["target"],
        )
        for phase in published["phases"]
    ]
    made = Programme(
        slug=MILLION_SLUG,
        name_vi=published["name"]["vi"],
        name_en=published["name"]["en"],
        target=published["target"],
        opens_at=datetime.fromisoformat(published["opens_at"]),
        closes_at=datetime.fromisoformat(published["closes_at"]),
        decides_until=MILLION_DECIDES_UNTIL,
        applied_from=date.fromisoformat(window["from"]),
        applied_until=date.fromisoformat(window["to"]),
    )
    return _made_once(made, phases)


def _of_year(year: int, targets: Sequence[int]) -> Programme:
    """Opens on 1 January, closes with 31 December, decides until the end of February; takes what is not older than
    the middle of the year before."""
    starts = [date(year, month, 1) for month in (1, 4, 7, 10)]
    ends = [date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)]
    quarters = enumerate(zip(starts, ends, targets, strict=True), start=1)
    phases = [
        PlannedPhase(f"Quý {number}", f"Quarter {number}", first, last, target)
        for number, (first, last, target) in quarters
    ]
    made = Programme(
        slug=f"sang-kien-vi-nguoi-lao-dong-{year}",
        name_vi=f"Sáng kiến vì người lao động năm {year}",
        name_en=f"Initiatives for working people {year}",
        target=sum(targets),
        opens_at=_midnight(date(year, 1, 1)),
        closes_at=_midnight(date(year + 1, 1, 1)),
        decides_until=_midnight(date(year + 1, 3, 1)),
        applied_from=date(year - 1, 7, 1),
        applied_until=date(year, 12, 31),
        desk_days=DESK_DAYS,
    )
    return _made_once(made, phases)


@transaction.atomic
def _made_once(programme: Programme, phases: list[PlannedPhase]) -> Programme:
    standing = Programme.objects.filter(slug=programme.slug).first()
    if standing is not None:
        return standing
    programme.full_clean()
    programme.save()
    Phase.objects.bulk_create(Phase(programme=programme, **vars(phase)) for phase in phases)
    programme.check_phases_tile()
    return programme


def _midnight(day: date) -> datetime:
    """The day's beginning in Vietnam."""
    return timezone.make_aware(datetime.combine(day, time()))

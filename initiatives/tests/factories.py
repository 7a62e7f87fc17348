"""Programmes, fields and initiatives for tests, made through the drafts and acts that the pages call."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from initiatives import approval, drafts
from initiatives.drafts import Author
from initiatives.models import AuthorGroup, Field, Initiative, Kind, Phase, Programme
from initiatives.states import Reason
from unions.models import Worker

MILLION = 1_000_000

_numbers = count(1)


def programme(slug: str = "nam-nay", **fields: Any) -> Programme:
    """An open programme with one phase: it opened 100 days ago and closes in 100 days, decisions 30 days longer."""
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, datetime.min.time()))
    values: dict[str, Any] = {
        "name_vi": "Chương trình năm nay",
        "name_en": "This year's programme",
        "target": 1000,
        "opens_at": midnight - timedelta(days=100),
        "closes_at": midnight + timedelta(days=101),
        "decides_until": midnight + timedelta(days=131),
        "applied_from": today - timedelta(days=200),
        "applied_until": today + timedelta(days=100),
    } | fields
    made = Programme.objects.create(slug=slug, **values)
    Phase.objects.create(
        programme=made,
        name_vi="Giai đoạn 1",
        name_en="Phase 1",
        starts_on=timezone.localdate(made.opens_at),
        ends_on=made.last_day,
        target=made.target,
    )
    return made


def field(slug: str = "co-khi", **fields: Any) -> Field:
    values = {"name_vi": "Cơ khí", "name_en": "Mechanics"} | fields
    return Field.objects.get_or_create(slug=slug, defaults=values)[0]


def content(**fields: Any) -> dict[str, Any]:
    """All that an initiative must state to be submitted; a benefit of 50 million VND."""
    today: date = timezone.localdate()
    return {
        "title": f"Cải tiến đồ gá hàn khung xe số {next(_numbers)}",
        "kind": Kind.TECHNICAL,
        "field": field(),
        "author_group": AuthorGroup.ENTERPRISE_WORKER,
        "applied_on": today - timedelta(days=40),
        "recognised_by": "Hội đồng sáng kiến cơ sở",
        "recognition_number": "12/QĐ-HĐSK",
        "recognised_on": today - timedelta(days=20),
        "state_before": "Đồ gá cũ phải căn chỉnh bằng tay, mỗi khung mất 14 phút.",
        "solution": "Thêm chốt định vị và kẹp nhanh, một người thao tác được.",
        "effect": "Mỗi khung còn 6 phút, không còn kẹt tay.",
        "computable": True,
        "claimed_benefit": 50 * MILLION,
        "computation": "8 phút x 40 khung x 250 ngày x đơn giá giờ công.",
        "declared": True,
    } | fields


def draft(
    author: Worker, programme: Programme, *, by: Worker | None = None, others: tuple[Worker, ...] = (), **fields: Any
) -> Initiative:
    """A complete draft; the other authors have 10% each."""
    lines = [Author(author, 100 - 10 * len(others)), *(Author(worker, 10) for worker in others)]
    return drafts.start(by=by or author, programme=programme, authors=lines, **content(**fields))


def submitted(author: Worker, programme: Programme, *, by: Worker | None = None, **fields: Any) -> Initiative:
    """An initiative that waits at its first desk."""
    initiative = draft(author, programme, by=by, **fields)
    approval.submit(initiative, by=by or author, seen=None)
    return initiative


def return_(initiative: Initiative, *, by: Worker) -> None:
    """An officer gives it back to its author."""
    note = "Nói rõ chốt định vị."
    approval.return_(initiative, by=by, seen=initiative.last_step_id, reason=Reason.UNCLEAR, note=note)


def returned(author: Worker, programme: Programme, *, by_officer: Worker, **fields: Any) -> Initiative:
    """An initiative that its first desk gave back."""
    initiative = submitted(author, programme, **fields)
    return_(initiative, by=by_officer)
    return initiative

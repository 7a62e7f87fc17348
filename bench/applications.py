"""What people send: a complete application as a browser posts it, and the programme that takes it."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

import bench.ready  # noqa: F401  sets Django up
from campaign.programmes import load_programmes
from initiatives.models import Field, Programme

NEW = reverse("initiatives:new")
PARAGRAPH = "Làm thêm gá kẹp cho máy cắt, người vận hành không phải dừng máy để đo lại từng chi tiết. "

Typed = Callable[[], dict[str, object]]
"""Makes the fields of another application at each call."""


def open_programme() -> Programme:
    """The newest that takes initiatives now; this year's is made where there is none."""
    programme = Programme.objects.open_at(timezone.now()).newest_first().first()
    return programme or load_programmes(timezone.localdate(), [0] * 4)[1]


def typed(programme: Programme) -> Typed:
    """What makes applications to the programme, all in its first field of work."""
    return partial(_application, programme.pk, Field.objects.values_list("pk", flat=True)[0])


def _application(programme: int, work: int) -> dict[str, object]:
    """A complete application of one author, as a browser posts it; 900 characters of text, another title each time."""
    key = uuid4()
    return {
        "key": key,
        "seen": "",
        "unchanged_since": "",
        "programme": programme,
        "title": f"Đồ gá kẹp khung hàn tại xưởng thân xe {key.hex[:8]}",
        "kind": "technical",
        "field": work,
        "author_group": "enterprise_worker",
        "applied_on": f"{timezone.localdate():%d/%m/%Y}",
        "recognised_by": "Hội đồng sáng kiến công ty",
        "recognition_number": "12/QĐ-SK",
        "recognised_on": f"{timezone.localdate():%d/%m/%Y}",
        "state_before": PARAGRAPH * 3,
        "solution": PARAGRAPH * 5,
        "effect": PARAGRAPH * 2,
        "computable": "yes",
        "benefit_period": "yearly",
        "claimed_benefit": "50 triệu",
        "computation": "12 phút x 30 chi tiết x 26 ngày x 12 tháng",
        "declared": "on",
        "authors-TOTAL_FORMS": 2,
        "authors-INITIAL_FORMS": 1,
        "authors-0-title": "Công nhân",
        "authors-0-share": 100,
        "action": "submit",
    }

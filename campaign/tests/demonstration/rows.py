"""Reading all that the demonstration has written, to compare."""

from typing import Any

from django.db.models import Model

from initiatives.models import ApprovalStep, Authorship, Field, Initiative, Phase, Programme
from reporting.models import Progress, Quota, Tally
from unions.models import Office, Union, Worker

Rows = dict[str, list[tuple[Any, ...]]]

TOLD: dict[type[Model], tuple[str, ...]] = {
    Field: ("slug", "name_vi", "name_en", "position"),
    Union: ("path", "code", "name", "short_name", "level", "group", "region", "map_id", "members", "numchild"),
    Worker: ("email", "name", "phone", "title", "union__code"),
    Office: ("worker__email", "union__code", "kind", "from_on", "until_on"),
    Programme: ("slug", "name_vi", "target", "opens_at", "closes_at", "decides_until", "applied_from", "desk_days"),
    Phase: ("programme__slug", "name_vi", "starts_on", "ends_on", "target"),
    Quota: ("programme__slug", "union__code", "kind", "count", "from_on"),
    Initiative: (
        *(
            "key",
            "code",
            "programme__slug",
            "union__code",
            "unit__code",
            "entered_by__email",
            "state",
            "desk__code",
            "moved_at",
        ),
        *("first_submitted_at", "created_at", "title", "kind", "field__slug", "author_group", "applied_on"),
        *("recognised_on", "state_before", "solution", "effect", "claimed_benefit", "computation", "verified_benefit"),
        *("edited_at", "confidential"),
    ),
    Authorship: ("initiative__key", "worker__email", "position", "share", "title"),
    ApprovalStep: (
        *("initiative__key", "act", "at", "made_by__email", "reason", "note", "state", "desk__code", "phase__name_vi"),
        *("claimed_benefit", "verified_benefit", "duplicate_of__key"),
    ),
}


def told_rows() -> Rows:
    """What each load writes alike: no ids, no random passwords."""
    return {model.__name__: list(model._default_manager.order_by("pk").values_list(*TOLD[model])) for model in TOLD}


def every_row() -> Rows:
    """All columns of all tables that are loaded or counted."""
    models: list[type[Model]] = [*TOLD, Progress, Tally]
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}

"""What officers narrow a list by, in words: the lists to change between, ages, bands of benefit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from initiatives.states import PENDING, SENT, SUBMITTED
from unions import amounts

GROUPS = {"submitted": SUBMITTED, "pending": PENDING, "all": SENT}
"""Names for several states at once, as reports link to them."""

MINE, BELOW = "mine", "all"

AGES = (3, 7, 14, 30)
"""Days, from which on the ages of a list are offered."""

BANDS: dict[str, tuple[int, int | None]] = {
    "to-100m": (0, 100 * amounts.MILLION),
    "100m-1b": (100 * amounts.MILLION, amounts.BILLION),
    "1b-100b": (amounts.BILLION, 100 * amounts.BILLION),
    "from-100b": (100 * amounts.BILLION, None),
}
"""Claimed benefits in VND, from the first below the second: where the ladder's usual limits lie."""

NOT_IN_MONEY = "none"

NO_SUCH = {"invalid_choice": _("There is no such choice.")}


@dataclass(frozen=True)
class View:
    """One of the lists that officers change between: its name, the part of the address that asks for it."""

    label: "str | Promise"
    desk: str
    state: str


VIEWS = (
    View(_("Waiting at my desks"), MINE, ""),
    View(_("All waiting"), BELOW, "waiting"),
    View(_("Returned"), BELOW, "returned"),
    View(_("Approved"), BELOW, "approved"),
    View(_("Rejected"), BELOW, "rejected"),
    View(_("Withdrawn"), BELOW, "withdrawn"),
    View(_("All"), BELOW, "all"),
)


class Chip(NamedTuple):
    """One thing that a list is narrowed by, in words, and the part of the address that asks for it."""

    name: str
    label: "str | Promise"
    value: str


def ages(asked: str) -> Iterator[tuple[str, Any]]:
    """The days that are offered, with those that the address asks for."""
    others = [int(asked)] if asked.isascii() and asked.isdecimal() and len(asked) < 5 else []
    yield "", _("any time")
    for days in sorted({*AGES, *others}):
        yield str(days), _("%(days)s days or more") % {"days": days}


def bands() -> Iterator[tuple[str, Any]]:
    """The bands of benefit in words."""
    yield "", _("any amount")
    language = get_language() or "vi"
    for name, (start, end) in BANDS.items():
        words = {"start": amounts.short(start, language), "end": amounts.short(end or 0, language)}
        if not start:
            yield name, _("below %(end)s") % words
        elif end:
            yield name, _("%(start)s to below %(end)s") % words
        else:
            yield name, _("%(start)s and more") % words
    yield NOT_IN_MONEY, _("not in money")

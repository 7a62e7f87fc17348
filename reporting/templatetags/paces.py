"""How rates are shown."""

from fractions import Fraction

from django import template

from reporting import pace
from unions.templatetags.shown import NOTHING

register = template.Library()


@register.filter
def rate(a_day: Fraction | None) -> str:
    """So many a day as “12,4”."""
    return NOTHING if a_day is None else pace.rate(a_day)

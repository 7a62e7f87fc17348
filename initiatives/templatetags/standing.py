"""Where an initiative stands, for templates."""

from datetime import datetime

from django import template
from django.utils import timezone

from initiatives import deadlines, timeline
from initiatives.models import Initiative

register = template.Library()


@register.filter
def standing(initiative: Initiative) -> str:
    """“Waiting for ..., for 3 days”, now."""
    return timeline.standing(initiative, timezone.now())


@register.filter
def deadline(at: datetime) -> str:
    """“24:00 on 31/8/2023” for the midnight that ends the day."""
    return deadlines.deadline(at)

"""Fields of a form that templates of ours lay out."""

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from initiatives.forms import drawing

register = template.Library()


@register.simple_tag(takes_context=True)
def drawn(context: Context, field: BoundField) -> SafeString:
    """The field as the application form's others are drawn."""
    return drawing.drawn(field, context)

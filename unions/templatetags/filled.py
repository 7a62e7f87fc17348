"""Rows of long tables: what is the same in all of them is rendered once, and filled in for each."""

import html
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from django import template
from django.template import Context, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

PLACE = re.compile("\ue000([0-9]+)\ue001")
"""Where the cell with this number comes; the marks stand in no text of ours, and cells are not looked through."""


class FilledNode(template.Node):
    """What stands between the tags, once for each shape of a row."""

    def __init__(self, rows: FilterExpression, nodelist: NodeList) -> None:
        self.rows = rows
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        rows: Iterable[Sequence[Any]] = self.rows.resolve(context)
        forms: dict[Hashable, Callable[[Sequence[Any]], str]] = {}
        made = []
        for row in rows:
            shape = getattr(row, "shape", len(row))
            if shape not in forms:
                forms[shape] = self._form(context, row)
            made.append(forms[shape](row))
        return mark_safe("".join(made))  # noqa: S308 - the cells are escaped below, the rest is the template's

    def _form(self, context: Context, row: Sequence[Any]) -> Callable[[Sequence[Any]], str]:
        places = [mark_safe(f"\ue000{number}\ue001") for number in range(len(row))]  # noqa: S308 - our own marks
        named: Any = row._make(places) if hasattr(row, "_make") else places
        if hasattr(row, "shape"):
            named = named._replace(shape=row.shape)
        with context.push(row=named):
            parts = PLACE.split(self.nodelist.render(context))
        text = "%s".join(part.replace("%", "%%") for part in parts[::2])
        cells = itemgetter(*(int(part) for part in parts[1::2]), 0, 0)  # the two make it a tuple, whatever there is

        def fill(row: Sequence[Any]) -> str:
            return text % tuple(map(_escaped, cells(row)[:-2]))

        return fill


def _escaped(cell: Any) -> str:
    """As `conditional_escape` does, at a third of its cost for what most cells are: a plain text."""
    return html.escape(cell) if type(cell) is str else conditional_escape(cell)


@register.tag
def filled(parser: Parser, token: Token) -> FilledNode:
    """{% filled rows %}...{{ row.name }}...{% endfilled %}: rows are tuples of texts, each put in by itself.

    Text is escaped unless it is safe. A cell can only be written, neither filtered nor asked for; what the row looks
    like depends on its `shape` alone, where it has one, which can be asked for.
    """
    _name, rows = token.split_contents()
    nodelist = parser.parse(("endfilled",))
    parser.delete_first_token()
    return FilledNode(parser.compile_filter(rows), nodelist)

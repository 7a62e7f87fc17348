"""Parts of pages that are the same for everybody, rendered once per process and language."""

from typing import cast

from django import template
from django.template import Context, NodeList
from django.template.base import Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class OnceNode(template.Node):
    """What stands between the tags; it is given an empty context, so that nothing of a person can get in."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.rendered:
            blank = Context()
            blank.template = context.template
            with blank.render_context.push_state(cast("template.Template", context.template)):
                self.rendered[language] = self.nodelist.render(blank)
        return self.rendered[language]


@register.tag
def once(parser: Parser, _token: Token) -> OnceNode:
    """{% once %}...{% endonce %}: addresses, static files and words of the interface, nothing that varies."""
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist)

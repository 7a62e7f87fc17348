"""Addresses of the lists behind the figures."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from reporting.standing import Asked

register = template.Library()


@register.simple_tag
def quotas_url(asked: Asked, words: str | None = None) -> str:
    """The list of the quotas that the union asked for was assigned or registered.

    The list is searched for code and name, which hardly another union shares. These words stand last, so that with ''
    for them a table adds another union's to the same address in each of its rows.
    """
    searched = f"{asked.union.code} {asked.union.name}" if words is None else words
    query = {"programme__id__exact": asked.programme.pk, "q": searched}
    return f"{_address('admin:reporting_quota_changelist')}?{urlencode(query)}"


@register.simple_tag
def list_url(asked: Asked, state: str, union: int | str | None = None, by: str = "", key: int | str = "") -> str:
    """The officers' list of what a number counts: `state` is a state, `submitted` or `pending`.

    `by` and `key` narrow it to one part of a breakdown. The union's pk stands last, so that with '' for it a table adds
    one to the same address in each of its rows.
    """
    query: dict[str, Any] = {"desk": "all", "state": state, "programme": asked.programme.pk}
    if asked.phase:
        query["phase"] = asked.phase.pk
    if asked.as_of:
        query["as_of"] = asked.as_of.isoformat()
    if by:
        query[by] = key
    query["union"] = asked.union.pk if union is None else union
    return f"{_address('admin:initiatives_initiative_changelist')}?{urlencode(query)}"


@cache
def _address(name: str) -> str:
    """A page's address, resolved once: a page of figures has dozens of links to the same two."""
    return reverse(name)

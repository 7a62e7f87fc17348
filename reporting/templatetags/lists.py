"""Addresses of the lists behind the figures."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from reporting.standing import Asked
from unions.models import Union

register = template.Library()


@register.simple_tag
def quotas_url(asked: Asked, union: Union | None = None) -> str:
    """The list of the quotas that a union, the one asked for unless another is named, was assigned or registered.

    The list is searched for code and name, which hardly another union shares.
    """
    of = union or asked.union
    query = {"programme__id__exact": asked.programme.pk, "q": f"{of.code} {of.name}"}
    return f"{reverse('admin:reporting_quota_changelist')}?{urlencode(query)}"


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
    return f"{reverse('admin:initiatives_initiative_changelist')}?{urlencode(query)}"

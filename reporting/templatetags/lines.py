"""The cells of long tables of figures as they are written, for {% filled %}."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reporting.dashboard import Breakdown
from reporting.figures import Part
from reporting.largest import Large
from reporting.ranking import Ranking, Row
from reporting.standing import Asked, Standing
from reporting.templatetags.lists import list_url, quotas_url
from unions.templatetags.shown import bar_width, count, share, vnd_large

register = template.Library()


class RankLine(NamedTuple):
    """A union's row in the ranking. `shape` is how it stands to its quota; None without one."""

    shape: Standing | None
    rank: str
    url: str
    name: str
    width: str
    share: str
    approved: str
    quota: str
    quotas_url: str
    missing: str
    submitted: str
    benefit: SafeString | str
    pk: str


class PartLine(NamedTuple):
    """One part of a breakdown."""

    name: str
    number: str
    share: str
    benefit: SafeString | str
    url: str


class LargeLine(NamedTuple):
    """One of the largest initiatives; of a confidential one closed to the reader the title says that alone."""

    url: str
    title: str
    code: str
    union: str
    field: str
    benefit: SafeString | str


@register.simple_tag
def rank_lines(ranking: Ranking, asked: Asked, keep: str) -> Iterator[RankLine]:
    """A line for each row of the ranking's page; addresses are put together, since resolving them costs most."""
    figures = _figures_url(asked.programme.slug)
    quotas, widest = quotas_url(asked, ""), ranking.scale.widest
    for row in ranking.rows:
        yield _rank_line(row, f"{figures}{_in_path(row.union.code)}/{keep}", quotas, widest)


def _rank_line(row: Row, url: str, quotas: str, widest: int) -> RankLine:
    key, union = row.key, row.union
    return RankLine(
        shape=row.standing,
        rank=count(row.rank),
        url=url,
        name=str(union),
        width=bar_width(row.percent, widest),
        share=share(key.approved, key.quota),
        approved=count(key.approved),
        quota=count(key.quota),
        quotas_url=f"{quotas}{quote_plus(f'{union.code} {union.name}')}",
        missing=count(row.missing),
        submitted=count(key.submitted),
        benefit=vnd_large(key.benefit),
        pk=str(union.pk),
    )


@register.simple_tag
def part_lines(breakdown: Breakdown, asked: Asked, approved: int) -> list[PartLine]:
    """A line for each part of the breakdown; the addresses are for who may read the lists."""
    return [_part_line(name, part, asked, breakdown, approved) for name, part in breakdown.parts]


def _part_line(name: str, part: Part, asked: Asked, breakdown: Breakdown, approved: int) -> PartLine:
    url = list_url(asked, "approved", by=breakdown.by, key=part.key)
    return PartLine(
        name, count(part.initiatives), share(part.initiatives, approved), vnd_large(part.verified_benefit), url
    )


@register.simple_tag
def large_lines(largest: Sequence[Large]) -> Iterator[LargeLine]:
    """A line for each of the largest, with the page on which it is decided."""
    begin, end = _decision_url()
    for large in largest:
        initiative = large.initiative
        title = initiative.title if large.is_open else _("Confidential initiative")
        names = initiative.code or "", str(initiative.union), str(initiative.field)
        yield LargeLine(f"{begin}{initiative.pk}{end}", title, *names, vnd_large(large.verified_benefit))


@cache
def _figures_url(programme: str) -> str:
    """Where the figures of the unions in a programme stand, without the union's code."""
    return reverse("reporting:union", args=[programme, "0"]).removesuffix("0/")


@cache
def _decision_url() -> tuple[str, str]:
    """What stands before and after an initiative's pk."""
    begin, _pk, end = reverse("admin:initiatives_initiative_change", args=[0]).partition("0")
    return begin, end


def _in_path(code: str) -> str:
    """As Django's own reversing writes it."""
    return quote(code, safe="!$&'()*+,;=/~:@")

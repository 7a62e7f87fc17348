"""Rows that are rendered once and filled."""

from typing import NamedTuple

from django.template import engines
from django.utils.safestring import mark_safe


class Line(NamedTuple):
    shape: str | None
    name: str
    number: str


def written(source: str, rows: object, **context: object) -> str:
    return engines["django"].from_string("{% load filled %}" + source).render({"rows": rows, **context})


def test_each_row_stands_in_its_shape_and_what_is_around_holds_for_all() -> None:
    body = "<i{% if row.shape %} class='{{ row.shape }}'{% endif %}>{{ all }} {{ row.name }}</i>"
    rows = [Line("met", "An", "1"), Line(None, "Bình", "2"), Line("met", "Chi", "3")]
    assert (
        written(f"{{% filled rows %}}{body}{{% endfilled %}}", rows, all="100%")
        == "<i class='met'>100% An</i><i>100% Bình</i><i class='met'>100% Chi</i>"
    )


def test_what_is_in_a_cell_is_escaped_unless_it_is_safe_and_never_read_as_a_place() -> None:
    rows = [("<b>%s</b>", mark_safe("<u>1</u>")), ("\ue0001\ue001 %", "&")]
    source = "{% filled rows %}{% for cell in row %}[{{ cell }}]{% endfor %}{% endfilled %}"
    assert written(source, rows) == "[&lt;b&gt;%s&lt;/b&gt;][<u>1</u>][\ue0001\ue001 %][&amp;]"


def test_a_cell_can_stand_twice_or_not_at_all_and_rows_may_be_missing() -> None:
    source = "{% filled rows %}{{ row.name }}{{ row.name }}.{% endfilled %}"
    assert written(source, [Line(None, "a", "1"), Line(None, "b", "2")]) == "aa.bb."
    assert written("{% filled rows %}-{% endfilled %}", [("x",), ("y",)]) == "--"
    assert written(source, []) == ""

"""Numbers, amounts and form errors as templates show them."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from unions.templatetags.shown import NOTHING, count, share, vnd, vnd_large


def test_numbers_have_dots_and_nothing_is_a_dash() -> None:
    assert count(1_234_567) == "1.234.567"
    assert vnd(1_234_567) == "1.234.567\u00a0đ"
    assert [count(None), vnd(None), vnd_large(None), share(1, 0), share(None, 5)] == [NOTHING] * 5


@pytest.mark.parametrize(("language", "unit"), [("vi", "tỷ đồng"), ("en", "billion VND")])
def test_large_amounts_carry_every_figure(language: str, unit: str) -> None:
    shown = f'<span class="amount" title="16.000.000.000\u00a0đ">16 <span class="unit">{unit}</span></span>'
    with translation.override(language):
        assert vnd_large(16 * 10**9) == shown


@pytest.mark.parametrize(
    ("part", "base", "shown"),
    [
        (2_033_667, 1_000_000, "203,4%"),
        (1_000_000, 1_000_000, "100%"),
        (2360, 100, "2.360%"),
        (123_456, 10, "1.234.560%"),
        (999_999, 1_000_000, "99,9%"),
        (1, 3, "33,3%"),
        (1, 17, "5,9%"),
        (0, 5, "0%"),
        (23, 82_000, "<0,1%"),
        (41, 82_000, "0,1%"),
    ],
)
def test_share_is_never_whole_before_it_is_nor_nothing_for_something(part: int, base: int, shown: str) -> None:
    assert share(part, base) == shown


class Person(forms.Form):
    name = forms.CharField(label="Họ và tên")
    share = forms.IntegerField(label="Tỷ lệ", max_value=100)

    def clean(self) -> None:
        self.add_error(None, "Tổng tỷ lệ phải bằng 100%.")


def summary(**forms_shown: object) -> str:
    return Template("{% load shown %}{% error_summary " + " ".join(forms_shown) + " %}").render(Context(forms_shown))


def test_error_summary_links_to_the_fields() -> None:
    html = summary(form=Person({"name": "", "share": "101"}))
    assert 'href="#id_name"' in html
    assert 'href="#id_share"' in html
    assert "Tổng tỷ lệ phải bằng 100%." in html


def test_error_summary_covers_formsets() -> None:
    people = forms.formset_factory(Person, extra=2)
    data = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-name": "A",
        "form-1-share": "5",
    }
    html = summary(formset=people(data))
    assert 'href="#id_form-0-share"' in html
    assert 'href="#id_form-1-name"' in html


def test_a_hand_written_form_looks_like_crispy() -> None:
    html = Template("{% load shown %}{{ form.name|control }}").render(Context({"form": Person({"name": ""})}))
    assert 'class="form-control is-invalid"' in html
    assert 'aria-describedby="id_name_error"' in html


def test_no_summary_without_errors() -> None:
    assert summary(form=Person()).strip() == ""

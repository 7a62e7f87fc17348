"""The quick renderer writes what Django's templates would."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from initiatives.forms.rendering import QuickRenderer


class Everything(forms.Form):
    name = forms.CharField(max_length=9, help_text="x")
    empty = forms.CharField(required=False)
    hidden = forms.IntegerField(widget=forms.HiddenInput)
    share = forms.IntegerField(min_value=1)
    sworn = forms.BooleanField()
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "data-optional": True, "data-not": False}))
    kind = forms.ChoiceField(choices=[("", "Choose"), ("a&b", "<A> & B"), ("c", "C")])
    way = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def test_each_widget_is_what_the_template_makes_of_it() -> None:
    typed = {
        "name": '"><b>',
        "share": "7",
        "sworn": "on",
        "text": "\nline\n<i>",
        "kind": "a&b",
        "way": "b",
        "hidden": "1",
    }
    for data in (None, {}, typed):
        quick, usual = Everything(data, renderer=QuickRenderer()), Everything(data, renderer=DjangoTemplates())
        for field in quick:
            assert parse_html(str(field)) == parse_html(str(usual[field.name])), field.name
            assert "<b>" not in str(field)
            assert "<i>" not in str(field)

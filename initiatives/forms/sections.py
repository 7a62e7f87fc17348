"""How the application form is laid out: its sections in the order of Circular 18/2013's form."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django.forms import BaseForm
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def sections(form: BaseForm) -> FormHelper:
    """The layout of an application form; without the programme where it cannot be chosen any more."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.template = "initiatives/_sections.html"  # type: ignore[assignment]  # crispy is untyped
    helper.layout = Layout(
        "key",
        "seen",
        *([_section(_("Programme"), _fragment("_programme.html"), "programme")] if "programme" in form.fields else []),
        _section(_("The initiative"), "title", "kind", "field", "author_group", "owner"),
        _section(_("Authors"), _fragment("_authors.html")),
        _section(_("Recognition"), "recognised_by", "recognition_number", "recognised_on"),
        _section(_("First application"), "applied_on"),
        _section(_("Description"), "state_before", "solution", "conditions", "effect"),
        _section(
            _("Benefit"),
            "computable",
            "claimed_benefit",
            _fragment("_benefit.html"),
            "benefit_period",
            "computation",
        ),
        _section(_("Confidentiality"), "confidential", "confidential_parts"),
        _section(_("Declaration"), "declared"),
    )
    return helper


def _section(legend: "str | Promise", *fields: object) -> Fieldset:
    return Fieldset(legend, *fields, css_class="section")


def _fragment(name: str) -> HTML:
    return HTML('{% include "initiatives/' + name + '" %}')

"""How the application form is laid out: its sections, a card each, in the order of Circular 18/2013's form."""

from collections.abc import Iterator
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django.forms import BaseForm
from django.template import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from initiatives.forms.drawing import drawn, rendered


class Fragment:
    """A template of ours among the fields."""

    def __init__(self, name: str) -> None:
        self.name = f"initiatives/{name}"

    def render(self, form: BaseForm, context: Context, **_pack: Any) -> SafeString:
        return rendered(self.name, context)


class Section(LayoutObject):
    """A numbered card of fields; the list beside the form leads to `#section-<slug>`."""

    def __init__(self, slug: str, title: "str | Promise", *fields: "str | Fragment") -> None:
        self.slug, self.title, self.fields = slug, title, fields
        self.number = 0

    def render(self, form: BaseForm, context: Context, **pack: Any) -> SafeString:
        with context.push(section=self, fields=[self._field(field, form, context) for field in self.fields]):
            return rendered("initiatives/_section.html", context)

    def _field(self, field: "str | Fragment", form: BaseForm, context: Context) -> SafeString:
        return drawn(form[field], context) if isinstance(field, str) else field.render(form, context)


def layout(form: BaseForm, parts: list[Section]) -> FormHelper:
    """The sections below what is hidden, each field with our own template."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.template = "initiatives/_sections.html"  # type: ignore[assignment]  # crispy is untyped
    helper.field_template = "initiatives/_field.html"  # type: ignore[assignment]
    hidden = [name for name, field in form.fields.items() if field.widget.is_hidden]
    helper.layout = Layout(*hidden, *parts)
    return helper


def sections(form: BaseForm) -> list[Section]:
    """The sections in their order; a programme that cannot be chosen has none."""
    parts = list(_sections(form))
    for number, section in enumerate(parts, start=1):
        section.number = number
    return parts


def _sections(form: BaseForm) -> Iterator[Section]:
    programme = form.fields.get("programme")
    if programme and not programme.widget.is_hidden:
        yield Section("programme", _("Programme"), "programme")
    yield Section("initiative", _("The initiative"), "title", "kind", "field", "author_group", "owner")
    yield Section("authors", _("Authors"), Fragment("_authors.html"))
    recognised = ("recognised_by", "recognition_number", "recognised_on")
    yield Section("recognition", _("First application and recognition"), "applied_on", *recognised)
    yield Section("description", _("Description"), "state_before", "solution", "conditions", "effect")
    amount = ("claimed_benefit", Fragment("_benefit.html"))
    yield Section("benefit", _("Benefit"), "computable", *amount, "benefit_period", "computation")
    yield Section("confidentiality", _("Confidentiality"), "confidential", "confidential_parts")
    yield Section("declaration", _("Declaration"), "declared")

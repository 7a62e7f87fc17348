"""An amount as typed, read back in figures and in words before it is accepted."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import get_language

from initiatives.forms.fields import AmountField
from unions import amounts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CONFIRM_FROM = 1_000_000_000
"""From this claimed benefit in VND up, the amount read back must be confirmed."""


def asking_back(page: str) -> dict[str, Any]:
    """The attributes of an amount's field that is read back by the page of this name while it is typed."""
    return {
        "autocomplete": "off",
        "class": "amount-input",
        "hx-get": reverse_lazy(page),
        "hx-trigger": "input changed delay:300ms",
        "hx-target": "#benefit-readback",
        "hx-sync": "this:replace",
    }


def read_back(typed: Any, confirmed: str = "", *, of_zero: "StrOrPromise" = "") -> dict[str, object]:
    """An amount as typed, for `_readback.html`: in figures and words, and the tick that confirms a large one.

    `of_zero` is what 0 VND is answered with, where that is no amount.
    """
    try:
        amount = AmountField(required=False).clean(typed)
    except forms.ValidationError as error:
        return {"error": error.messages[0]}
    if amount is None:
        return {}
    if amount == 0 and of_zero:
        return {"error": of_zero}
    return {
        "amount": amount,
        "words": amounts.in_words(amount, get_language() or "vi"),
        "tick": str(amount) if amount >= CONFIRM_FROM else "",
        "ticked": confirmed == str(amount),
    }

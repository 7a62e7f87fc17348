"""What a worker types: the application form with its authors."""

from initiatives.forms.application import ApplicationForm
from initiatives.forms.authors import AuthorForm, AuthorFormSet
from initiatives.forms.fields import AmountField, DayField

__all__ = ["AmountField", "ApplicationForm", "AuthorForm", "AuthorFormSet", "DayField"]

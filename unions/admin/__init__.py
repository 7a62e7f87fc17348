"""The admin of unions, workers and offices; what other apps bring along is taken out."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

from unions.admin.offices import OfficeAdmin
from unions.admin.unions import UnionAdmin
from unions.admin.workers import WorkerAdmin

__all__ = ["OfficeAdmin", "UnionAdmin", "WorkerAdmin"]

# Rights follow from offices and contacts stand on the worker, so these would give nothing or mislead.
admin.site.unregister([EmailAddress, Group])

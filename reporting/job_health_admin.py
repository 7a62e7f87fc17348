"""The page of job health in the admin, for whoever looks after the site: superusers, administrators at the top."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from config.models import TaskRun
from reporting.job_health import job_health
from unions import scope
from unions.models import Worker
from unions.scoped_admin import ScopedModelAdmin, person


@admin.register(TaskRun)
class TaskRunAdmin(ScopedModelAdmin):
    """One page, which looks again by itself; there is nothing to open, add or change."""

    menu_icon = "monitor_heart"
    menu_place = 95
    menu_hint = _("Whether all runs that runs by itself, and how old the figures are")

    def scoped(self, request: HttpRequest) -> "QuerySet[TaskRun]":
        return TaskRun.objects.all()

    def may_see(self, worker: Worker) -> bool:
        return scope.administers_confederation(worker)

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(self.health_page), name="config_taskrun_changelist")]

    def health_page(self, request: HttpRequest) -> HttpResponse:
        if not self.may_see(person(request)):
            raise Http404
        request.current_app = self.admin_site.name
        shown = {"title": TaskRun._meta.verbose_name_plural, "found": job_health()}
        if getattr(request, "htmx", False):
            return render(request, "admin/reporting/_job_health.html", shown)
        context = self.admin_site.each_context(request) | shown
        return TemplateResponse(request, "admin/reporting/job_health.html", context)

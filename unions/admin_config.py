"""Makes the office admin the admin of the whole project."""

from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    default = False
    default_site = "unions.admin_site.OfficeAdminSite"

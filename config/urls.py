"""The addresses of all pages."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from config.gallery import gallery

handler400 = "config.errors.bad_request"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("", include("initiatives.urls")),
    path("figures/", include("reporting.urls")),
    path("accounts/", include("unions.account_urls")),
    path("admin/", admin.site.urls),
    path("", include("reporting.health")),
]

if settings.DEBUG:
    urlpatterns.append(path("components/", gallery, name="gallery"))

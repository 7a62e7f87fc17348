"""The addresses of the figures. A union's code is whatever its confederation calls it, slashes too."""

from django.urls import path

from reporting import public_views, views

app_name = "reporting"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("public/", public_views.figures, name="public"),
    path("public/live/<slug:language>/", public_views.fragment, name="public_fragment"),
    path("find/<slug:slug>/", views.finding, name="find"),
    path("live/<slug:slug>/<path:code>/", views.live, name="figures_fragment"),
    path("ranking/<slug:form>/<slug:slug>/<path:code>/", views.ranking_file, name="ranking_file"),
    path("<slug:slug>/<path:code>/", views.union, name="union"),
]

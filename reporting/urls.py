"""The addresses of the figures."""

from django.urls import path

from reporting import views

app_name = "reporting"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("<slug:slug>/<str:code>/", views.union, name="union"),
    path("<slug:slug>/<str:code>/live/", views.live, name="figures_fragment"),
]

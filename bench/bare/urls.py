"""The bare project's addresses."""

from django.urls import path

from bench.bare import views

urlpatterns = [
    path("one/<int:pk>/", views.one, name="one"),
    path("many/<int:after>/", views.many, name="many"),
    path("new/", views.new, name="new"),
]

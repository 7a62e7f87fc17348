"""The addresses of the worker's pages."""

from django.urls import include, path

from initiatives import views

pages = [
    path("", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("new/readback/", views.readback, name="readback"),
    path("new/author/", views.author_line, name="author_line"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/copy/", views.copy, name="copy"),
    path("<int:pk>/receipt/", views.receipt, name="receipt"),
    path("<int:pk>/form.pdf", views.form, name="form"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("initiatives/", include((pages, "initiatives"))),
]

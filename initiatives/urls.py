"""The addresses of the worker's pages."""

from django.urls import include, path

from initiatives import views

pages = [
    path("", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("new/readback/", views.readback, name="readback"),
    path("new/author/", views.author_line, name="author_line"),
    path("exports/", views.exports, name="exports"),
    path("exports/new/", views.export_new, name="export_new"),
    path("exports/<int:pk>/", views.export_row, name="export_row"),
    path("exports/<int:pk>/file/", views.export_file, name="export_file"),
    path("exports/<int:pk>/delete/", views.export_delete, name="export_delete"),
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

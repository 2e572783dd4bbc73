"""Addresses of the kit: the door, the language, and the living page of components."""

from django.urls import path

from shiqiao.surfaces.kit import gallery, reports, views

app_name = "kit"
urlpatterns = [
    path("csp-report", reports.csp_report, name="csp-report"),
    path("login/", views.login, name="login"),
    path("password/", views.password, name="password"),
    path("logout/", views.logout, name="logout"),
    path("language/", views.language, name="language"),
    path("post/", views.choose_post, name="post"),
    path("-/kit", gallery.desk, name="gallery"),
    path("-/kit/portal", gallery.portal, name="gallery-portal"),
    path("-/kit/login", gallery.door, name="gallery-login"),
    path("-/kit/grids.json", gallery.grids, name="gallery-grids"),
    path("-/kit/error/<int:status>", gallery.error, name="gallery-error"),
]

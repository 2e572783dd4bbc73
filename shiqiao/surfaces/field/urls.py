"""`/field/`: one page, and what a phone needs to install it. All data come over the API."""

from django.urls import path

from shiqiao.surfaces.field import views

app_name = "field"
urlpatterns = [
    path("", views.app, name="app"),
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("me", views.me, name="me"),
]

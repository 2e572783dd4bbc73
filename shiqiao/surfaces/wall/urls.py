"""Addresses of the wall screen."""

from django.urls import path

from shiqiao.surfaces.wall import views

app_name = "wall"
urlpatterns = [
    path("", views.page, name="page"),
    path("data.json", views.data, name="data"),
]

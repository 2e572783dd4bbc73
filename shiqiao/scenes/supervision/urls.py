"""Addresses of supervision, below the desk."""

from django.urls import path

from shiqiao.scenes.supervision import desk

app_name = "supervision"
urlpatterns = [
    path("", desk.orders, name="orders"),
    path("raise/", desk.begin, name="raise"),
    path("orders/<int:number>/", desk.order, name="order"),
    path("orders/<int:number>/files/<int:file>/", desk.file, name="file"),
    path("orders/<int:number>/<slug:do>/", desk.act, name="act"),
]

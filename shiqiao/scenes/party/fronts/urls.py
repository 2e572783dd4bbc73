"""Addresses of front teams, below the desk."""

from django.urls import path

from shiqiao.scenes.party.fronts import desk

app_name = "fronts"
urlpatterns = [
    path("", desk.board, name="list"),
    path("new/", desk.begin, name="form"),
    path("charges/<int:charge>/<slug:do>/", desk.settle, name="settle"),
    path("<int:number>/", desk.team, name="team"),
    path("<int:number>/log/", desk.log, name="log"),
    path("<int:number>/files/<int:file>/", desk.file, name="file"),
    path("<int:number>/<slug:do>/", desk.act, name="act"),
]

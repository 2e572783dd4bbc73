"""Addresses of arenas, below the desk."""

from django.urls import path

from shiqiao.scenes.projects.arena import desk

app_name = "arena"
urlpatterns = [
    path("", desk.arenas, name="list"),
    path("begin/", desk.begin, name="begin"),
    path("rules/", desk.rules, name="rules"),
    path("<int:number>/", desk.arena, name="arena"),
    path("<int:number>/sheet.pdf", desk.sheet, name="sheet"),
    path("<int:number>/add/", desk.add, name="add"),
    path("<int:number>/freeze/", desk.freeze, name="freeze"),
    path("<int:number>/readings/<int:reading>/verify/", desk.verify, name="verify"),
    path("<int:number>/appeals/<int:appeal>/", desk.answer, name="answer"),
    path("<int:number>/files/<int:file>/", desk.file, name="file"),
    path("entrants/<int:number>/", desk.entrant, name="entrant"),
    path("entrants/<int:number>/rows/<slug:code>/", desk.rows, name="rows"),
    path("entrants/<int:number>/<slug:do>/", desk.act, name="act"),
]

"""Addresses of the secretary's projects, below the desk."""

from django.urls import path

from shiqiao.scenes.party.secretary import desk

app_name = "secretary"
urlpatterns = [
    path("", desk.board, name="list"),
    path("new/", desk.begin, name="open"),
    path("rules/", desk.rules, name="rules"),
    path("publish/", desk.publish, name="publish"),
    path("visits/", desk.visits, name="visits"),
    path("visits/<int:number>/", desk.visit, name="visit"),
    path("visits/<int:number>/files/<int:file>/", desk.visit_file, name="visit-file"),
    path("visits/<int:number>/<slug:do>/", desk.visit_act, name="visit-act"),
    path("<int:number>/", desk.project, name="project"),
    path("<int:number>/dossier.pdf", desk.dossier, name="dossier"),
    path("<int:number>/files/<int:file>/", desk.file, name="file"),
    path("<int:number>/<slug:do>/", desk.act, name="act"),
]

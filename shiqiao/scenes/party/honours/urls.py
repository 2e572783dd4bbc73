"""Addresses of honours and learning, below the desk."""

from django.urls import path

from shiqiao.scenes.party.honours import desk

app_name = "honours"
urlpatterns = [
    path("", desk.register, name="list"),
    path("new/", desk.add, name="add"),
    path("publish/", desk.publish, name="publish"),
    path("study/", desk.study, name="study"),
    path("study/new/", desk.theme, name="theme"),
    path("meetings/", desk.meetings, name="meetings"),
    path("meetings/new/", desk.add_meeting, name="add-meeting"),
    path("meetings/<int:number>/", desk.meeting, name="meeting"),
    path("pursuits/new/", desk.pursue, name="pursue"),
    path("pursuits/<int:number>/", desk.pursuit, name="pursuit"),
    path("pursuits/<int:number>/dossier.pdf", desk.dossier, name="dossier"),
    path("pursuits/<int:number>/<slug:do>/", desk.act, name="act"),
    path("pursuits/<int:number>/<int:criterion>/<slug:do>/", desk.criterion, name="criterion"),
    path("files/<slug:of>/<int:number>/<int:file>/", desk.file, name="file"),
    path("<int:number>/", desk.honour, name="honour"),
    path("<int:number>/withdraw/", desk.withdraw, name="withdraw"),
]

"""Addresses of voting, below the desk."""

from django.urls import path

from shiqiao.scenes.council.voting import desk

app_name = "voting"
urlpatterns = [
    path("", desk.polls, name="list"),
    path("<int:number>/", desk.poll, name="poll"),
    path("<int:number>/cast/", desk.cast, name="cast"),
    path("<int:number>/paper/", desk.paper, name="paper"),
    path("<int:number>/count/", desk.count, name="count"),
    path("<int:number>/explain/", desk.explain, name="explain"),
    path("<int:number>/close/", desk.close, name="close"),
    path("<int:number>/start/", desk.start, name="start"),
    path("<int:number>/publish/", desk.publish, name="publish"),
    path("<int:number>/second/", desk.second, name="second"),
    path("<int:number>/slips/", desk.slips, name="slips"),
    path("<int:number>/verify/", desk.verify, name="verify"),
    path("<int:number>/record.pdf", desk.record_pdf, name="record-pdf"),
]

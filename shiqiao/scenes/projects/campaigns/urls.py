"""Addresses of campaigns, below the desk."""

from django.urls import path

from shiqiao.scenes.projects.campaigns import desk

app_name = "campaigns"
urlpatterns = [
    path("", desk.campaigns, name="list"),
    path("new/", desk.begin, name="open"),
    path("rules/", desk.rules, name="rules"),
    path("publish/", desk.publish, name="publish"),
    path("items/<int:number>/", desk.item, name="item"),
    path("items/<int:number>/file.pdf", desk.item_pdf, name="item-pdf"),
    path("items/<int:number>/notice.pdf", desk.notice_pdf, name="notice-pdf"),
    path("items/<int:number>/again/", desk.found_again, name="again"),
    path("items/<int:number>/files/<int:file>/", desk.file, name="file"),
    path("items/<int:number>/<slug:do>/", desk.act, name="act"),
    path("<int:campaign>/", desk.board, name="board"),
    path("<int:campaign>/points/", desk.points, name="points"),
    path("<int:campaign>/ledger/", desk.ledger, name="ledger"),
    path("<int:campaign>/add/", desk.add, name="add"),
]

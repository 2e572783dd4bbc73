"""Addresses of 5S and of model windows, below those of affairs."""

from django.urls import path

from shiqiao.scenes.hall.fives import desk

urlpatterns = [
    path("five-s/", desk.five_s, name="five-s"),
    path("five-s/begin/", desk.begin, name="round-begin"),
    path("five-s/rounds/<int:number>/", desk.walk, name="round"),
    path("five-s/rounds/<int:number>/<slug:code>/", desk.area, name="round-area"),
    path("five-s/findings/", desk.findings, name="findings"),
    path("five-s/findings/<int:number>/", desk.finding, name="finding"),
    path("five-s/findings/<int:number>/files/<int:file>/", desk.file, name="finding-file"),
    path("five-s/findings/<int:number>/<slug:do>/", desk.act, name="finding-act"),
    path("five-s/proposals/", desk.grounds, name="grounds"),
    path("five-s/proposals/<slug:code>/<int:unit>/", desk.ground, name="ground"),
    path("five-s/checklist/", desk.checklist, name="checklist"),
    path("five-s/publish/", desk.publish, name="five-s-publish"),
    path("five-s/<int:unit>/", desk.station, name="five-s-at"),
    path("five-s/<int:unit>/found/", desk.found, name="found"),
    path("windows/", desk.windows, name="windows"),
    path("windows/<int:unit>/", desk.window, name="window"),
    path("windows/<int:unit>/decide/", desk.decide, name="window-decide"),
    path("windows/<int:unit>/plaque/", desk.plaque, name="plaque"),
    path("windows/<int:unit>/<slug:code>/", desk.window_rows, name="window-rows"),
]

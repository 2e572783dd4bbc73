"""Addresses of affairs, below the desk."""

from django.urls import include, path

from shiqiao.scenes.hall import desk

app_name = "hall"
urlpatterns = [
    path("", include("shiqiao.scenes.hall.fives.urls")),
    path("", desk.affairs, name="list"),
    path("find/", desk.find, name="find"),
    path("trips/", desk.trips, name="trips"),
    path("counters/", desk.counters, name="counters"),
    path("guides/", desk.guides, name="guides"),
    path("guides/publish/", desk.publish, name="publish"),
    path("guides/<slug:code>/", desk.guide, name="guide"),
    path("new/<slug:code>/", desk.take, name="take"),
    path("new/<slug:code>/known/", desk.known, name="known"),
    path("<int:number>/", desk.affair, name="affair"),
    path("<int:number>/notice/", desk.notice, name="notice"),
    path("<int:number>/<slug:do>/", desk.act, name="act"),
]

"""Addresses of the residents' portal, below /portal/."""

from django.urls import path

from shiqiao.surfaces.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("streets/", views.choose, name="streets"),
    path("report/", views.report, name="report"),
    path("report/hints/", views.hints, name="hints"),
    path("follow/", views.follow, name="follow"),
    path("m/<str:number>/<str:secret>/", views.matter, name="matter"),
    path("m/<str:number>/<str:secret>/rate/", views.rate, name="rate"),
    path("m/<str:number>/<str:secret>/reopen/", views.reopen, name="reopen"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/new/", views.propose, name="propose"),
    path("my-data/", views.ask_own_data, name="ask-own-data"),
    path("my-data/<str:secret>/", views.own_data, name="own-data"),
    path("list/", views.nearby, name="list"),
    path("list/map.json", views.nearby_map, name="map"),
    path("grids.json", views.grids, name="grids"),
]

"""Addresses of the residents' portal, below /portal/."""

from django.urls import include, path

from shiqiao.surfaces.portal import matter_views, public_views, sockets, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("streets/", views.choose, name="streets"),
    path("at/<slug:token>/", views.at, name="at"),
    path("report/", views.report, name="report"),
    path("report/hints/", views.hints, name="hints"),
    path("follow/", matter_views.follow, name="follow"),
    path("m/<str:number>/<str:secret>/", matter_views.matter, name="matter"),
    path("m/<str:number>/<str:secret>/rate/", matter_views.rate, name="rate"),
    path("m/<str:number>/<str:secret>/reopen/", matter_views.reopen, name="reopen"),
    path("m/<str:number>/<str:secret>/review/", matter_views.review, name="review"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/new/", views.propose, name="propose"),
    path("my-data/", views.ask_own_data, name="ask-own-data"),
    path("my-data/<str:secret>/", views.own_data, name="own-data"),
    path("promises/", public_views.promises, name="promises"),
    path("list/", public_views.nearby, name="list"),
    path("list/map.json", public_views.nearby_map, name="map"),
    path("grids.json", public_views.grids, name="grids"),
    *[path(f"{page.prefix}/", include(page.module)) for page in sockets.pages],
]

"""Addresses of investment, below the desk."""

from django.urls import path

from shiqiao.scenes.enterprise.investment import desk

app_name = "investment"
urlpatterns = [
    path("", desk.board, name="board"),
    path("leads/", desk.leads, name="leads"),
    path("leads/new/", desk.new, name="new"),
    path("leads/<int:number>/", desk.lead, name="lead"),
    path("leads/<int:number>/<slug:do>/", desk.act, name="act"),
    path("premises/", desk.offers, name="offers"),
    path("premises/new/", desk.add_premises, name="premises-new"),
    path("premises/<int:number>/", desk.premises, name="premises"),
    path("premises/<int:number>/floor/", desk.add_floor, name="floor-new"),
]

"""Addresses of the exchange, below the desk."""

from django.urls import path

from shiqiao.scenes.enterprise.exchange import desk

app_name = "exchange"
urlpatterns = [
    path("", desk.listings_list, name="list"),
    path("new/", desk.new, name="new"),
    path("new/like/", desk.like, name="like"),
    path("matches/", desk.match_list, name="matches"),
    path("matches/<int:number>/", desk.match, name="match"),
    path("matches/<int:number>/<slug:do>/", desk.match_act, name="match-act"),
    path("deals/", desk.deals, name="deals"),
    path("families/", desk.families, name="families"),
    path("rules/", desk.rules, name="rules"),
    path("<int:number>/", desk.listing, name="listing"),
    path("<int:number>/propose/", desk.propose, name="propose"),
    path("<int:number>/<slug:do>/", desk.listing_act, name="listing-act"),
]

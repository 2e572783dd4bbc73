"""Addresses of the green channel, below the desk."""

from django.urls import path

from shiqiao.scenes.enterprise.green import desk

app_name = "green"
urlpatterns = [
    path("", desk.rules, name="list"),
    path("new/", desk.grant, name="grant"),
    path("uses/", desk.uses, name="uses"),
    path("matter/<slug:number>/", desk.use, name="use"),
    path("<int:number>/", desk.rule, name="rule"),
    path("<int:number>/change/", desk.change, name="change"),
    path("<int:number>/withdraw/", desk.withdraw, name="withdraw"),
]

"""Addresses of duty, below the desk."""

from django.urls import path

from shiqiao.scenes.duty import desk

app_name = "duty"
urlpatterns = [
    path("", desk.today, name="today"),
    path("calendar/", desk.calendar, name="calendar"),
    path("mine/", desk.mine, name="mine"),
    path("fairness/", desk.fairness, name="fairness"),
    path("rules/", desk.rules, name="rules"),
    path("publish/", desk.publish, name="publish"),
    path("away/", desk.away, name="away"),
    path("away/<int:number>/end/", desk.away_end, name="away-end"),
    path("rosters/", desk.rosters, name="rosters"),
    path("rosters/new/", desk.make, name="make"),
    path("rosters/<int:roster>/", desk.roster, name="roster"),
    path("rosters/<int:roster>/<slug:do>/", desk.step, name="step"),
    path("turns/<int:turn>/", desk.turn, name="turn"),
    path("turns/<int:turn>/check-in/", desk.check_in, name="check-in"),
    path("turns/<int:turn>/swap/", desk.swap_ask, name="swap-ask"),
    path("turns/<int:turn>/replace/", desk.replace, name="replace"),
    path("swaps/<int:swap>/", desk.swap, name="swap"),
    path("swaps/<int:swap>/<slug:do>/", desk.swap_act, name="swap-act"),
    path("shifts/<int:shift>/", desk.shift, name="shift"),
    path("shifts/<int:shift>/<slug:do>/", desk.shift_act, name="shift-act"),
    path("log/<int:entry>/close/", desk.close, name="close"),
]

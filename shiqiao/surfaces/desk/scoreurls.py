"""Addresses of scores, appeals, closing and publishing."""

from django.urls import path

from shiqiao.surfaces.desk.views import monthly, scores, scoring, standings

urlpatterns = [
    path("", scores.board, name="scores"),
    path("indicators/", scoring.indicators, name="score-indicators"),
    path("try/", scoring.attempt, name="score-try"),
    path("close/", scoring.close, name="score-close"),
    path("publish/", scoring.publish, name="score-publish"),
    path("watch/", scoring.watch, name="score-watch"),
    path("standings/", standings.index, name="standings"),
    path("standings/new/", standings.enter, name="standing-new"),
    path("standings/<int:number>/", standings.table, name="standing"),
    path("appeals/", scoring.appeals, name="appeals"),
    path("appeals/new/", scoring.raise_appeal, name="appeal-new"),
    path("appeals/<int:number>/", scoring.appeal, name="appeal"),
    path("appeals/<int:number>/withdraw/", scoring.withdraw, name="appeal-withdraw"),
    path("monthly/", monthly.index, name="monthly-reports"),
    path("monthly/<int:number>/again/", monthly.again, name="monthly-again"),
    path("monthly/<int:number>/files/<int:file>/", monthly.file, name="monthly-file"),
    path("<slug:kind>/<int:number>/", scores.subject, name="score"),
    path("<slug:kind>/<int:number>/<slug:code>/", scores.rows, name="score-rows"),
]

"""Addresses of the exchange, below the desk."""

from django.urls import path

from shiqiao.scenes.hotline import desk

app_name = "hotline"
urlpatterns = [
    path("", desk.orders, name="orders"),
    path("orders/<int:number>/", desk.order, name="order"),
    path("orders/<int:number>/<slug:do>/", desk.act, name="act"),
    path("letters/", desk.letters, name="letters"),
    path("letters/now/", desk.send_now, name="now"),
    path("letters/export/", desk.export, name="export"),
    path("letters/acknowledge/", desk.acknowledge, name="acknowledge"),
    path("letters/<int:number>/", desk.letter, name="letter"),
    path("exports/<int:number>/", desk.export_file, name="export-file"),
    path("exports/<int:number>/confirm/", desk.export_confirm, name="export-confirm"),
    path("import/", desk.bring, name="import"),
    path("import/load/", desk.load, name="load"),
    path("reconcile/", desk.runs, name="runs"),
    path("reconcile/<int:number>/", desk.run, name="run"),
    path("reconcile/<int:number>/settle/", desk.settle, name="settle"),
    path("rates/", desk.rates, name="rates"),
    path("rates/orders/", desk.drill, name="drill"),
    path("exclusions/<int:number>/", desk.decide, name="decide"),
]

"""Addresses of supervision, below the desk."""

from django.urls import path

from shiqiao.scenes.supervision import desk, discipline_desk

app_name = "supervision"
urlpatterns = [
    path("", desk.orders, name="orders"),
    path("raise/", desk.begin, name="raise"),
    path("orders/<int:number>/", desk.order, name="order"),
    path("orders/<int:number>/files/<int:file>/", desk.file, name="file"),
    path("orders/<int:number>/<slug:do>/", desk.act, name="act"),
    path("discipline/", discipline_desk.matters, name="discipline"),
    path("discipline/new/", discipline_desk.begin, name="discipline-new"),
    path("discipline/<int:number>/", discipline_desk.matter, name="discipline-matter"),
    path("discipline/<int:number>/<slug:do>/", discipline_desk.act, name="discipline-act"),
    path("cases/", desk.cases, name="cases"),
    path("cases/new/", desk.new_case, name="new-case"),
    path("cases/<str:number>/", desk.case, name="case"),
    path("cases/<str:number>/objections/<int:paper>/", desk.case_settle, name="case-settle"),
    path("cases/<str:number>/files/<int:file>/", desk.case_file, name="case-file"),
    path("cases/<str:number>/<slug:do>/", desk.case_act, name="case-act"),
]

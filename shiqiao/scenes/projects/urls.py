"""Addresses of key projects, below the desk."""

from django.urls import path

from shiqiao.scenes.projects import desk

app_name = "projects"
urlpatterns = [
    path("", desk.projects, name="list"),
    path("new/", desk.add, name="add"),
    path("<int:number>/", desk.project, name="project"),
    path("<int:number>/sheet.pdf", desk.sheet, name="sheet"),
    path("<int:number>/files/<int:file>/", desk.file, name="file"),
    path("<int:number>/<slug:do>/", desk.act, name="act"),
]

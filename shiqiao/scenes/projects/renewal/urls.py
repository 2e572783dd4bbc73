"""Addresses of renewal, below the desk."""

from django.urls import path

from shiqiao.scenes.projects.renewal import desk, screens

app_name = "renewal"
urlpatterns = [
    path("", desk.overview, name="overview"),
    path("new/", desk.begin, name="begin"),
    path("terms/", desk.publish, name="publish"),
    path("screen/", screens.screen, name="screen"),
    path("screen/data.json", screens.data, name="screen-data"),
    path("files/<int:number>/", desk.file, name="file"),
    path("files/<int:number>/paper.pdf", desk.file_paper, name="file-paper"),
    path("files/<int:number>/<slug:do>/", desk.file_act, name="file-act"),
    path("<int:number>/", desk.board, name="board"),
    path("<int:number>/files/", desk.files, name="files"),
    path("<int:number>/signatures/", desk.signatures, name="signatures"),
    path("<int:number>/flats/", desk.flats, name="flats"),
    path("<int:number>/measure/", desk.measure, name="measure"),
    path("<int:number>/terms/", desk.terms, name="terms"),
    path("<int:number>/do/<slug:do>/", desk.act, name="act"),
]

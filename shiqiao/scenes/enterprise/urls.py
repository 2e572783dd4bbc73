"""Addresses of the firms' files, below the desk."""

from django.urls import path

from shiqiao.scenes.enterprise import desk

app_name = "enterprise"
urlpatterns = [
    path("", desk.firms, name="firms"),
    path("find/", desk.find, name="find"),
    path("<int:number>/", desk.firm, name="firm"),
    path("<int:number>/file/", desk.file, name="file"),
    path("<int:number>/invite/", desk.invite, name="invite"),
    path("seats/<int:seat>/<slug:do>/", desk.seat, name="seat"),
]

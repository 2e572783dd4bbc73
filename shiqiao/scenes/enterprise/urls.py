"""Addresses of the firms' files, below the desk."""

from django.urls import path

from shiqiao.scenes.enterprise import caredesk, desk

app_name = "enterprise"
urlpatterns = [
    path("", desk.firms, name="firms"),
    path("find/", desk.find, name="find"),
    path("<int:number>/", desk.firm, name="firm"),
    path("<int:number>/file/", desk.file, name="file"),
    path("<int:number>/invite/", desk.invite, name="invite"),
    path("<int:number>/file.pdf", desk.paper, name="paper"),
    path("<int:number>/<slug:do>/", caredesk.act, name="act"),
    path("needs/", caredesk.needs, name="needs"),
    path("needs/<int:need>/", caredesk.need, name="need"),
    path("needs/<int:need>/ask/", caredesk.ask, name="ask"),
    path("positions/<int:position>/<slug:to>/", caredesk.position, name="position"),
    path("promises/", caredesk.promises, name="promises"),
    path("promises/<int:promise>/<slug:do>/", caredesk.promise, name="promise"),
    path("seats/<int:seat>/<slug:do>/", desk.seat, name="seat"),
]

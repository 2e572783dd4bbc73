"""Addresses of the kit: the door, the language, and the living page of components."""

from django.urls import path

from shiqiao.surfaces.kit import door_views, gallery, reports, stopping, views

app_name = "kit"
urlpatterns = [
    path("csp-report", reports.csp_report, name="csp-report"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("login/", views.login, name="login"),
    path("login/code/", door_views.code, name="code"),
    path("door/confirm/", door_views.confirm, name="confirm"),
    path("door/factor/", door_views.second_factor, name="second-factor"),
    path("door/factor/app/", door_views.app, name="factor-app"),
    path("door/factor/passkey/", door_views.passkey, name="factor-passkey"),
    path("door/factor/codes/", door_views.renew_codes, name="factor-codes"),
    path("door/factor/<int:number>/remove/", door_views.remove, name="factor-remove"),
    path("door/seats/<int:number>/end/", door_views.end_seat, name="seat-end"),
    path("door/seats/end/", door_views.end_seats, name="seats-end"),
    path("door/again/", door_views.again, name="again"),
    path("password/", views.password, name="password"),
    path("logout/", views.logout, name="logout"),
    path("stop/<str:token>/", stopping.stop, name="stop"),
    path("language/", views.language, name="language"),
    path("look/", views.look, name="look"),
    path("post/", views.choose_post, name="post"),
    path("-/kit", gallery.desk, name="gallery"),
    path("-/kit/portal", gallery.portal, name="gallery-portal"),
    path("-/kit/field", gallery.field, name="gallery-field"),
    path("-/kit/login", gallery.door, name="gallery-login"),
    path("-/kit/grids.json", gallery.grids, name="gallery-grids"),
    path("-/kit/error/<int:status>", gallery.error, name="gallery-error"),
]

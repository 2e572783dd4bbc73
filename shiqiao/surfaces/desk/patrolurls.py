"""Addresses of patrols."""

from django.urls import path

from shiqiao.surfaces.desk.views import patrols

urlpatterns = [
    path("", patrols.board, name="patrols"),
    path("waiting/", patrols.waiting, name="patrol-waiting"),
    path("plan/", patrols.plan, name="patrol-plan"),
    path("map/grids.json", patrols.map_grids, name="patrol-grids"),
    path("map/points.json", patrols.map_points, name="patrol-points"),
    path("grids/<int:number>/", patrols.grid, name="patrol-grid"),
    path("grids/<int:number>/codes.pdf", patrols.codes, name="patrol-codes"),
    path("points/new/", patrols.new_point, name="patrol-point-new"),
    path("points/<int:number>/", patrols.point, name="patrol-point"),
    path("points/<int:number>/renew/", patrols.renew, name="patrol-point-renew"),
    path("points/<int:number>/retire/", patrols.retire, name="patrol-point-retire"),
    path("check-ins/<int:number>/", patrols.decide, name="patrol-decide"),
    path("ways/<int:number>/", patrols.way, name="patrol-way"),
    path("ways/<int:number>/points.json", patrols.way_points, name="patrol-way-points"),
]

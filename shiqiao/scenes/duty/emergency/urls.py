"""Addresses of emergency, below the desk."""

from django.urls import path

from shiqiao.scenes.duty.emergency import desk

app_name = "emergency"
urlpatterns = [
    path("", desk.responses, name="list"),
    path("start/", desk.start, name="start"),
    path("plan/", desk.plan, name="plan"),
    path("plan/publish/", desk.publish, name="publish"),
    path("hazards/", desk.hazards, name="hazards"),
    path("hazards/points/", desk.points, name="points"),
    path("hazards/new/", desk.new_hazard, name="new-hazard"),
    path("hazards/<int:number>/", desk.hazard, name="hazard"),
    path("hazards/<int:number>/files/<int:file>/", desk.file, name="file"),
    path("hazards/<int:number>/<slug:do>/", desk.hazard_act, name="hazard-act"),
    path("stock/", desk.stock, name="stock"),
    path("stock/move/", desk.move_stock, name="move-stock"),
    path("posts/<int:number>/<slug:do>/", desk.place, name="place"),
    path("calls/<int:number>/", desk.call, name="call"),
    path("calls/<int:number>/<slug:do>/", desk.call_act, name="call-act"),
    path("reports/<int:number>/", desk.report, name="report"),
    path("people/<int:number>/<slug:do>/", desk.household_act, name="household-act"),
    path("<int:response>/", desk.board, name="board"),
    path("<int:response>/people/", desk.people, name="people"),
    path("<int:response>/people/add/", desk.household, name="household"),
    path("<int:response>/review.pdf", desk.review_pdf, name="review-pdf"),
    path("<int:response>/<slug:do>/", desk.act, name="act"),
]

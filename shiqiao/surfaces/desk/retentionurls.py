"""Addresses of the pages about retention rules and about what persons ask about their data, below `/personal-data/`."""

from django.urls import path

from shiqiao.surfaces.desk.views import datarequests, retention

urlpatterns = [
    path("", datarequests.index, name="data-requests"),
    path("new/", datarequests.new, name="data-request-new"),
    path("<int:number>/", datarequests.request_page, name="data-request"),
    path("<int:number>/check/", datarequests.check, name="data-request-check"),
    path("<int:number>/refuse/", datarequests.refuse, name="data-request-refuse"),
    path("<int:number>/answer/", datarequests.answer, name="data-request-answer"),
    path("rules/", retention.rules, name="retention"),
    path("rules/publish/", retention.publish, name="retention-publish"),
    path("rules/rehearse/", retention.rehearse, name="retention-rehearse"),
    path("runs/<int:number>/<slug:how>/", retention.decide, name="retention-decide"),
    path("holds/", retention.hold, name="retention-hold"),
    path("holds/<int:number>/lift/", retention.lift, name="retention-lift"),
]

"""Addresses of the scene, below the desk."""

from django.urls import path

from shiqiao.scenes.party import desk, unitdesk

app_name = "party"
urlpatterns = [
    path("", desk.projects, name="list"),
    path("calendar/", desk.calendar, name="calendar"),
    path("calendar/points/", desk.points, name="points"),
    path("projects/new/", desk.new, name="new"),
    path("projects/<int:number>/", desk.project, name="project"),
    path("projects/<int:number>/<slug:do>/", desk.project_act, name="project-act"),
    path("times/<int:number>/", desk.occasion, name="occasion"),
    path("times/<int:number>/photos/<int:file>/", desk.photo, name="photo"),
    path("times/<int:number>/<slug:do>/", desk.occasion_act, name="occasion-act"),
    path("bookings/<int:number>/cancel/", desk.booking_cancel, name="booking-cancel"),
    path("lists/", desk.items, name="items"),
    path("lists/new/<slug:side>/", desk.item_new, name="item-new"),
    path("lists/<int:number>/", desk.item, name="item"),
    path("lists/<int:number>/propose/", desk.propose, name="propose"),
    path("lists/<int:number>/<slug:do>/", desk.item_act, name="item-act"),
    path("matches/", desk.matches, name="matches"),
    path("matches/<int:number>/<slug:do>/", desk.match_act, name="match-act"),
    path("units/", unitdesk.unit_list, name="units"),
    path("units/new/", unitdesk.unit_new, name="unit-new"),
    path("units/<int:number>/", unitdesk.unit, name="unit"),
    path("units/<int:number>/<slug:do>/", unitdesk.unit_act, name="unit-act"),
    path("meetings/", unitdesk.meetings, name="meetings"),
    path("meetings/new/", unitdesk.meeting_new, name="meeting-new"),
    path("assessments/", unitdesk.assessments, name="assessments"),
    path("reported/", unitdesk.reports, name="reports"),
    path("reported/new/", unitdesk.report_new, name="report-new"),
    path("reported/<int:number>/", unitdesk.report, name="report"),
    path("reported/<int:number>/<slug:do>/", unitdesk.report_act, name="report-act"),
    path("hours/<int:number>/<slug:do>/", unitdesk.hours_act, name="hours-act"),
    path("rules/", desk.rules, name="rules"),
    path("rules/publish/", desk.publish, name="publish"),
]

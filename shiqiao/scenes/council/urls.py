"""Addresses of deliberation, below the desk."""

from django.urls import path

from shiqiao.scenes.council import desk, meetingdesk

app_name = "council"
urlpatterns = [
    path("", desk.topics, name="topics"),
    path("new/", desk.propose, name="propose"),
    path("topics/<int:number>/", desk.topic, name="topic"),
    path("topics/<int:number>/<slug:do>/", desk.topic_act, name="topic-act"),
    path("bodies/", desk.bodies, name="bodies"),
    path("bodies/new/", desk.found, name="found"),
    path("bodies/<int:body>/", desk.body, name="body"),
    path("bodies/<int:body>/add/", desk.add_seat, name="add-seat"),
    path("bodies/<int:body>/convene/", meetingdesk.convene, name="convene"),
    path("bodies/<int:body>/seats/<int:seat>/", desk.fill_seat, name="fill-seat"),
    path("bodies/<int:body>/terms/<int:term>/", desk.end_term, name="end-term"),
    path("meetings/", meetingdesk.meetings, name="meetings"),
    path("meetings/<int:meeting>/", meetingdesk.meeting, name="meeting"),
    path("meetings/<int:meeting>/presence/", meetingdesk.presence, name="presence"),
    path("meetings/<int:meeting>/answer/", meetingdesk.answer, name="answer"),
    path("meetings/<int:meeting>/calls/<int:call>/", meetingdesk.link, name="link"),
    path("meetings/<int:meeting>/minutes.pdf", meetingdesk.minutes_pdf, name="minutes-pdf"),
    path("meetings/<int:meeting>/<slug:do>/", meetingdesk.meeting_act, name="meeting-act"),
    path("items/<int:item>/<slug:do>/", meetingdesk.item_act, name="item-act"),
    path("resolutions/", meetingdesk.resolutions, name="resolutions"),
    path("resolutions/<int:resolution>/", meetingdesk.resolution, name="resolution"),
    path("resolutions/<int:resolution>/paper.pdf", meetingdesk.resolution_pdf, name="resolution-pdf"),
    path("resolutions/<int:resolution>/<slug:do>/", meetingdesk.resolution_act, name="resolution-act"),
    path("voices/", desk.voices, name="voices"),
    path("voices/<int:voice>/", desk.moderate, name="moderate"),
    path("rules/", desk.rules, name="rules"),
    path("publish/", desk.publish, name="publish"),
]

"""Addresses of the queue, below the desk."""

from django.urls import path

from shiqiao.scenes.hall.queue import desk, screens

app_name = "queue"
urlpatterns = [
    path("", desk.window, name="window"),
    path("line/", desk.line, name="line"),
    path("sit/", desk.sit, name="sit"),
    path("next/", desk.call_next, name="next"),
    path("draw/", desk.draw, name="draw"),
    path("tickets/<int:number>/", desk.ticket, name="ticket"),
    path("tickets/<int:number>/tie/", desk.tie, name="tie"),
    path("tickets/<int:number>/affair/", desk.wanted, name="wanted"),
    path("untied/", desk.untied, name="untied"),
    path("tickets/<int:number>/<slug:do>/", desk.act, name="act"),
    path("bookings/", desk.bookings, name="bookings"),
    path("bookings/new/", desk.book, name="book"),
    path("bookings/<int:number>/", desk.booking, name="booking"),
    path("bookings/<int:number>/revoke/", desk.revoke, name="revoke"),
    path("bookings/<int:number>/<slug:do>/", desk.booking_act, name="booking-act"),
    path("closed/", desk.closed, name="closed"),
    path("closed/<int:number>/lift/", desk.lift, name="lift"),
    path("figures/", desk.figures, name="figures"),
    path("rule/", desk.rule, name="rule"),
    path("rule/publish/", desk.publish, name="publish"),
    path("screen/", screens.screen, name="screen"),
    path("screen/data.json", screens.data, name="screen-data"),
    path("kiosk/", screens.kiosk, name="kiosk"),
]

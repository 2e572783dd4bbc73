"""Addresses of the pages about persons, hand-overs, portfolios and screens, below `/people/`."""

from django.urls import path

from shiqiao.surfaces.desk.views import devices, doors, duties, fielddevices, handing, people, tokens, units

urlpatterns = [
    path("", people.index, name="people"),
    path("me/", people.me, name="me"),
    path("slips/", people.slips, name="slips"),
    path("duties/", people.duties, name="duties"),
    path("units/", units.index, name="units"),
    path("units/<int:number>/", units.unit, name="unit"),
    path("charges/", people.charges, name="charges"),
    path("handing/new/", duties.leaving, name="hand-over-start"),
    path("handing/", handing.index, name="hand-overs"),
    path("handing/<int:number>/", handing.page, name="hand-over"),
    path("handing/<int:number>/check/", handing.check, name="hand-over-check"),
    path("handing/<int:number>/confirm/", handing.confirm, name="hand-over-confirm"),
    path("handing/<int:number>/drop/", handing.drop, name="hand-over-drop"),
    path("handing/part/<int:number>/seen/", handing.seen, name="hand-over-seen"),
    path("devices/", devices.index, name="devices"),
    path("devices/<int:number>/code/", devices.code, name="device-code"),
    path("devices/<int:number>/revoke/", devices.revoke, name="device-revoke"),
    path("doors/", doors.index, name="doors"),
    path("doors/<int:number>/", doors.door, name="door"),
    path("doors/<int:number>/<slug:do>/", doors.act, name="door-do"),
    path("me/devices/", fielddevices.own, name="field-devices-own"),
    path("field-devices/", fielddevices.index, name="field-devices"),
    path("field-devices/<int:number>/revoke/", fielddevices.revoke, name="field-device-revoke"),
    path("tokens/", tokens.index, name="tokens"),
    path("tokens/<int:number>/revoke/", tokens.revoke, name="token-revoke"),
    path("<int:number>/", people.person, name="person"),
    path("<int:number>/do/<slug:do>/", people.act, name="person-do"),
    path("<int:number>/password/", people.password, name="person-password"),
    path("<int:number>/hand-over/", handing.draft, name="hand-over-draft"),
]

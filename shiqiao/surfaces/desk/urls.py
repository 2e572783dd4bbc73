"""Addresses of the desk; scenes add theirs through the socket `desk.pages`."""

from django.urls import include, path

from shiqiao.surfaces.desk import sockets
from shiqiao.surfaces.desk.views import books, maps, matters, report, screens, together, visits, work

app_name = "desk"
urlpatterns = [
    path("", work.work, name="work"),
    path("matters/", matters.index, name="matters"),
    path("matters/filters/", matters.filters, name="filters"),
    path("matters/<str:number>/", matters.matter, name="matter"),
    path("matters/<str:number>/like/", matters.like, name="like"),
    path("matters/<str:number>/do/merge/", together.merge, name="merge"),
    path("matters/<str:number>/do/split/", together.split, name="split"),
    path("matters/<str:number>/do/summon/", together.summon, name="summon"),
    path("matters/<str:number>/do/<slug:do>/", matters.move, name="move"),
    path("matters/<str:number>/merge/", together.merge_into, name="merge-into"),
    path("matters/<str:number>/repeat/", together.repeat, name="repeat"),
    path("matters/<str:number>/attendance/", together.attendance, name="attendance"),
    path("chains/", together.chains, name="chains"),
    path("proposals/", together.proposals, name="proposals"),
    path("proposals/new/", together.propose, name="propose"),
    path("visits/", visits.work, name="visits"),
    path("visits/plan/", visits.plan, name="visit-plan"),
    path("visits/coverage/", visits.coverage, name="visit-coverage"),
    path("visits/findings/", visits.findings, name="visit-findings"),
    path("visits/files/<int:number>/", visits.file, name="visit-file"),
    path("visits/<int:number>/", visits.visit, name="visit"),
    path("visits/<int:number>/record/", visits.record, name="visit-record"),
    path("visits/<int:number>/reassign/", visits.reassign, name="visit-reassign"),
    path("visits/<int:number>/cancel/", visits.cancel, name="visit-cancel"),
    path("report/", report.report, name="report"),
    path("report/suggest", report.suggest, name="suggest"),
    path("report/questions", report.questions, name="questions"),
    path("report/places", report.places, name="places"),
    path("report/preview", report.preview, name="preview"),
    path("map/", maps.page, name="map"),
    path("map/data/grids.json", maps.grids, name="map-grids"),
    path("map/data/matters.json", maps.points, name="map-points"),
    path("map/data/matters/<str:number>.json", maps.point, name="map-point"),
    path("coverage/", books.coverage, name="coverage"),
    path("catalogue/", books.catalogue_page, name="catalogue"),
    path("flows/", books.flows, name="flows"),
    path("flows/<slug:code>/", books.flow_page, name="flow"),
    path("notices/", work.notices, name="notices"),
    path("people/", include("shiqiao.surfaces.desk.people_urls")),
    path("device/", screens.screen, name="screen"),
    path("device/figures", screens.figures, name="screen-figures"),
    path("device/pair", screens.pair, name="pair"),
    path("files/<int:number>/", matters.file, name="file"),
    *[path(f"{page.prefix}/", include(page.module)) for page in sockets.pages],
]

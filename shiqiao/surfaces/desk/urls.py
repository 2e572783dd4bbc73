"""Addresses of the desk; scenes add theirs through the socket `desk.pages`."""

from django.urls import include, path

from shiqiao.surfaces.desk import sockets
from shiqiao.surfaces.desk.views import books, maps, matters, phrases, report, routing, work

app_name = "desk"
urlpatterns = [
    path("", work.work, name="work"),
    path("matters/", matters.index, name="matters"),
    path("matters/filters/", matters.filters, name="filters"),
    path("matters/<str:number>/", matters.matter, name="matter"),
    path("matters/<str:number>/like/", matters.like, name="like"),
    path("matters/<str:number>/do/<slug:do>/", matters.move, name="move"),
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
    path("routing/", routing.rules, name="routing"),
    path("routing/rehearse/", routing.rehearse, name="routing-rehearse"),
    path("routing/publish/", routing.publish, name="routing-publish"),
    path("routing/versions/<int:number>/", routing.version, name="routing-version"),
    path("phrases/", phrases.index, name="phrases"),
    path("phrases/new/", phrases.write, name="phrase-new"),
    path("phrases/phone/", phrases.phone, name="phrases-phone"),
    path("phrases/pick/<str:number>/", phrases.pick, name="phrases-pick"),
    path("phrases/<int:number>/", phrases.phrase, name="phrase"),
    path("phrases/<int:number>/edit/", phrases.write, name="phrase-edit"),
    path("phrases/<int:number>/used/", phrases.used, name="phrase-used"),
    path("notices/", work.notices, name="notices"),
    path("files/<int:number>/", matters.file, name="file"),
    *[path(f"{page.prefix}/", include(page.module)) for page in sockets.pages],
]

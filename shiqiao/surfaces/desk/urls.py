"""Addresses of the desk; scenes add theirs through the socket `desk.pages`."""

from django.urls import include, path

from shiqiao.surfaces.desk import sockets
from shiqiao.surfaces.desk.views import books, exports, maps, matters, papers, report, work

app_name = "desk"
urlpatterns = [
    path("", work.work, name="work"),
    path("matters/", matters.index, name="matters"),
    path("matters/filters/", matters.filters, name="filters"),
    path("matters/<str:number>/", matters.matter, name="matter"),
    path("matters/<str:number>/like/", matters.like, name="like"),
    path("matters/<str:number>/do/<slug:do>/", matters.move, name="move"),
    path("matters/<str:number>/print/<slug:code>.<slug:form>", papers.paper, name="paper"),
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
    path("export/<slug:code>.xlsx", exports.export, name="export"),
    path("files/<int:number>/", matters.file, name="file"),
    *[path(f"{page.prefix}/", include(page.module)) for page in sockets.pages],
]

"""The product's addresses, and those that calibrate: an empty view, `SELECT 1`, and an empty call of the API."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from ninja import NinjaAPI

from shiqiao.surfaces.api.auth import AUTH
from shiqiao.surfaces.api.schemas import ReportIn

empty = NinjaAPI(title="Calibration", urls_namespace="calibration", auth=AUTH, openapi_url=None)


@empty.post("/reports")
def nothing(request: HttpRequest, body: ReportIn) -> dict[str, Any]:
    """Read a report as the real address does, and do nothing."""
    return {"ok": True}


def plain(request: HttpRequest) -> HttpResponse:
    """Answer nothing."""
    return HttpResponse("ok")


def select_one(request: HttpRequest) -> HttpResponse:
    """Ask the database for one number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [
    path("calibration/empty", plain),
    path("calibration/select", select_one),
    path("calibration/api/", empty.urls),
    path("", include("shiqiao.config.urls")),
]
handler400 = "shiqiao.surfaces.kit.views.bad_request"
handler403 = "shiqiao.surfaces.kit.views.forbidden"
handler404 = "shiqiao.surfaces.kit.views.not_found"
handler500 = "shiqiao.surfaces.kit.views.fault"

"""Lists as spreadsheets and on paper."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from shiqiao.base.time import now
from shiqiao.surfaces.desk import exporting
from shiqiao.surfaces.desk.papers import listpaper, pdf
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.spreadsheets import MIME


@require_http_methods(["GET", "POST"])
@fenced(reach="reach", above="list")
def export(request: HttpRequest, code: str) -> FileResponse:
    """Give a list as xlsx, with the filters of its page; written to disk row by row and streamed from there.

    What was searched by POST, so that no name stands in an address, is exported by POST.
    """
    found, at = exporting.access_export(request.actor, code), now()
    written = exporting.made(found, exporting.plain(request.POST or request.GET), by=request.actor, at=at)
    name = exporting.file_name(found, at)
    response = FileResponse(written.file, as_attachment=True, filename=name, content_type=MIME)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@fenced(reach="reach", above="list")
def export_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Give a list as PDF, with the filters of its page."""
    found, at = exporting.access_export(request.actor, code), now()
    paper = listpaper.made(found, exporting.plain(request.GET), by=request.actor, at=at)
    response = HttpResponse(paper, content_type=pdf.MIME)
    response["Content-Disposition"] = content_disposition_header(True, exporting.file_name(found, at, "pdf"))
    response["Cache-Control"] = "private, no-store"
    return response

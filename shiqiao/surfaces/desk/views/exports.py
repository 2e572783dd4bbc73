"""Lists as spreadsheets."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_http_methods

from shiqiao.base.time import now
from shiqiao.surfaces.desk import exporting
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.spreadsheets import MIME


@require_http_methods(["GET", "POST"])
@fenced(reach="reach")
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

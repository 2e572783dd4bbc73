"""Papers of a matter, to be printed or edited."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.surfaces.desk.papers.printing import print_paper
from shiqiao.surfaces.kit.access import fenced


@require_POST
@fenced(reach="reach")
def paper(request: HttpRequest, number: str, code: str, form: str) -> HttpResponse:
    """Print a paper of a matter that the reader may see, as docx or PDF."""
    row = access_matter(request.actor, number)
    made = print_paper(row, code, form, by=request.actor, at=now())
    response = HttpResponse(made.content, content_type=made.mime)
    response["Content-Disposition"] = content_disposition_header(True, made.name)
    response["Cache-Control"] = "private, no-store"
    return response

"""What goes over the wire: characters that no surface takes, whoever sends them; answers that may be compressed."""

import gzip

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from shiqiao.base.errors import Invalid

FORM = "application/x-www-form-urlencoded"
REMEDY = "Remove the characters that cannot be kept: NUL, or half of a pair of UTF-16."


def refuse_unsound(request: HttpRequest) -> None:
    """Raise Invalid when path, query or form hold NUL; bodies of other kinds are read by those who know them."""
    if "\x00" in request.path_info:
        raise Invalid(REMEDY)
    form = request.method == "POST" and request.content_type == FORM
    for given in (request.GET, request.POST) if form else (request.GET,):
        for name, values in given.lists():
            if "\x00" in name or any("\x00" in value for value in values):
                raise Invalid(fields={name.replace("\x00", "")[:80] or "form": REMEDY})


def compressed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Compress an answer that holds nothing secret; pages with a token and persons' data stay as they are (BREACH)."""
    if answer.content and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = gzip.compress(answer.content, 6, mtime=0)
        answer.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ("Accept-Encoding",))
    return answer

"""One table from errors to HTTP, and one way to say an error in the reader's language.

Errors of base and kernel know neither HTTP nor translation: their sentences are English msgids with `{param}` places.
`describe` turns one into what pages and the API show; `status_of` gives the status.
"""

import errno
import logging
from typing import TypedDict

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from shiqiao.base.db.scope import READ_ONLY
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NoRoom, NotFound, ShiqiaoError, TooMany, Unavailable
from shiqiao.base.sentences import said

log = logging.getLogger(__name__)

STATUS: dict[type[Exception], int] = {
    Invalid: 422,
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    TooMany: 429,
    Unavailable: 503,
    ShiqiaoError: 400,
}
# What other layers raise, as our own errors; anything else is a fault of ours and becomes the plain page 500.
_FOREIGN: dict[type[Exception], type[ShiqiaoError]] = {
    Http404: NotFound,
    PermissionDenied: Forbidden,
    OperationalError: Unavailable,
    InterfaceError: Unavailable,
}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_DISK_FULL = "53100"  # what PostgreSQL says when its disk is full
RETRY_AFTER = 30  # seconds after which something that is unavailable may be tried again
_MACHINE_PATHS = ("/api/", "/open311/")


class Described(TypedDict):
    """An error as pages and the API show it."""

    code: str
    message: str
    fields: dict[str, str]


def status_of(error: ShiqiaoError) -> int:
    """Return the HTTP status of an error: that of its nearest ancestor in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def describe(error: ShiqiaoError, language: str | None = None) -> Described:
    """Return code, sentence and field sentences in `language` (a Django code such as zh-hans; default: the active one).

    The msgid is translated first, then its `{param}` places are filled; the same parameters serve the field sentences.
    """
    with translation.override(language or translation.get_language() or "zh-hans"):
        chinese = (translation.get_language() or "").startswith("zh")
        params = {name: _in_words(value, chinese) for name, value in error.params.items()}

        def say(sentence: str) -> str:
            return said(sentence, gettext, params) if sentence else ""

        return {
            "code": error.code,
            "message": say(error.message),
            "fields": {name: say(sentence) for name, sentence in error.fields.items()},
        }


def _in_words(value: object, chinese: bool) -> object:
    """Put a bilingual title, or several, into the reader's language; anything else stays."""
    if isinstance(value, tuple):
        return ("、" if chinese else ", ").join(str(_in_words(one, chinese)) for one in value) or "–"
    return getattr(value, "zh" if chinese else "en", value)


def known(exception: Exception) -> ShiqiaoError | None:
    """Return `exception` as one of ours, or None when it is a fault that nobody foresaw."""
    if isinstance(exception, ShiqiaoError):
        return exception
    sqlstate = getattr(exception.__cause__, "sqlstate", "")
    if getattr(exception, "errno", None) in _FULL or sqlstate == _DISK_FULL:
        return NoRoom()
    if sqlstate == READ_ONLY:  # the server is no longer the primary: the next one is found at the next connection
        return Unavailable()
    for kind, ours in _FOREIGN.items():
        if isinstance(exception, kind):
            return ours()
    return None


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the caller is a machine: by address, or because it accepts JSON and not HTML."""
    accept = request.headers.get("accept", "")
    return request.path.startswith(_MACHINE_PATHS) or ("json" in accept and "html" not in accept)


def respond(request: HttpRequest, error: ShiqiaoError, status: int | None = None) -> HttpResponse:
    """Answer with the error as JSON, as a fragment for htmx, or as a page; nothing personal and no code is shown."""
    status = status or status_of(error)
    told = describe(error)
    if wants_json(request):
        response: HttpResponse = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        name = "kit/_problem.html" if request.headers.get("hx-request") else page_for(status)
        page = render_to_string(name, {"problem": told, "status": status}, request=request)
        response = HttpResponse(page, status=status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.after)
    if status >= 500:
        _note(request, error, response)
    return response


def _note(request: HttpRequest, error: ShiqiaoError, response: HttpResponse) -> None:
    """Log an answer of 500 or more once: one line when the service is unavailable, with the traceback otherwise."""
    cause = error.__cause__
    route = request.resolver_match.route if request.resolver_match else "-"
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER))
        said = str(cause).partition("\n")[0] if cause else error.code
        log.warning("%s /%s: %s: %s", request.method, route, error.code, said)
    else:
        log.error("%s /%s: %s", request.method, route, error.code, exc_info=cause or error)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log it once more


def page_for(status: int) -> str:
    """Return the template of an error page."""
    return {400: "kit/400.html", 403: "kit/403.html", 404: "kit/404.html", 500: "kit/500.html"}.get(
        status, "kit/500.html" if status >= 500 else "kit/400.html"
    )

"""The gate of GeoReport v2: which methods, which street, inside its fence; and errors as the standard says them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound, ShiqiaoError, TooMany
from shiqiao.base.limits import Limit, asked, take
from shiqiao.surfaces.kit.edges import shared_address
from shiqiao.surfaces.kit.entries import EVERYBODY, entry
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.wire import refuse_unsound
from shiqiao.surfaces.open311 import asking
from shiqiao.surfaces.open311.formats import answer

View = Callable[..., HttpResponse]
# A sender of reports may be a whole city's application: each key counts for itself, and so does what one address tries.
SENDER = Limit("open311.sender", at_once=600, per_hour=3600)
ADDRESS = Limit("open311.address", at_once=1200, per_hour=7200)
STATUS: tuple[tuple[type[ShiqiaoError], int], ...] = (
    (TooMany, 429), (Forbidden, 403), (NotFound, 404), (ShiqiaoError, 400),
)  # fmt: skip


def spoken(*methods: str) -> Callable[[View], View]:
    """Let a view be asked by some methods for one street, inside its fence, and answer errors as the standard says."""

    def wrap(view: View) -> View:
        @csrf_exempt  # clients are machines with a key, not browsers with a session
        @wraps(view)
        def run(request: HttpRequest, ending: str, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in (*methods, "HEAD"):
                    raise Invalid("Use {methods} here.", methods=", ".join(methods))
                refuse_unsound(request)
                if request.method == "POST":
                    admit(request)
                street = asking.street_of(request.POST if request.method == "POST" else request.GET)
                with transaction.atomic():
                    scope.set_scope(street)
                    return view(request, street, ending, **kwargs)
            except ShiqiaoError as error:
                return refused(error, ending)

        run.entry = entry(EVERYBODY, "public")  # type: ignore[attr-defined]
        run.says_errors = True  # type: ignore[attr-defined]
        return run

    return wrap


def admit(request: HttpRequest) -> None:
    """Count a report against its key and its address, outside the transaction; raises TooMany."""
    key, address = request.POST.get("api_key", "")[:200], shared_address(request)
    if after := take(asked(SENDER, key or address), asked(ADDRESS, address)):
        raise TooMany(after=after)


def refused(error: ShiqiaoError, ending: str) -> HttpResponse:
    """Answer an error: one entry for each field that is wrong, each with its remedy."""
    status = next(code for kind, code in STATUS if isinstance(error, kind))
    found = describe(error)
    sentences = [f"{name}: {text}" for name, text in found["fields"].items()] or [found["message"]]
    response = answer("errors", [{"code": status, "description": text} for text in sentences], ending, status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.after)
    return response

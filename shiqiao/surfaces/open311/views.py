"""GeoReport v2: what the office takes on, reports in, and public requests out. Each view parses, asks, and answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters.actions import report_matter
from shiqiao.kernel.matters.public import Asked, public_matters, sent_by
from shiqiao.kernel.territory.profiles import profile
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.open311 import asking, shapes
from shiqiao.surfaces.open311.formats import answer

CHANGESET = "2018-06-27T10:00:00+08:00"  # when the meaning of an endpoint last changed
View = Callable[..., HttpResponse]
STATUS: tuple[tuple[type[ShiqiaoError], int], ...] = ((Forbidden, 403), (NotFound, 404), (ShiqiaoError, 400))


def spoken(*methods: str) -> Callable[[View], View]:
    """Let a view be asked by some methods for one street, inside its fence, and answer errors as the standard says."""

    def wrap(view: View) -> View:
        @csrf_exempt  # clients are machines with a key, not browsers with a session
        @wraps(view)
        def run(request: HttpRequest, ending: str, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in (*methods, "HEAD"):
                    raise Invalid("Use {methods} here.", methods=", ".join(methods))
                street = asking.street_of(request.POST if request.method == "POST" else request.GET)
                with transaction.atomic():
                    scope.set_scope(street)
                    return view(request, street, ending, **kwargs)
            except ShiqiaoError as error:
                return refused(error, ending)

        return run

    return wrap


def refused(error: ShiqiaoError, ending: str) -> HttpResponse:
    """Answer an error: one entry for each field that is wrong, each with its remedy."""
    status = next(code for kind, code in STATUS if isinstance(error, kind))
    found = describe(error)
    sentences = [f"{name}: {text}" for name, text in found["fields"].items()] or [found["message"]]
    return answer("errors", [{"code": status, "description": text} for text in sentences], ending, status)


@spoken("GET")
def discovery(request: HttpRequest, street: int, ending: str) -> HttpResponse:
    """Say where the endpoints of this street are."""
    office = profile(street)
    here = request.build_absolute_uri("/open311/v2")
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2", "url": here, "changeset": CHANGESET,
        "type": "production", "formats": ["text/xml", "application/json"],
    }  # fmt: skip
    found = {
        "changeset": CHANGESET, "contact": office.office_zh, "key_service": office.office_zh,
        "endpoints": [endpoint],
    }  # fmt: skip
    return answer("discovery", found, ending)


@spoken("GET")
def services(request: HttpRequest, street: int, ending: str) -> HttpResponse:
    """List what the office takes on."""
    return answer("services", [shapes.service(item) for item in catalogue(street).items.values()], ending)


@spoken("GET")
def definition(request: HttpRequest, street: int, ending: str, code: str) -> HttpResponse:
    """Give the typed questions of a service."""
    return answer("service_definition", shapes.definition(asking.item_of(street, code)), ending)


@spoken("GET", "POST")
def requests(request: HttpRequest, street: int, ending: str) -> HttpResponse:
    """List public requests, or take a report in."""
    if request.method == "POST":
        by = asking.sender_of(request, street)
        receipt = report_matter(report=asking.report_asked(request.POST, street, by), by=by, at=now())
        return answer("service_requests", [shapes.receipt(receipt)], ending, 200 if receipt.again else 201)
    rows = public_matters(street, asking.list_asked(request.GET), asking.MOST_ROWS)
    return answer("service_requests", [shapes.listed(row) for row in rows], ending)


@spoken("GET")
def one_request(request: HttpRequest, street: int, ending: str, number: str) -> HttpResponse:
    """Give one public request; with its api_key a sender also gets what it sent itself, whatever it is about."""
    if "api_key" in request.GET:
        by = asking.sender_of(request, street)
        if own := sent_by(street, asking.source_of(by), number):
            return answer("service_requests", [shapes.listed(own, text=own.text)], ending)
    rows = public_matters(street, Asked(now(), now(), numbers=[number]), 1)
    if not rows:
        raise NotFound("There is no request {number} here.", number=number)
    return answer("service_requests", [shapes.listed(rows[0])], ending)


@spoken("GET")
def token(request: HttpRequest, street: int, ending: str, number: str) -> HttpResponse:
    """Tell the number behind a token. Reports are numbered at once, so a token is the number itself."""
    if not public_matters(street, Asked(now(), now(), numbers=[number]), 1):
        by = asking.sender_of(request, street)
        if sent_by(street, asking.source_of(by), number) is None:
            raise NotFound("There is no request {number} here.", number=number)
    return answer("service_requests", [{"token": number, "service_request_id": number}], ending)

"""GeoReport v2: what the office takes on, reports in, and public requests out. Each view parses, asks, and answers."""

from django.http import HttpRequest, HttpResponse

from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters.actions import report_matter
from shiqiao.kernel.matters.public import Asked, public_matters, sent_by
from shiqiao.kernel.territory.profiles import profile
from shiqiao.surfaces.open311 import asking, shapes
from shiqiao.surfaces.open311.formats import answer
from shiqiao.surfaces.open311.gate import spoken

SPECIFICATION, FORMATS = "http://wiki.open311.org/GeoReport_v2", ["text/xml", "application/json"]
CHANGESET = "2018-06-27T10:00:00+08:00"  # when the meaning of an endpoint last changed


@spoken("GET")
def discovery(request: HttpRequest, street: int, ending: str) -> HttpResponse:
    """Say where the endpoints of this street are."""
    office, here = profile(street).office_zh, request.build_absolute_uri("/open311/v2")
    endpoint = {
        "specification": SPECIFICATION,
        "url": here,
        "changeset": CHANGESET,
        "type": "production",
        "formats": FORMATS,
    }
    found = {"changeset": CHANGESET, "contact": office, "key_service": office, "endpoints": [endpoint]}
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

"""Where browsers tell that a page tried what its policy forbids: counted, and logged without saying who or which record."""

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from prometheus_client import Counter

from shiqiao.base.limits import Limit, asked, take
from shiqiao.surfaces.kit.edges import shared_address
from shiqiao.surfaces.kit.entries import EVERYBODY, declared
from shiqiao.surfaces.kit.policy import DIRECTIVES

log = logging.getLogger("shiqiao.csp")
MOST_BYTES, MOST_REPORTS = 16_000, 10
TYPES = {"application/csp-report", "application/reports+json", "application/json"}
EACH = Limit("csp.address", at_once=30, per_hour=60)
ALL = Limit("csp.all", at_once=300, per_hour=600)
violations = Counter("shiqiao_csp_violations", "policy violations told by browsers", ["directive"])


@csrf_exempt  # browsers send these by themselves, without a token; nothing but a counter and a line of log comes of it
@require_POST
@declared(EVERYBODY, "none")
def csp_report(request: HttpRequest) -> HttpResponse:
    """Take a report of a violation. Always 204, also for nonsense: nobody reads the answer."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    fits = length.isdigit() and int(length) <= MOST_BYTES and request.content_type in TYPES
    if fits and take(asked(EACH, shared_address(request)), asked(ALL, "all")) == 0:
        for one in told(request.body)[:MOST_REPORTS]:
            directive, source, page = summary(one)
            violations.labels(directive).inc()
            log.warning("policy violated: directive=%s source=%s page=%s", directive, source, page)
    return HttpResponse(status=204)


def told(body: bytes) -> list[dict[str, Any]]:
    """Read both forms that browsers send; what is neither gives nothing."""
    try:
        sent = json.loads(body)
    except ValueError:
        return []
    entries = sent if isinstance(sent, list) else [sent]
    found = [one.get("csp-report") or one.get("body") for one in entries if isinstance(one, dict)]
    return [one for one in found if isinstance(one, dict)]


def summary(one: dict[str, Any]) -> tuple[str, str, str]:
    """Return directive, source and page of a report, each out of few: a route's name, never an address with a number."""
    named = str(one.get("effectiveDirective") or one.get("effective-directive") or one.get("violated-directive") or "")
    directive = named.split(" ")[0].removesuffix("-elem").removesuffix("-attr")
    blocked = str(one.get("blockedURL") or one.get("blocked-uri") or "")
    source = blocked if blocked in ("inline", "eval", "data", "blob") else "elsewhere" if "://" in blocked else "other"
    page = _route(str(one.get("documentURL") or one.get("document-uri") or ""))
    return (directive if directive in DIRECTIVES else "other"), source, page


def _route(address: str) -> str:
    try:
        return resolve(urlsplit(address[:2000]).path or "/").view_name or "unnamed"
    except (Resolver404, ValueError):
        return "unknown"

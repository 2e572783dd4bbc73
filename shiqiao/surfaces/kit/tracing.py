"""The outermost middleware: one mark for each request, one line in the log, and who else wants to know of it.

A reverse proxy of ours (SHIQIAO_PROXIES) may bring the mark as X-Request-ID; from anybody else it is made anew.
"""

import logging
import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shiqiao.base import trace

GetResponse = Callable[[HttpRequest], HttpResponse]
access = logging.getLogger("shiqiao.access")
HEADER = "X-Request-ID"
_BY_PROXIES = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)
UNNAMED = "none"  # the route of an address that leads nowhere
Watcher = Callable[[HttpRequest, HttpResponse, str, float], None]
watchers: list[Watcher] = []  # told of each answered request with its route and seconds; the metrics listen


class TraceMiddleware:
    """Give each request its mark and its line in the log."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.proxies = [ip_network(one, strict=False) for one in settings.OPTIONS.proxies]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        mark = self._mark(request.META)
        with trace.tracing(mark):
            response = self.get_response(request)
            response.headers[HEADER] = mark
            took = time.perf_counter() - began
            route = route_of(request)
            for watcher in watchers:
                watcher(request, response, route, took)
            access.info(
                "request",
                extra={
                    "method": request.method,
                    "route": route,
                    "status": response.status_code,
                    "ms": round(took * 1000, 1),
                },
            )
        return response

    def _mark(self, meta: dict[str, Any]) -> str:
        """Return the request's mark, and note whether it came through a proxy before anybody takes that away."""
        meta["shiqiao.proxied"] = any(name in meta for name in _BY_PROXIES)
        meta["shiqiao.peer"] = str(meta.get("REMOTE_ADDR", ""))
        given = str(meta.pop("HTTP_X_REQUEST_ID", ""))
        return trace.known(given) if given and self._ours(meta["shiqiao.peer"]) else trace.new()

    def _ours(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self.proxies)


def route_of(request: HttpRequest) -> str:
    """Return the pattern of the address, never the address itself: numbers and secret links stay out of logs."""
    match = request.resolver_match
    return f"/{match.route}" if match else UNNAMED


def is_local(request: HttpRequest) -> bool:
    """Tell whether the caller is on this machine, and not somebody behind a proxy on this machine."""
    address = str(request.META.get("shiqiao.peer", ""))
    return not request.META.get("shiqiao.proxied") and _is_address(address) and ip_address(address).is_loopback


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

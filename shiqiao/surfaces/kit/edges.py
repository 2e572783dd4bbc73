"""The outermost edge of every request: whose address it is behind our own proxies, and how much may be sent at all."""

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shiqiao.base.errors import Invalid
from shiqiao.kernel.files.rules import LARGEST
from shiqiao.surfaces.kit.errors import respond

GetResponse = Callable[[HttpRequest], HttpResponse]
Network = IPv4Network | IPv6Network
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
# One request's whole body in bytes: a resident sends one file, an official up to six.
RESIDENTS = ("/portal/", "/open311/")
MOST_OF_A_RESIDENT, MOST = LARGEST + 5_000_000, 6 * LARGEST + 5_000_000


class EdgesMiddleware:
    """Settle address and scheme from the last proxy that is ours, and refuse a body that nothing here could take."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        settle_origin(request.META, networks(tuple(settings.PROXIES)))
        most = MOST_OF_A_RESIDENT if request.path_info.startswith(RESIDENTS) else MOST
        if _length(request) > most:
            refusal = Invalid("What was sent is larger than {most} MB. Nothing of it was kept.", most=most // 1_000_000)
            return respond(request, refusal, status=413)
        return self.get_response(request)


@lru_cache(maxsize=8)
def networks(named: tuple[str, ...]) -> tuple[Network, ...]:
    """Return the networks of our own proxies; raises ValueError naming one that is none."""
    return tuple(ip_network(one, strict=False) for one in named)


def settle_origin(meta: dict[str, str], ours: tuple[Network, ...]) -> None:
    """Put the caller's address and scheme in their usual places, believing only what our own proxies wrote.

    Each proxy appends the address that it was called from: from the right, the first that is not ours is the caller.
    What a stranger wrote further left, or sent without any proxy of ours, is taken away unread.
    """
    forwarded, scheme = meta.get("HTTP_X_FORWARDED_FOR", ""), meta.get("HTTP_X_FORWARDED_PROTO", "")
    for name in FORWARDED:
        meta.pop(name, None)
    if not _is_ours(meta.get("REMOTE_ADDR", ""), ours):
        return
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        address = _address(hop)
        if not address:
            break  # what no proxy writes: the last good one stands
        meta["REMOTE_ADDR"] = address
        if not _is_ours(address, ours):
            break
    if scheme.strip().lower() in ("http", "https"):
        meta["wsgi.url_scheme"] = scheme.strip().lower()


def _is_ours(text: str, ours: tuple[Network, ...]) -> bool:
    address = _address(text)
    return bool(address) and any(ip_address(address) in one for one in ours)


def _address(text: str) -> str:
    """Read an address, with or without port and brackets; empty for what is none."""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def shared_address(request: HttpRequest) -> str:
    """Return what an address counts as: an IPv4 address, or the /64 that one connection gets of IPv6."""
    text = _address(str(request.META.get("REMOTE_ADDR", "")))
    if not text:
        return "unknown"
    address = ip_address(text)
    return text if address.version == 4 else str(ip_network(f"{text}/64", strict=False))

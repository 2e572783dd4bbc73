"""Telling browsers of one shared connection apart: a random signed cookie that serves limits only and names nobody."""

from secrets import token_urlsafe

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = f"{settings.COOKIE_PREFIX}shiqiao_browser"
LASTS = 30 * 24 * 3600  # seconds
_SALT = "shiqiao.browser"


def browser_of(request: HttpRequest) -> str:
    """Return the random name of the browser, empty when it brings none that we gave out within a month."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LASTS))
    except signing.BadSignature:
        return ""


def know(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a browser without a name one, before it sends its first form."""
    if not browser_of(request):
        response.set_cookie(
            COOKIE, signing.dumps(token_urlsafe(12), salt=_SALT), max_age=LASTS, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response

"""The gate of the portal: everybody is a resident here, fenced to one street; secret pages leave no trace.

Where an installation has several streets, the address (`?street=`), the last choice or the host's name says which; a secret
link names it by itself.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.matters.bynumber import FOUR, street_of_number
from shiqiao.kernel.matters.errors import InArchive
from shiqiao.kernel.matters.secret_links import street_of_secret
from shiqiao.kernel.retention.reads import street_of_package
from shiqiao.surfaces.kit.entries import EVERYBODY, entry
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.portal.limits import counted_guesses
from shiqiao.surfaces.portal.sockets import secrets
from shiqiao.surfaces.portal.street import chosen_street, current, found_streets, street_number, streets

View = Callable[..., HttpResponse]
REMEMBERED, YEAR = "street", 366 * 24 * 3600


def resident(*, reporter: bool = False) -> Actor:
    """Return who acts on the portal; `reporter` only after the secret of the matter was shown."""
    roles = frozenset({"reporter"}) if reporter else frozenset()
    return Actor(kind="resident", code="resident", street=street_number(), roles=roles)


def open_page(view: View) -> View:
    """Run a view in one transaction, as a resident, fenced to the chosen street; an error rolls everything back.

    An address with a secret that opens nothing (any more) is NotFound before a street is chosen.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked, proven = request.GET.get("street", ""), _of_secret(request, kwargs)
        if "secret" in kwargs and not proven:
            raise NotFound
        street = proven or chosen_street(asked, request.COOKIES.get(REMEMBERED, ""), request.get_host())
        if not street:
            return choice(request, request.path)
        response = _inside(street, view, request, args, kwargs)
        if asked == str(street):
            response.set_cookie(
                REMEMBERED, asked, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
            )
        return response

    run.entry = entry(EVERYBODY, "public")  # type: ignore[attr-defined]
    return run


def choice(request: HttpRequest, to: str) -> HttpResponse:
    """Let a resident choose a street, or find it by a name in it, to go on with at the address `to`."""
    text = request.GET.get("find", "")
    shown = {"streets": found_streets(text), "several": len(streets()) > 1, "text": text, "to": to}
    return render(request, "portal/streets.html", shown)


def _inside(street: int, view: View, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    token = current.set(street)
    try:
        request.actor = resident()  # type: ignore[attr-defined]  # also for officials who are signed in
        with transaction.atomic():
            scope.set_scope(street)
            return view(request, *args, **kwargs)
    finally:
        current.reset(token)


def _of_secret(request: HttpRequest, kwargs: Any) -> int:
    """Return the street of the report that a secret opens, in the address or in the form that follows one; 0 for none."""
    secret = kwargs.get("secret", "") or request.POST.get("secret", "")
    if not secret:
        return 0
    code = secret_in(secret)
    if len(code) == FOUR and code.isdecimal():  # the end of a telephone number: the report's own number says where
        return street_of_number("".join(sign for sign in request.POST.get("number", "")[:30] if sign.isdigit()))
    found = street_of_secret(code, at=now()) or street_of_package(code)
    return found or next((street for one in secrets if (street := one.street_of(code, now()))), 0)


def secret_in(text: str) -> str:
    """Take the secret code out of what was typed or pasted, which may be the whole link."""
    parts = [part for part in text[:300].split("?")[0].split("/") if part.strip()]
    return parts[-1].strip() if parts else ""


def secret_page(view: View) -> View:
    """Like `open_page`, for addresses with a secret: not cached, not indexed, and kept out of logs and referrers.

    The referrer is cut down to the origin instead of left out, because browsers then also send `Origin: null` with
    forms, which the check against forged requests must refuse.
    """
    inner = counted_guesses(open_page(view))

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = inner(request, *args, **kwargs)
        except NotFound as error:
            away = describe(error)["message"] if isinstance(error, InArchive) else ""
            response = render(request, "portal/gone.html", {"away": away}, status=404)
        except Exception:
            request.path = request.path_info = "/portal/m/…"  # what error handlers log
            raise
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        add_never_cache_headers(response)
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django logs the address of every 4xx
        return response

    run.entry = entry(EVERYBODY, "secret")  # type: ignore[attr-defined]
    return run

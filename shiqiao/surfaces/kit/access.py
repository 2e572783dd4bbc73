"""The gate of every page: who may enter, and the transaction with the street fence round it."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.db.scope import is_above
from shiqiao.base.errors import Forbidden
from shiqiao.surfaces.kit.above import look_below
from shiqiao.surfaces.kit.entries import EVERYBODY, KEYS, OFFICIALS, SCREENS, entry
from shiqiao.surfaces.kit.kept import SENT, drop
from shiqiao.surfaces.kit.sitting import door_before, is_fresh

View = Callable[..., HttpResponse]


def fenced(
    view: View | None = None,
    *,
    roles: Iterable[str] = (),
    public: bool = False,
    unsettled: bool = False,
    reach: str = "",
    whole: Iterable[str] = (),
    apart: bool = False,
    above: str = "",
) -> Any:
    """Run a view in one transaction, fenced to the streets of `request.actor`.

    `@fenced` lets any signed-in person in and sends others to the login; `roles` asks for one of them (Forbidden else);
    `public=True` also lets residents in, `unsettled=True` those who must choose a password or second factor first.
    Session and account tables have no street and are read before the fence. An error that leaves it rolls everything back.
    With `apart` the view opens its own transactions, so that what one act has written stays when the next one is refused.
    `reach` (and `whole`) say how far it reaches, see `entries`: a test refuses views that do not say it.
    `above` opens it to posts of a district, city or province, see `above.py`; without it they are refused.
    """
    if view is None:
        return lambda given: fenced(
            given, roles=roles, public=public, unsettled=unsettled, reach=reach, whole=whole, apart=apart, above=above
        )
    asked = frozenset(roles)

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = request.actor = settle(request)  # type: ignore[attr-defined]
        if not public and actor.kind != "account":
            return to_login(request)
        if request.method == "POST" and SENT in request.POST:
            drop(request)
        if elsewhere := _elsewhere(request, actor, unsettled, "own" if public else above):
            return elsewhere
        if asked and not asked & actor.roles:
            raise Forbidden
        return view(request, *args, **kwargs) if apart else _in_one(view, request, *args, **kwargs)

    if reach:
        run.entry = entry(EVERYBODY if public else OFFICIALS, reach, asked, whole, bool(above))  # type: ignore[attr-defined]
    return run


def _elsewhere(request: HttpRequest, actor: Actor, unsettled: bool, above: str) -> HttpResponse | None:
    """Say where to go first: to a password or second factor; a post above the streets to its overview."""
    if not unsettled and (door := door_before(request, actor)):
        return to_login(request, reverse(door))
    return look_below(request, actor, above) if is_above(actor.street) else None


def _in_one(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Run a view in one transaction within the fence of its actor."""
    with transaction.atomic():
        scope.set_scope(*(getattr(request, "fence", None) or scope.of(request.actor)))
        with scope.refusing_writes() if getattr(request, "shows_only", False) else nullcontext():
            response = view(request, *args, **kwargs)
            render = getattr(response, "render", None)
            return render() if callable(render) else response


def for_screens(view: View | None = None, *, strangers: bool = False, officials: Iterable[str] = ()) -> Any:
    """Run a view for a paired screen, in one transaction fenced to its street; the only views that a screen may open.

    Any other browser is sent to the pairing page, unless `strangers` lets it in, with the fence shut; who is signed in and
    has one of the roles `officials` is let in as well, fenced to the own street. Never cached.
    """
    if view is None:
        return lambda given: for_screens(given, strangers=strangers, officials=officials)
    asked = frozenset(officials)

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = request.actor = settle(request)  # type: ignore[attr-defined]
        if actor.kind == "device":
            with transaction.atomic():
                scope.set_scope(*scope.of(actor))
                response = view(request, *args, **kwargs)
        elif strangers:
            response = view(request, *args, **kwargs)
        elif asked and actor.kind == "account":
            response = entered(request, *args, **kwargs)
        else:
            response = to_login(request, reverse("desk:pair"))
        add_never_cache_headers(response)
        return response

    entered = fenced(view, roles=asked)
    run.for_screens = True  # type: ignore[attr-defined]
    if asked:
        run.entry = entry(OFFICIALS, "screen", asked)  # type: ignore[attr-defined]
    else:
        run.entry = entry(KEYS if strangers else SCREENS, "none" if strangers else "screen")  # type: ignore[attr-defined]
    return run


def freshly(view: View) -> View:
    """Ask for the password again when it was given long ago: changes of the door itself. Goes inside `fenced`."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else request.headers.get("referer", "")
        return HttpResponseRedirect(f"{reverse('kit:confirm')}?next={quote(back)}")

    return run


def settle(request: HttpRequest) -> Actor:
    """Return the request's actor as a plain value instead of the lazy one that the middleware left."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    settled: Actor = getattr(actor, "_wrapped", actor) if bool(actor) else actor
    return settled


def to_login(request: HttpRequest, door: str = "") -> HttpResponse:
    """Send the browser to the login (or another door) and back afterwards; htmx is told to leave the page as a whole."""
    door = door or settings.LOGIN_URL
    target = f"{door}?next={quote(request.get_full_path())}{_why(request)}"
    if request.headers.get("hx-request"):
        return HttpResponse(status=204, headers={"HX-Redirect": door})
    return HttpResponseRedirect(target)


def _why(request: HttpRequest) -> str:
    reason = getattr(request, "ends_because", "")
    return f"&ended={reason}" if reason else ""

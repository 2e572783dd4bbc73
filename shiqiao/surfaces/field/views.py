"""The shell of the field app: it holds nothing of anybody, so that it may be kept on the phone as it is."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET

from shiqiao.base.time import now
from shiqiao.surfaces.field import precache, words
from shiqiao.surfaces.kit.access import settle
from shiqiao.surfaces.kit.context import Shell
from shiqiao.surfaces.kit.entries import EVERYBODY, declared
from shiqiao.surfaces.kit.sitting import door_before
from shiqiao.surfaces.kit.wire import compressed


@require_GET
@declared(EVERYBODY, "none")
def app(request: HttpRequest) -> HttpResponse:
    """The one page of the app; the same for everybody, signed in or not."""
    response = render(request, "field/app.html", {"words": words.spoken(), "icons": words.ICONS, "bar": words.bar()})
    response.headers["Cache-Control"] = "no-cache"
    return compressed(request, response)  # it holds no token and nothing of anybody


@require_GET
@declared(EVERYBODY, "none")
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of what it keeps; its version changes when any of these files does."""
    response = HttpResponse(precache.script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"], response.headers["Service-Worker-Allowed"] = "no-cache", "/field/"
    return response


@require_GET
@declared(EVERYBODY, "none")
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the app on its first page."""
    return JsonResponse(
        precache.manifest(), content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@require_GET
@declared(EVERYBODY, "own")
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, the token that writing needs, and what time it is here."""
    actor, shell = settle(request), Shell(request)
    inside = actor.kind == "account" and not door_before(request, actor)
    told = {"csrf": get_token(request), "now": now().isoformat(), "account": actor.account if inside else 0}
    if inside:
        told |= {"name": shell.who, "posts": [post.title for post in shell.posts]}
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    add_never_cache_headers(response)
    return response

"""Login, logout, language, choice of post, and the pages for errors."""

import json
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import logout as end
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.surfaces.kit.access import fenced, freshly, settle
from shiqiao.surfaces.kit.context import Shell, is_demo, mark
from shiqiao.surfaces.kit.door import after_password, ended_because, is_due, keep_signed_in, next_page
from shiqiao.surfaces.kit.entries import EVERYBODY, declared
from shiqiao.surfaces.kit.errors import known, respond, status_of, wants_json
from shiqiao.surfaces.kit.logins import LoginForm, PasswordForm
from shiqiao.surfaces.kit.look import remember, wished
from shiqiao.surfaces.kit.middleware import POST_KEY


@sensitive_post_parameters("password")
@never_cache
@declared(EVERYBODY, "none")
def login(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, and lead on to the second factor or to where the person wanted to go."""
    form = LoginForm(request, request.POST or None)
    if request.method == "POST" and form.enter():
        return after_password(request, form.account)
    if request.method == "GET" and settle(request).kind == "account":
        return HttpResponseRedirect(next_page(request))
    context = {"form": form, "next": request.GET.get("next") or request.POST.get("next", ""), "logins": demo_logins()}
    context["ended"] = ended_because(request)
    return render(request, "kit/login.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("new", "again")
@fenced(unsettled=True, reach="own", above="own")
@freshly
def password(request: HttpRequest) -> HttpResponse:
    """Let a person choose a password; who got one from the office comes here first."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.take(request.actor, request.user, request.session.session_key):  # type: ignore[attr-defined]
        keep_signed_in(request)
        return HttpResponseRedirect(next_page(request))
    context = {
        "form": form,
        "next": request.GET.get("next") or request.POST.get("next", ""),
        "due": is_due(request.user),
    }
    return render(request, "kit/password.html", context, status=422 if form.errors else 200)


@require_POST
@declared(EVERYBODY, "none")
def logout(request: HttpRequest) -> HttpResponse:
    """Let a person out and forget the session."""
    end(request)
    return HttpResponseRedirect(settings.LOGIN_URL)


@require_safe
@declared(EVERYBODY, "none")
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers to the mark: they ask for it at this address beside answers that name none, such as fragments and files."""
    return HttpResponsePermanentRedirect(static("kit/mark.svg"))


@require_POST
@declared(EVERYBODY, "none")
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and return to the page."""
    return set_language(request)


@require_POST
@declared(EVERYBODY, "none")
def look(request: HttpRequest) -> HttpResponse:
    """Remember light or dark, usual or large print in a cookie and return to the page."""
    return remember(HttpResponseRedirect(next_page(request)), wished(request))


@require_POST
@declared(EVERYBODY, "own")
def choose_post(request: HttpRequest) -> HttpResponse:
    """Act from another of one's own posts from now on; a post of someone else is refused."""
    asked = request.POST.get("post", "")
    if asked not in {str(post.id) for post in Shell(request).posts}:
        raise Forbidden("This post is not yours; choose one of those in the account menu.")
    request.session[POST_KEY] = int(asked)
    return HttpResponseRedirect(next_page(request))


def demo_logins() -> list[dict[str, Any]]:
    """Return the demo's logins from DATA/demo-logins.json: a list of {username, password, title}; none elsewhere."""
    path = settings.DATA / "demo-logins.json"
    if not is_demo() or not path.is_file():
        return []
    return list(json.loads(path.read_text(encoding="utf-8")))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that no view could read (handler400)."""
    return respond(request, Invalid(), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a refused request (handler403)."""
    return respond(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere (handler404)."""
    return respond(request, NotFound())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose security token is missing or old (CSRF_FAILURE_VIEW)."""
    return respond(request, Forbidden("This form was open for too long. Go back, reload the page and send it again."))


def fault(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours (handler500): no database, no session, nothing that could fail again.

    What fails outside of a view comes here as well: a session that cannot be read because the database is away.
    """
    exception = sys.exc_info()[1]
    error = known(exception) if isinstance(exception, Exception) else None
    if error is not None and status_of(error) == 503:
        error.__cause__ = exception
        return respond(request, error)
    if wants_json(request):
        told = {"code": "error", "message": _("Something went wrong on our side. Nothing was saved."), "fields": {}}
        return HttpResponse(json.dumps(told, ensure_ascii=False), status=500, content_type="application/json")
    return HttpResponse(
        render_to_string("kit/500.html", {"shell": Shell(request), "status": 500, **mark(request)}), status=500
    )

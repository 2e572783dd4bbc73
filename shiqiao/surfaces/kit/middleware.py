"""What happens to every request: errors become answers, an actor is known, browsers are told to trust only us."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.surfaces.kit.errors import known, respond
from shiqiao.surfaces.kit.policy import HEADERS
from shiqiao.surfaces.kit.wire import refuse_unsound

GetResponse = Callable[[HttpRequest], HttpResponse]
POST_KEY = "post"  # session key of the post a person chose to act from
DEVICE_COOKIE = f"{settings.COOKIE_PREFIX}shiqiao_device"  # the secret of a paired screen


class SecurityHeadersMiddleware:
    """Say with every answer that scripts come from this server only and that no other site may frame us."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class ErrorsMiddleware:
    """Turn known errors into pages, fragments or JSON with the right status and a translated sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        """Refuse what cannot be kept before any view sees it; a view that `says_errors` itself does so itself."""
        try:
            return None if getattr(view, "says_errors", False) else refuse_unsound(request)
        except ShiqiaoError as error:
            return respond(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer errors that are known; others stay Django's (page 500, logged with their traceback)."""
        error = known(exception)
        if error is None:
            return None
        if error is not exception:
            error.__cause__ = exception
        return respond(request, error)


class ActorMiddleware:
    """Give each request its `actor`, found when first asked for: an official at a post, a resident, or a screen.

    A paired screen is asked for anew with each request, so that a revoked one is shut out at once, and gets no further
    than the pages made for screens (`access.for_screens`): every other address refuses it, whatever the method, also
    when somebody signs in at it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        """Keep a screen to the pages made for screens."""
        screen = screen_of(request)
        if screen is None:
            return None
        request.actor = screen  # type: ignore[attr-defined]
        if getattr(view, "for_screens", False):
            return None
        return respond(request, Forbidden("This browser is a screen of the office: it shows its own page only."))


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts: the signed-in person at the chosen post or all posts; others are residents."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Actor(kind="resident", code="resident")
    from shiqiao.kernel.people.reads import actor_for  # late: pages without login need no people
    from shiqiao.surfaces.kit.sitting import still_there

    if not still_there(request, user):
        return Actor(kind="resident", code="resident")
    try:
        return actor_for(user, request.session.get(POST_KEY))
    except Forbidden:  # the chosen post was handed over, or the deputyship ended: the other posts remain
        request.session.pop(POST_KEY, None)
        return actor_for(user)


def screen_of(request: HttpRequest) -> Actor | None:
    """Return the paired screen that asks, None for every other browser and for a revoked one."""
    secret = request.COOKIES.get(DEVICE_COOKIE, "")
    if not secret:
        return None
    from shiqiao.kernel.people.devices import actor_of_device  # late: pages without login need no people

    return actor_of_device(secret, now())

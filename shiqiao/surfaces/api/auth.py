"""Who calls the API: a bearer token bound to a post, within its scopes, or a signed-in official's session."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.operation import Operation
from ninja.security import HttpBearer, SessionAuth

from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import is_above
from shiqiao.base.errors import Forbidden
from shiqiao.kernel.people.scopes import SCOPES
from shiqiao.kernel.people.tokens import bearer_of
from shiqiao.surfaces.kit.above import REFUSED
from shiqiao.surfaces.kit.access import settle
from shiqiao.surfaces.kit.sitting import door_before

F = TypeVar("F", bound=Callable[..., Any])


class TokenAuth(HttpBearer):
    """`Authorization: Bearer <token>`; the token is looked up by its hash in the process."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the actor behind a token, or None."""
        found = bearer_of(token, address=str(request.META.get("REMOTE_ADDR", "")))
        request.bearer = found  # type: ignore[attr-defined]
        return _of_a_street(found.actor) if found else None


class OfficialAuth(SessionAuth):
    """The desk's own session; writing needs the CSRF token."""

    def _get_key(self, request: HttpRequest) -> str | None:
        """Look at the CSRF token only where somebody is signed in: all others get 401, whatever they send."""
        if not request.user.is_authenticated:
            return None
        try:
            return super()._get_key(request)
        except HttpError as error:
            raise Forbidden("Send the CSRF token of your session, or call with a token of your own.") from error

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the signed-in official as an actor, or None; also None before password and second factor are settled."""
        actor = settle(request)
        return _of_a_street(actor) if actor.kind == "account" and not door_before(request, actor) else None


def _of_a_street(actor: Actor) -> Actor:
    """Refuse posts of a district or city: what they may see are figures, on the desk."""
    if is_above(actor.street):
        raise Forbidden(REFUSED)
    return actor


AUTH = [TokenAuth(), OfficialAuth()]


def scope(code: str) -> Callable[[F], F]:
    """Name the scope that a token needs for an operation; stands between the route and the function."""

    def wrap(view: F) -> F:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            bearer = getattr(request, "bearer", None)
            if bearer is not None:
                bearer.need(code)
            return view(request, *args, **kwargs)

        run.scope = code  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]

    return wrap


def operations(api: NinjaAPI) -> Iterator[tuple[str, Operation]]:
    """Yield every operation of an API with its address."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for one in view.operations:
                yield f"{prefix}{path}", one


def state_scopes(api: NinjaAPI) -> None:
    """Write each operation's scope into its documentation; an operation without one does not start."""
    for path, one in operations(api):
        code = getattr(one.view_func, "scope", "")
        if code not in SCOPES:
            raise LookupError(f"{path}: name the scope that a token needs, with @scope(…) below the route")
        one.openapi_extra = {**(one.openapi_extra or {}), "x-scope": code}

"""Who calls the API: a bearer token bound to a post, or a signed-in official's session."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.kernel.people.tokens import actor_of_token
from shiqiao.surfaces.kit.access import settle
from shiqiao.surfaces.kit.sitting import door_before


class TokenAuth(HttpBearer):
    """`Authorization: Bearer <token>`; the token is looked up by its hash in the process."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the actor behind a token, or None."""
        return actor_of_token(token)


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
        return actor if actor.kind == "account" and not door_before(request, actor) else None


AUTH = [TokenAuth(), OfficialAuth()]

"""Who calls the API: a bearer token bound to a post, or a signed-in official's session."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from shiqiao.base.actor import Actor
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

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the signed-in official as an actor, or None; also None before password and second factor are settled."""
        actor = settle(request)
        return actor if actor.kind == "account" and not door_before(request, actor) else None


AUTH = [TokenAuth(), OfficialAuth()]

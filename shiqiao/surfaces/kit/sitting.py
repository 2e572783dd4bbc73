"""One sign-in as the browser's session holds it: since when, seen when, proved how; and its end when nobody is there.

All of it stands in the session that every page loads anyway, so a page costs no further query. When somebody was last
seen is written once in some minutes only.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.people import signins
from shiqiao.kernel.people.factors import is_forced
from shiqiao.kernel.people.passwords import must_change
from shiqiao.surfaces.kit import kept

BEGAN, SEEN, PROVED, FACTOR = "began", "seen", "proved", "factor"
COARSE = timedelta(minutes=5)
FRESH = timedelta(minutes=10)  # so long a password counts as just given


def on_sign_in(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Note who came in (Django's signal); also when a test or command opens a session."""
    session, at = request.session, now()
    session[BEGAN] = session[SEEN] = session[PROVED] = at.isoformat()
    session[FACTOR] = getattr(request, "factor", "")
    signins.begin(
        account=user, key=session.session_key or "", agent=request.META.get("HTTP_USER_AGENT", ""),
        address=request.META.get("REMOTE_ADDR", ""), factor=session[FACTOR], at=at,
    )  # fmt: skip


def on_sign_out(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Note who went out (Django's signal), before the session is forgotten."""
    if user is not None and request.session.session_key:
        by = Actor(kind="account", code=f"account.{user.pk}", account=user.pk, street=user.street)
        reason = getattr(request, "ends_because", "left")
        signins.end_key(account=user, key=request.session.session_key, reason=reason, by=by, at=now())


def still_there(request: HttpRequest, user: Any) -> bool:
    """Tell whether a signed-in browser may go on; sign it out when it stood idle or is too old, keeping what it sent."""
    at = now()
    reason = _over(request.session, at)
    if not reason:
        _seen(request.session, at)
        return True
    keeping = kept.packed(request, user) if reason == "idle" else ""
    request.ends_because = reason  # type: ignore[attr-defined]
    logout(request)
    if keeping:
        request.session[kept.KEPT] = keeping
    return False


def _over(session: Any, at: datetime) -> str:
    idle, age = settings.IDLE_LOGOUT, settings.SESSION_AGE
    if not idle and not age:
        return ""
    began, seen = _moment(session, BEGAN), _moment(session, SEEN)
    if began is None or seen is None:  # from before the door noted this
        return "aged"
    if age and at - began >= age:
        return "aged"
    return "idle" if idle and at - seen >= idle else ""


def _seen(session: Any, at: datetime) -> None:
    seen = _moment(session, SEEN)
    coarse = min(COARSE, settings.IDLE_LOGOUT / 15) if settings.IDLE_LOGOUT else COARSE
    if seen is not None and at - seen >= coarse:
        session[SEEN] = at.isoformat()
        signins.note_seen(key=session.session_key, at=at)


def _moment(session: Any, name: str) -> datetime | None:
    text = session.get(name)
    return datetime.fromisoformat(text) if text else None


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the password was given lately enough for a change of the door itself."""
    proved = _moment(request.session, PROVED)
    return proved is not None and now() - proved < FRESH


def prove(request: HttpRequest) -> None:
    """Note that the password was given just now."""
    request.session[PROVED] = now().isoformat()


def door_before(request: HttpRequest, actor: Actor) -> str:
    """Name the page that a signed-in person must pass first: a new password, a second factor; empty when all is done."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    if must_change(user, now()):
        return "kit:password"
    return "kit:second-factor" if is_forced(actor) and not request.session.get(FACTOR) else ""

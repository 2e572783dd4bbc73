"""The lock at the door: asks axes before a guess and tells it of a wrong one."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext

from shiqiao.base.time import now
from shiqiao.kernel.people.lockout import LASTS, note_lock_out


class Backend(AxesStandaloneBackend):
    """axes' backend; a check without a request comes from no browser and is not counted."""

    def authenticate(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        """Refuse a name or address that is locked out; never lets anybody in by itself."""
        if request is not None:
            super().authenticate(request, *args, **kwargs)


def locked(request: HttpRequest, username: str) -> bool:
    """Tell whether this name, from this address, is locked out at the moment."""
    AxesProxyHandler.update_request(request)
    request.axes_user_agent = request.axes_http_accept = ""  # type: ignore[attr-defined]  # nothing to tell persons by
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def failed(request: HttpRequest, username: str) -> bool:
    """Count a wrong code (a wrong password counts by itself); returns whether that was the last one allowed."""
    user_login_failed.send(__name__, credentials={"username": username}, request=request)
    return note(request, username)


def note(request: HttpRequest, username: str) -> bool:
    """Write it down when the failure just counted has locked the name out; returns whether it has."""
    if not getattr(request, "axes_locked_out", False):
        return False
    note_lock_out(username=username, at=now())
    return True


def forget(request: HttpRequest, username: str) -> None:
    """Start afresh for a name at this address, after the person came in; guesses from elsewhere stay counted."""
    reset(ip=request.axes_ip_address, username=username)  # type: ignore[attr-defined]


def sentence() -> str:
    """Say that the door is shut, the same whether there is such a name or not."""
    minutes = LASTS.seconds // 60
    said = gettext(
        "Too many wrong attempts. Wait %(n)d minutes, or ask a security administrator to unlock the account."
    )
    return said % {"n": minutes}

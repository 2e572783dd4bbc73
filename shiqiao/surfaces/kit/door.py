"""The steps through the door: password, second factor, in; and what a person sees of the own sign-in."""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import login as start
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe

from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import scoped
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.people import factors, signins
from shiqiao.kernel.people.doors import waiting_account
from shiqiao.kernel.people.passwords import change_due
from shiqiao.kernel.people.powers import POWERS
from shiqiao.kernel.people.reads import actor_for
from shiqiao.surfaces.kit import lockout, passkeys, sitting
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.kit.kept import KEPT, kept_for

PENDING, SECRET = "pending", "app_secret"
WAITS = timedelta(minutes=5)  # between password and second factor
BACKEND = "django.contrib.auth.backends.ModelBackend"


def next_page(request: HttpRequest) -> str:
    """Return the address asked for by `next` when it is on this site, else the start page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else settings.LOGIN_REDIRECT_URL


def after_password(request: HttpRequest, account: Any) -> HttpResponse:
    """Go on after a right password: to the second step for who has a second factor, else in."""
    if not factors.kinds_of(account):
        return enter(request, account, "", next_page(request))
    mark = account.get_session_auth_hash()  # a password that changes meanwhile ends the waiting
    held = {"account": account.pk, "at": now().isoformat(), "next": next_page(request), "mark": mark}
    request.session[PENDING] = held
    return HttpResponseRedirect(reverse("kit:code"))


def waiting(request: HttpRequest) -> Any:
    """Return the account that waits for its second factor at this browser; None when it took too long."""
    held = request.session.get(PENDING)
    if not held or now() - datetime.fromisoformat(held["at"]) > WAITS:
        return None
    account = waiting_account(held["account"])
    return account if account and constant_time_compare(held["mark"], account.get_session_auth_hash()) else None


def enter_waiting(request: HttpRequest, account: Any, factor: str) -> HttpResponse:
    """Let in who gave the second factor, too."""
    return enter(request, account, factor, request.session.pop(PENDING)["next"])


def enter(request: HttpRequest, account: Any, factor: str, target: str) -> HttpResponse:
    """Let a person in and lead on; an administrator is signed in at one place only, so other places end."""
    request.factor = factor  # type: ignore[attr-defined]
    request.session.pop(PENDING, None)
    start(request, account, backend=BACKEND)
    lockout.forget(request, account.username)
    actor = actor_for(account)
    if actor.roles & POWERS:
        with scoped(account.street):
            keep = request.session.session_key
            signins.end_all(account=account, reason="replaced", keep=keep, by=actor, at=now())
    if kept_for(request, account.pk):
        target = reverse("kit:again")
    return in_language(HttpResponseRedirect(target), request, account.preferred_language)


def in_language(response: HttpResponse, request: HttpRequest, language: str) -> HttpResponse:
    """Begin in the language that the person chose, unless this browser was switched to one by hand."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and language != settings.LANGUAGE_CODE:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response


def ended_because(request: HttpRequest) -> dict[str, bool]:
    """Say for the login page why a sign-in ended, and whether what was sent is kept."""
    reason = request.GET.get("ended", "")
    return {"idle": reason == "idle", "aged": reason == "aged", "kept": bool(reason and request.session.get(KEPT))}


def keep_signed_in(request: HttpRequest) -> None:
    """Let this browser stay in after the own password was changed: its session gets a new key and the new mark."""
    former = request.session.session_key or ""
    update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
    signins.pass_key(former=former, key=request.session.session_key or "")
    sitting.prove(request)


def is_due(account: Any) -> bool:
    """Tell whether an account's password has become too old."""
    due = change_due(account)
    return due is not None and due <= now()


# ── second factor ──────────────────────────────────────────────────────────────────────────────────────────────────


def app_secret(request: HttpRequest, *, fresh: bool = False) -> str:
    """Return the secret that an app is given; it waits, sealed, in the session until a first code proves it."""
    adapter = factors.Adapter()
    if fresh or SECRET not in request.session:
        request.session[SECRET] = adapter.encrypt(generate_totp_secret())
    return adapter.decrypt(request.session[SECRET])


def drawn(account: Any, secret: str) -> SafeString:
    """Draw the QR code as SVG, here: no other server hears of it."""
    adapter = factors.Adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(account, secret))
    return mark_safe(svg[svg.index("<svg") :])


def add_app(request: HttpRequest, actor: Actor, form: KitForm) -> list[str] | None:
    """Take the app when its first code is right; returns recovery codes to show (none when there are some already)."""
    if not form.is_valid():
        return None
    try:
        codes = factors.add_app(
            account=request.user, secret=app_secret(request), code=form.cleaned_data["code"], by=actor, at=now()
        )  # type: ignore[arg-type]
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None
    request.session.pop(SECRET, None)
    request.session[sitting.FACTOR] = factors.TOTP
    return codes


def add_passkey(request: HttpRequest, actor: Actor, form: KitForm) -> list[str] | None:
    """Keep a new passkey when its answer is right; returns recovery codes to show."""
    if not form.is_valid():
        return None
    try:
        credential = passkeys.added(request, form.cleaned_data["credential"])
        name = form.cleaned_data["name"]
        codes = factors.add_passkey(account=request.user, name=name, credential=credential, by=actor, at=now())  # type: ignore[arg-type]
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None
    request.session[sitting.FACTOR] = factors.PASSKEY
    return codes


def remove_factor(request: HttpRequest, actor: Actor, number: int) -> None:
    """Remove an own factor; with the last one, who must have one comes to the page for a new one."""
    factors.remove_factor(account=request.user, number=number, by=actor, at=now())  # type: ignore[arg-type]
    if not factors.kinds_of(request.user):  # type: ignore[arg-type]
        request.session[sitting.FACTOR] = ""


def own_door(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Return what a person sees of the own door: factors, running sign-ins, when the password must change."""
    account: Any = request.user
    held = factors.factors_of(account)
    return {
        "factors": [one for one in held if one.kind != factors.RECOVERY],
        "recovery": next((one for one in held if one.kind == factors.RECOVERY), None),
        "forced": factors.is_forced(actor),
        "seats": signins.seats(account, now(), request.session.session_key or ""),
        "change_due": change_due(account),
    }

"""Pages of the door: the second step, second factors, where one is signed in, and the password once more."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.kernel.people import factors, signins
from shiqiao.surfaces.kit import door, kept, passkeys, sitting
from shiqiao.surfaces.kit.access import fenced, freshly
from shiqiao.surfaces.kit.entries import EVERYBODY, declared
from shiqiao.surfaces.kit.logins import AppForm, CodeForm, ConfirmForm, PasskeyForm


@sensitive_post_parameters("code", "credential")
@never_cache
@declared(EVERYBODY, "none")
def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    account = door.waiting(request)
    if account is None:
        return HttpResponseRedirect(reverse("kit:login"))
    form = CodeForm(request, account, request.POST or None)
    if request.method == "POST" and form.check():
        return door.enter_waiting(request, account, form.factor)
    kinds = factors.kinds_of(account)
    asked = passkeys.asked_to_enter(request, account) if factors.PASSKEY in kinds else None
    context = {"form": form, "asked": asked, "typed": kinds != {factors.PASSKEY}}
    return render(request, "kit/door/code.html", context, status=422 if form.errors else 200)


@never_cache
@fenced(unsettled=True, reach="own", above="own")
@freshly
def second_factor(request: HttpRequest) -> HttpResponse:
    """Choose a second factor; who must have one comes no further than here."""
    context = {**door.own_door(request, request.actor), "passkeys": passkeys.possible(request)}
    return render(request, "kit/door/second_factor.html", {**context, "next": door.next_page(request)})


@sensitive_post_parameters("code")
@never_cache
@fenced(unsettled=True, reach="own", above="own")
@freshly
def app(request: HttpRequest) -> HttpResponse:
    """Set up an app for one-time codes: show the secret, take it by its first code."""
    form = AppForm(request.POST or None)
    codes = door.add_app(request, request.actor, form) if request.method == "POST" else None
    if codes is not None:
        return show_codes(request, codes)
    secret = door.app_secret(request, fresh=request.method == "GET")
    context = {
        "form": form,
        "drawn": door.drawn(request.user, secret),
        "secret": secret,
        "next": door.next_page(request),
    }
    return render(request, "kit/door/app.html", context, status=422 if form.errors else 200)


@never_cache
@fenced(unsettled=True, reach="own", above="own")
@freshly
def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey with the browser's own dialog."""
    form = PasskeyForm(request.POST or None)
    codes = door.add_passkey(request, request.actor, form) if request.method == "POST" else None
    if codes is not None:
        return show_codes(request, codes)
    asked = passkeys.asked_to_add(request, request.user) if passkeys.possible(request) else None
    context = {"form": form, "asked": asked, "next": door.next_page(request)}
    return render(request, "kit/door/passkey.html", context, status=422 if form.errors else 200)


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show fresh recovery codes, this once; without any go on."""
    if not codes:
        messages.success(request, _("The second factor is set up."))
        return HttpResponseRedirect(door.next_page(request))
    response = render(request, "kit/door/codes.html", {"codes": codes, "next": door.next_page(request)})
    add_never_cache_headers(response)
    return response


@require_POST
@fenced(reach="own", above="own")
@freshly
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Draw new recovery codes and show them, once."""
    return show_codes(request, factors.renew_codes(account=request.user, by=request.actor, at=now()))


@require_POST
@fenced(reach="own", above="own")
@freshly
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove one of the own factors."""
    door.remove_factor(request, request.actor, number)
    messages.success(request, _("Removed."))
    return HttpResponseRedirect(door.next_page(request))


@require_POST
@fenced(reach="own", above="own")
def end_seat(request: HttpRequest, number: int) -> HttpResponse:
    """End one of the own sign-ins; that browser is out with its next request."""
    signins.end_seat(account=request.user, number=number, by=request.actor, at=now())
    messages.success(request, _("Signed out there."))
    return HttpResponseRedirect(door.next_page(request))


@require_POST
@fenced(reach="own", above="own")
def end_seats(request: HttpRequest) -> HttpResponse:
    """End all own sign-ins but this one."""
    signins.end_all(account=request.user, keep=request.session.session_key, by=request.actor, at=now())
    messages.success(request, _("You are signed in here only now."))
    return HttpResponseRedirect(door.next_page(request))


@sensitive_post_parameters("password")
@never_cache
@fenced(unsettled=True, reach="own", above="own")
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password once more before the door itself is changed."""
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.proves(request):
        sitting.prove(request)
        return HttpResponseRedirect(door.next_page(request))
    context = {"form": form, "next": door.next_page(request)}
    return render(request, "kit/door/confirm.html", context, status=422 if form.errors else 200)


@never_cache
@fenced(reach="own", above="own")
def again(request: HttpRequest) -> HttpResponse:
    """Offer to send again what was typed before the sign-in ran out; POST throws it away."""
    held = kept.kept_for(request, request.actor.account)
    if request.method == "POST":
        kept.drop(request)
    if request.method == "POST" or held is None:
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "kit/door/again.html", {"held": held, "sent": kept.SENT})

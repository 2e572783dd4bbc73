"""Screens of the office, for administrators: list, add, a new code, revoke."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.kernel.people.devices import Pairing, access_device, devices, renew_code, revoke_device
from shiqiao.surfaces.desk.deviceforms import DeviceForm
from shiqiao.surfaces.desk.menu import SCREEN_KEEPERS
from shiqiao.surfaces.desk.screenpages import KINDS
from shiqiao.surfaces.kit.access import fenced


@fenced(roles=SCREEN_KEEPERS, reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """Show the screens; POST adds one and shows its pairing code, once."""
    form = DeviceForm(request.actor.street or 0, request.POST or None)
    pairing = form.add(request.actor) if request.method == "POST" else None
    if pairing:
        return show_code(request, pairing)
    rows = [(row, _(KINDS.get(row.kind, row.kind))) for row in devices(request.actor)]
    context = {"rows": rows, "form": form}
    return render(request, "desk/screens/devices.html", context, status=422 if form.errors else 200)


@require_POST
@fenced(roles=SCREEN_KEEPERS, reach="street")
def code(request: HttpRequest, number: int) -> HttpResponse:
    """Show a new pairing code for a screen."""
    device = access_device(request.actor, number)
    return show_code(request, renew_code(device=device, by=request.actor, at=now()))


def show_code(request: HttpRequest, pairing: Pairing) -> HttpResponse:
    """Show a pairing code and the address to open at the screen; it is shown this once."""
    address = request.build_absolute_uri(reverse("desk:pair"))
    context = {"pairing": pairing, "address": address, "link": f"{address}?code={pairing.code}"}
    response = render(request, "desk/screens/code.html", context)
    add_never_cache_headers(response)
    return response


@require_POST
@fenced(roles=SCREEN_KEEPERS, reach="street")
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Shut a screen out at once."""
    row = revoke_device(device=access_device(request.actor, number), by=request.actor, at=now())
    messages.success(request, _("“%(name)s” is shut out from its next request on.") % {"name": row.name})
    return HttpResponseRedirect(reverse("desk:devices"))

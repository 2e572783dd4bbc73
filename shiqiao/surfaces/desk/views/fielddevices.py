"""Field devices: one's own on a page of one's own; all of the street for the security administrator."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.kernel.people.fielddevices import OFFLINE, own_field_devices, revoke_field_device, street_field_devices
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="own")
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own field devices."""
    context = {"rows": own_field_devices(request.actor), "days": OFFLINE.days, "own": True}
    return render(request, "desk/screens/field.html", context)


@fenced(roles={"security_admin"}, reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """Show all field devices of the street."""
    context = {"rows": street_field_devices(request.actor), "days": OFFLINE.days}
    return render(request, "desk/screens/field.html", context)


@require_POST
@fenced(reach="own", whole={"security_admin"})
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a device at once, and go back to the list it stands in."""
    row = revoke_field_device(device=number, by=request.actor, at=now())
    said = _("“%(name)s” is revoked: it gets no key any more and wipes itself at its next contact.")
    messages.success(request, said % {"name": row.name})
    own_one = row.account_id == request.actor.account
    return HttpResponseRedirect(reverse("desk:field-devices-own" if own_one else "desk:field-devices"))

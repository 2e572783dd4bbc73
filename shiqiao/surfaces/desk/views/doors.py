"""Sign-ins of all persons, for the security administrator: who is locked out, who has a second factor, who is in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.kernel.people.doors import access_door, doors
from shiqiao.kernel.people.factors import factors_of
from shiqiao.kernel.people.signins import seats
from shiqiao.surfaces.desk.doors import do_at_door
from shiqiao.surfaces.desk.peoplepages import badge_of, name_of
from shiqiao.surfaces.kit.access import fenced, freshly

KEEPS = frozenset({"security_admin"})


@fenced(roles=KEEPS, reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """List the doors of the street, locked ones first."""
    text = request.GET.get("q", "")[:60]
    rows = [(one, name_of(one.account), badge_of(one.state)) for one in doors(request.actor, now(), text)]
    return render(request, "desk/people/doors.html", {"rows": rows, "text": text})


@fenced(roles=KEEPS, reach="street")
def door(request: HttpRequest, number: int) -> HttpResponse:
    """Show one person's factors and sign-ins, without addresses: where somebody works is not the page's business."""
    account = access_door(request.actor, number)
    found = next(one for one in doors(request.actor, now(), account.username) if one.account.pk == account.pk)
    context = {"door": found, "name": name_of(account), "factors": factors_of(account), "seats": seats(account, now())}
    return render(request, "desk/people/door.html", {**context, "own": account.pk == request.actor.account})


@require_POST
@fenced(roles=KEEPS, reach="street")
@freshly
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Unlock a name, end a person's sign-ins, or take all second factors."""
    account = access_door(request.actor, number)
    messages.success(request, do_at_door(do, account=account, by=request.actor, at=now()))
    return HttpResponseRedirect(reverse("desk:door", args=[number]))

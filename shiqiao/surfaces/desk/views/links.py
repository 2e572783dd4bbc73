"""Secret links of a matter's reporters: a clerk who talks with them takes one back or gives out a new one, shown once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base import crypto, text
from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import access_matter, reporters_of
from shiqiao.kernel.matters.secret_links import may_give_links, renew_link, revoke_link
from shiqiao.surfaces.kit.access import fenced


def url_of(actor: Actor, row: Matter) -> str:
    """Return the address of the page for whoever may give out links, empty for others."""
    return reverse("desk:links", args=[row.number]) if may_give_links(actor, row) else ""


@fenced(reach="reach")
def index(request: HttpRequest, number: str) -> HttpResponse:
    """List the reporters, masked, with what can be done about their links."""
    row = access_matter(request.actor, number)
    if not may_give_links(request.actor, row):
        raise Forbidden
    return render(request, "desk/links.html", {"row": row, "reporters": [shown(one) for one in reporters_of(row)]})


def shown(one: object) -> dict[str, object]:
    """Return a reporter, masked; one who left nothing cannot be known again, so no new link is given out."""
    name, phone = getattr(one, "name", None), getattr(one, "phone", None)
    return {
        "id": getattr(one, "pk", 0), "known": bool(name or phone),
        "name": text.mask_name(crypto.decrypt(bytes(name))) if name else "",
        "phone": text.mask_phone(crypto.decrypt(bytes(phone))) if phone else "",
    }  # fmt: skip


@require_POST
@fenced(reach="reach")
def renew(request: HttpRequest, number: str, reporter: int) -> HttpResponse:
    """Make a new link and show it, this once."""
    row = access_matter(request.actor, number)
    secret = renew_link(matter=row, reporter=reporter, by=request.actor, at=now())
    link = request.build_absolute_uri(reverse("portal:matter", args=[row.number, secret]))
    response = render(request, "desk/links.html", {"row": row, "link": link, "secret": secret})
    add_never_cache_headers(response)
    return response


@require_POST
@fenced(reach="reach")
def revoke(request: HttpRequest, number: str, reporter: int) -> HttpResponse:
    """Make a reporter's links void."""
    row = access_matter(request.actor, number)
    revoke_link(matter=row, reporter=reporter, by=request.actor, at=now())
    messages.success(request, _("The link opens nothing any more."))
    return HttpResponseRedirect(reverse("desk:links", args=[row.number]))

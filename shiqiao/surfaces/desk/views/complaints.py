"""Saying about which unit of the office a matter complains."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.matters.complaints import may_name
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.surfaces.desk.complaintform import AccusedForm
from shiqiao.surfaces.kit.access import fenced


def after(request: HttpRequest, number: str) -> str:
    """Return where to go then: who belongs to the unit does not see the matter any more."""
    try:
        access_matter(request.actor, number)
    except NotFound:
        return reverse("desk:matters")
    return reverse("desk:matter", args=[number])


@fenced(reach="reach")
def accused(request: HttpRequest, number: str) -> HttpResponse:
    """Ask which unit is complained about; whoever belongs to it is led back to the list."""
    row = access_matter(request.actor, number)
    if not may_name(request.actor, row):
        raise Forbidden
    form = AccusedForm(request.POST if request.method == "POST" else None, row)
    if form.is_bound and form.take(request.actor):
        messages.success(request, _("Noted."))
        return HttpResponseRedirect(after(request, number))
    context = {"form": form, "row": row, "back": reverse("desk:matter", args=[number])}
    return render(request, "desk/matter/accused.html", context, status=422 if form.errors else 200)

"""Taking back: the last act within a minute, and one's own open request."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.kernel.matters.requests import withdraw_request
from shiqiao.kernel.matters.undo import move_undoable, undo_move
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.errors import describe


@require_POST
@fenced(reach="reach")
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """Undo the last act on a matter; when it is too late, say so on the matter's page."""
    try:
        row = access_matter(request.actor, number)
    except NotFound:  # given away by the very act that is to be undone
        row = move_undoable(request.actor, number, now())
    try:
        undo_move(matter=row.id, by=request.actor, at=now())
        messages.success(request, _("Undone: everything is as it was before."))
    except ShiqiaoError as error:
        messages.error(request, describe(error)["message"])
    return HttpResponseRedirect(reverse("desk:matter", args=[row.number]))


@require_POST
@fenced(reach="reach")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw one's own open request."""
    row = access_matter(request.actor, number)
    try:
        withdraw_request(matter=row.id, by=request.actor, at=now())
        messages.success(request, _("The request is withdrawn."))
    except ShiqiaoError as error:
        messages.error(request, describe(error)["message"])
    return HttpResponseRedirect(reverse("desk:matter", args=[row.number]))

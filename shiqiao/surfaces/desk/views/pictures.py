"""One picture: covering faces and plates in it, and its original for a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.kernel.files.covering import as_shown
from shiqiao.kernel.privacy import actions, rules
from shiqiao.surfaces.desk import pictures, revealing
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.downloads import give


@fenced(reach="reach")
def picture(request: HttpRequest, number: int) -> HttpResponse:
    """Show a picture as everybody sees it; who may see the original covers parts of it, or looks at it for a reason."""
    found, address = pictures.picture_for(request.actor, number)
    may = rules.may_reveal(request.actor.roles, actions.PICTURE, actions.ORIGINAL)
    covered = as_shown(found).pk != found.pk
    form = pictures.CoverForm(request.POST if request.method == "POST" else None, is_covered=covered)
    act = {"picture": number, "by": request.actor, "at": now()}
    if may and form.is_valid() and form.act(actions.cover_picture, **act, **form.cleaned_data):
        messages.success(request, _("Covered. From now on everybody sees the covered copy."))
        return HttpResponseRedirect(reverse("desk:picture", args=[number]))
    reveal = revealing.original_form() if may and covered else None
    context = {"number": number, "url": reverse(address, args=[number]), "may": may, "form": form, "covered": covered}
    status = 422 if form.errors else 200
    return render(request, "desk/privacy/picture.html", {**context, "reveal": reveal}, status=status)


@require_POST
@fenced(roles=rules.revealing_roles(), reach="reach")
def original(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give the picture without covers, once, for a reason that goes into the read log."""
    found, _address = pictures.picture_for(request.actor, number)
    form = revealing.original_form(request.POST)
    act = {"kind": actions.PICTURE, "subject": number, "by": request.actor, "at": now()}
    if not form.is_valid() or not form.act(actions.reveal, **act, **form.asked):
        back = reverse("desk:picture", args=[number])
        return render(request, "desk/privacy/revealed.html", {"form": form, "value": None, "back": back}, status=422)
    answer = give(request, found)
    answer["Cache-Control"] = "no-store"
    return answer

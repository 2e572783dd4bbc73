"""Pages of front teams: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.scenes.party import leadpages
from shiqiao.scenes.party.fronts import actions, forms, reads, rights, shown
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.desk.pictures import serve
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def board(request: HttpRequest) -> HttpResponse:
    """Show the board of the teams."""
    tab, field = request.GET.get("tab", ""), request.GET.get("field", "")
    return render(request, "party/fronts/list.html", shown.board(request.actor, tab, field, now()))


@fenced(roles=rights.FORMS, reach="street")
def begin(request: HttpRequest) -> HttpResponse:
    """Form a team."""
    form = leadpages.filled(forms.FormTeam, request, by=request.actor)
    row = acted(form, None, request.actor)
    if row:
        return leadpages.told(request, _("The team is formed."), reverse("desk:fronts:team", args=[row.pk]))
    return leadpages.form_page(
        request, form, _("Form a team"), "users-group", (reverse("desk:fronts:list"), _("Front teams"))
    )


@fenced(reach="street")
def team(request: HttpRequest, number: int) -> HttpResponse:
    """Show one team with what it brought."""
    row = reads.access_team(request.actor, number)
    page = shown.page_of(request.actor, row, cursor(request.GET.get("after", "")), now())
    return render(request, "party/fronts/team.html", page)


@fenced(reach="street")
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what settling a team needs, and do it; what was sent stays when it is refused."""
    row = reads.access_team(request.actor, number)
    if do not in forms.ACTS:
        raise NotFound
    form_class, title, icon = forms.ACTS[do]
    form, back = leadpages.filled(form_class, request, row=row), (reverse("desk:fronts:team", args=[row.pk]), row.title)
    if acted(form, row, request.actor):
        return leadpages.told(request, _("Entered."), back[0])
    says = _("Labels of households are erased; what the team brought stays.") if do == "end" else ""
    return leadpages.form_page(request, form, str(title), icon, back, says)


@fenced(reach="street")
def log(request: HttpRequest, number: int) -> HttpResponse:
    """Write a line of the day log: one tap, or a word and a photo with it."""
    row = reads.access_team(request.actor, number)
    if not rights.logs(request.actor, row, localdate(now())):
        raise NotFound
    form = leadpages.filled(forms.LogForm, request, charges=shown.own_charges(request.actor, row))
    if acted(form, row, request.actor):
        return leadpages.told(request, _("It is in the day log."), reverse("desk:fronts:team", args=[row.pk]))
    context = {"form": form, "team": row, "back": reverse("desk:fronts:team", args=[row.pk])}
    return render(request, "party/fronts/log.html", context, status=422 if form.errors else 200)


@require_POST
@fenced(reach="street")
def settle(request: HttpRequest, charge: int, do: str) -> HttpResponse:
    """Say that a charge is done, or give it up."""
    row = reads.access_charge(request.actor, charge)
    if do not in ("done", "drop"):
        raise NotFound
    actions.settle_charge(charge=row.pk, done=do == "done", by=request.actor, at=now())
    return HttpResponseRedirect(reverse("desk:fronts:team", args=[row.team]))


@fenced(reach="street")
def file(request: HttpRequest, number: int, file: int) -> HttpResponseBase:
    """Give a picture of a team."""
    return serve(request, reads.file_of(request.actor, number, file))

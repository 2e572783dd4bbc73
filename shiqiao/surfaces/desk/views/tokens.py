"""Tokens for machines, for security administrators: list, give out (shown once), end. Auditors look at them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.kernel.people.tokens import access_token, revoke_token, tokens
from shiqiao.surfaces.desk.tokenforms import TokenForm, shown
from shiqiao.surfaces.kit.access import fenced


@fenced(roles={"security_admin", "auditor"}, reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """Show the tokens; POST gives one out and shows its secret, once."""
    gives = "security_admin" in request.actor.roles
    form = TokenForm(request.actor.street or 0, request.POST or None) if gives else None
    secret = form.issue(request.actor) if form and request.method == "POST" else ""
    if form and secret:
        response = render(request, "desk/tokens/secret.html", {"secret": secret, "name": form.cleaned_data["name"]})
        add_never_cache_headers(response)
        return response
    context = {"rows": [shown(row) for row in tokens(request.actor)], "form": form}
    return render(request, "desk/tokens/index.html", context, status=422 if form and form.errors else 200)


@require_POST
@fenced(roles={"security_admin"}, reach="street")
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a token at once."""
    row = access_token(request.actor, number)
    revoke_token(token=row, by=request.actor, at=now())
    messages.success(request, _("“%(name)s” is ended: its next call is refused.") % {"name": row.name})
    return HttpResponseRedirect(reverse("desk:tokens"))

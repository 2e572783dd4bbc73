"""Voting by a one-time link in the portal: large answers, one question before it is given, no account, no trace."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shiqiao.scenes.council.voting import forms, links, words
from shiqiao.scenes.council.voting.rules import Rule
from shiqiao.scenes.council.voting.sealing import unseal
from shiqiao.scenes.council.voting.tables import Poll, PollElector
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.portal.gate import resident, secret_page
from shiqiao.surfaces.portal.showing import show_template

app_name = "vote"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@secret_page
def cast(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose, look at it once more, and vote."""
    one, proxy, row = links.opened(secret)
    sent = request.method == "POST" and "back" not in request.POST
    form = forms.LinkForm(*((request.POST,) if sent else ()), row=row)
    if sent and request.POST.get("sure") and acted(form, secret, resident()):
        return HttpResponseRedirect(reverse("portal:vote:cast", args=[secret]), status=303)
    context = page(row, one, proxy) | {"form": form, "chosen": chosen(form, request)}
    return show_template(request, "council/voting/portal_cast.html", context, 422 if form.errors else 200)


def chosen(form: forms.LinkForm, request: HttpRequest) -> str:
    """Return in words what was chosen and waits to be confirmed."""
    if not form.is_bound or request.POST.get("sure") or not form.is_valid():
        return ""
    return words.choice(form.cleaned_data[forms.BALLOT])


def page(row: Poll, one: PollElector, proxy: bool) -> dict[str, Any]:
    """Return what the page of a link shows."""
    again = not row.secret and not proxy and one.way != "paper"
    return {
        "poll": row, "name": unseal(one.title), "proxy": proxy, "sealed": forms.sealed_said(row),
        "open": row.state == "started" and (not one.has_voted or again), "voted": one.has_voted, "again": again,
        "rule": words.rule(Rule.read(row.rule), row.turn), "sort": _("Secret vote") if row.secret else _("Vote by name"),
    }  # fmt: skip


urlpatterns = [path("<str:secret>/", cast, name="cast")]

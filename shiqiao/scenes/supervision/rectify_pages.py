"""What the views of environmental cases share."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.scenes.supervision import dossier, pages, rectify, rectify_shown
from shiqiao.scenes.supervision.forms import ActForm
from shiqiao.scenes.supervision.rectify_forms import FORMS, CaseForm


def may(actor: Actor) -> bool:
    """Tell whether an actor takes cases in."""
    return bool(actor.roles & rectify.TAKES_IN)


def case_form(request: HttpRequest) -> ActForm:
    """Return the form of a new case."""
    return pages.filled(CaseForm, request, street=request.actor.street or 0)  # type: ignore[attr-defined]


def form_of(do: str, request: HttpRequest) -> ActForm:
    """Return the form of an act on a case; raises NotFound."""
    if do not in FORMS:
        raise NotFound
    form = pages.filled(FORMS[do], request)
    if do == "paper" and request.GET.get("kind") in dossier.KINDS:
        form.initial["kind"] = request.GET["kind"]
    return form


def act_frame(do: str, row: Any, matter: Any, form: ActForm) -> dict[str, Any]:
    """Return what the page of an act shows."""
    return {
        "form": form,
        "title": rectify_shown.title_of(do),
        "one": rectify_shown.case_row(row, matter, localdate(now())),
    }


def done(request: HttpRequest, do: str, number: str) -> HttpResponse:
    """Say what was done and go on to the file."""
    said = {
        "new": _("The case is taken in; its file is open."), "paper": _("The paper is in the file."),
        "public": _("The publicity is entered."), "tie": _("The matter belongs to the case now."),
        "settle": _("The objection is settled."),
    }  # fmt: skip
    messages.success(request, said[do])
    return HttpResponseRedirect(reverse("desk:supervision:case", args=[number]))

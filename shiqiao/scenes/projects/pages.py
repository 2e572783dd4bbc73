"""What the views of key projects share: filters, forms that act, where one goes on."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.text import number_in
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.projects import reads, rights, rules, words
from shiqiao.scenes.projects.forms import FORMS, LEADS, ActForm
from shiqiao.scenes.projects.models import Project
from shiqiao.scenes.projects.reads import Filters


def filters_of(query: Mapping[str, str]) -> Filters:
    """Read the filters of the list."""
    tab, kind, community = query.get("tab", ""), query.get("kind", ""), query.get("community", "")
    plain = number_in(community)
    return Filters(tab if tab in reads.TABS else "open", kind if kind in rules.KINDS else "", plain)


def list_frame(actor: Actor, filters: Filters, at: Any) -> dict[str, Any]:
    """Return tabs and choices of the list."""
    counted = reads.counts(actor, at)
    return {
        "filters": filters, "community": str(filters.community or ""), "may_add": rights.adds(actor),
        "tabs": [(code, _(title), _bounded(counted.get(code, 0)), code in counted) for code, title in words.TABS.items()],
        "kinds": [("", _("All kinds")), *((code, _(title)) for code, title in words.KINDS.items())],
        "communities": [("", _("All communities")), *((str(one.code), one.title) for one in communities(actor.street or 0))],
    }  # fmt: skip


def _bounded(count: int) -> str:
    return f"{reads.MANY}+" if count > reads.MANY else str(count)


def filled(form_class: Any, request: HttpRequest, **more: Any) -> Any:
    """Return a form with what was sent; files are kept at once."""
    if request.method != "POST":
        return form_class(**more)
    form = form_class(request.POST, request.FILES, **more)
    if form.purposes:
        form.take_files(request.actor)  # type: ignore[attr-defined]
    return form


def act_form(request: HttpRequest, row: Project, do: str) -> ActForm:
    """Return the form of an act; raises NotFound, Forbidden."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if do not in FORMS:
        raise NotFound
    rights.refuse_others(actor, row)
    if do in LEADS:
        rights.refuse_but_leaders(actor)
    form: ActForm = filled(FORMS[do], request, known=reads.known_of(row))
    asked = {name: value for name, value in request.GET.items() if name in form.fields}
    form.initial = {**form.initial, **asked}
    return form


def told(request: HttpRequest, sentence: str, row: Project) -> HttpResponse:
    """Say what was done and go on to the project."""
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("desk:projects:project", args=[row.pk]))


def act_frame(row: Project, do: str, form: ActForm) -> dict[str, Any]:
    """Return the frame of the form of an act."""
    title, icon = words.ACTS[do]
    url = reverse("desk:projects:project", args=[row.pk])
    return {"form": form, "project": row, "title": _(title), "icon": icon, "back": url}

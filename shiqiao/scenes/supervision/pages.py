"""What the views share: filters and frames of lists, forms that act, where one goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.kernel.matters.lookups import by_ids
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.scenes.supervision import reads, rights, shown, words
from shiqiao.scenes.supervision.forms import FORMS, ActForm, MarkForm, RaiseForm, subject_asked
from shiqiao.scenes.supervision.models import SupervisionOrder
from shiqiao.scenes.supervision.publishing import rules_of
from shiqiao.scenes.supervision.store import KIND
from shiqiao.surfaces.desk.words import in_language


def filters_of(actor: Actor, query: Mapping[str, str]) -> reads.Filters:
    """Read the filters of the list; the first look is at what waits for the reader."""
    tab, unit = query.get("tab", ""), query.get("unit", "")
    if tab not in words.TABS:
        tab = "open" if rights.reads_all(actor) else "mine"
    return reads.Filters(tab, query.get("rule", "")[:30], int(unit) if unit.isdigit() and len(unit) < 18 else 0)


def frame(actor: Actor, filters: reads.Filters, at: datetime) -> dict[str, Any]:
    """Return tabs and choices of the list."""
    street = actor.street or 0
    units = [(str(one.id), in_language(one.title_zh, one.title_en)) for one in people.units(street)]
    return {
        "tabs": shown.tabs(actor, at), "rules": list(shown.rule_choices(street)), "all": rights.reads_all(actor),
        "units": [("", _("All units")), *units], "unit": str(filters.unit or ""),
    }  # fmt: skip


def seen(row: SupervisionOrder, actor: Actor, at: datetime) -> None:
    """Count the actor's notices about an order as read."""
    mark_subject_read(subject=Ref(KIND, row.id), by=actor, at=at)


def form_of(do: str, request: HttpRequest) -> ActForm:
    """Return the form of an act, filled with what was sent; raises NotFound."""
    if do not in FORMS:
        raise NotFound
    return filled(FORMS[do], request)


def filled(form_class: Any, request: HttpRequest, **more: Any) -> ActForm:
    """Return a form with what was sent; files are kept at once."""
    form: ActForm = form_class(request.POST, request.FILES, **more) if request.method == "POST" else form_class(**more)
    if form.is_bound and form.purposes:
        form.take_files(request.actor)  # type: ignore[attr-defined]
    return form


def said(do: str) -> str:
    """Say what was done."""
    return {
        "answer": _("The answer is with those who decide."), "accept": _("The order is struck off."),
        "send_back": _("The answer went back, with a fresh term."), "urge": _("Whoever answers has been urged."),
        "withdraw": _("The order is taken back."), "raise": _("The order is raised, and whoever answers has been told."),
    }[do]  # fmt: skip


def done(request: HttpRequest, sentence: str, row: SupervisionOrder) -> HttpResponse:
    """Say what was done and go on to the order."""
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("desk:supervision:order", args=[row.id]))


def raise_form(request: HttpRequest) -> tuple[Ref, ActForm]:
    """Return what an order is to be about and its form: a leader's mark, or an order by hand."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    street = actor.street or 0
    if not rights.keeps(actor):
        raise NotFound
    try:
        subject = subject_asked(request.GET.get("subject", ""))
    except ShiqiaoError:
        raise NotFound from None
    if not show(actor, [subject]):
        raise NotFound
    if "mark" in request.GET and rights.leads(actor):
        return subject, filled(MarkForm, request)
    matter = by_ids([subject.id]).get(subject.id) if subject.kind == "matter" else None
    post = matter.post if matter else 0
    return subject, filled(RaiseForm, request, street=street, post=post, term=rules_of(street).term)


def about(subject: Ref, actor: Actor) -> Shown:
    """Return how what an order is about is shown."""
    return show(actor, [subject])[subject]

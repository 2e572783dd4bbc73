"""What the views of needs and promises share: filters and frames of lists, forms that act, where one goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.scenes.enterprise import careshown, caring, pages, rights, words
from shiqiao.scenes.enterprise.careforms import FIRM_FORMS, AnswerForm, AskForm, OutcomeForm
from shiqiao.scenes.enterprise.firms import live_of
from shiqiao.scenes.enterprise.forms import titles
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.rules import MOVES
from shiqiao.scenes.enterprise.store import NEED
from shiqiao.scenes.enterprise.tables import FirmNeed, FirmPromise
from shiqiao.surfaces.kit.words import absolute


def firm_form(request: HttpRequest, number: int, do: str) -> tuple[Any, Any, str, str]:
    """Return a firm, the form of an act, its title and icon; raises NotFound for who does not act for the firm."""
    if do not in FIRM_FORMS:
        raise NotFound
    actor = pages.actor_of(request)
    live = pages.own_firm(request, number)
    if do == "steward" and not rights.keeps(actor):
        raise NotFound
    form, title, icon = FIRM_FORMS[do]
    data = request.POST if request.method == "POST" else None
    return live, form(data, street=live.street, at=now()), str(title), icon


def said(do: str) -> str:
    """Say what was done."""
    return {
        "steward": _("The steward is named, and has been told what is open."), "seen": _("Noted that you have read it."),
        "need": _("The need is recorded; who is asked has been told."),
        "promise": _("The promise is entered; the firm reads it."),
        "visit": _("The visit is planned."),
    }[do]  # fmt: skip


def _topics(street: int) -> list[tuple[str, str]]:
    return [("", _("All topics")), *titles(rules_of(street).topics)]


def need_filters(actor: Actor, query: Mapping[str, str]) -> caring.Filters:
    """Read the filters of the list of needs; the first look is at what is open."""
    tab = query.get("tab", "")
    return caring.Filters(tab if tab in words.NEED_TABS else "open", query.get("topic", "")[:30])


def need_frame(actor: Actor, filters: caring.Filters) -> dict[str, Any]:
    """Return tabs and choices of the list of needs."""
    counted = ("asked", "open", "refused", "abandoned")
    tabs = [
        (code, _(title), caring.count_needs(actor, code) if code in counted else "")
        for code, title in words.NEED_TABS.items()
    ]
    return {"tabs": tabs, "filters": filters, "topics": _topics(actor.street or 0)}


def promise_filters(query: Mapping[str, str]) -> caring.Filters:
    """Read the filters of the promise ledger."""
    tab = query.get("tab", "")
    return caring.Filters(tab if tab in words.PROMISE_TABS else "open")


def promise_frame(actor: Actor, filters: caring.Filters, at: datetime) -> dict[str, Any]:
    """Return the tabs of the promise ledger."""
    tabs = [
        (code, _(title), caring.count_promises(actor, code, at) if code in ("open", "late") else "")
        for code, title in words.PROMISE_TABS.items()
    ]
    return {"tabs": tabs, "filters": filters}


def seen(row: FirmNeed, actor: Actor, at: datetime) -> None:
    """Count the actor's notices about a need as read."""
    mark_subject_read(subject=Ref(NEED, row.pk), by=actor, at=at)


def ask_form(request: HttpRequest, number: int) -> tuple[FirmNeed, Any, Any]:
    """Return a need for which the actor acts, its firm and the form; raises NotFound."""
    actor = pages.actor_of(request)
    row = caring.access_need(actor, number)
    live = live_of(actor, row.organisation)
    rights.refuse_strangers(actor, row.street, live.pk)
    return row, live, AskForm(request.POST if request.method == "POST" else None, street=row.street, at=now())


def position_form(request: HttpRequest, number: int, to: str) -> tuple[Any, FirmNeed, Any, Any, str, str]:
    """Return the own unit's position with its need, firm and form; raises NotFound for a move that is not one."""
    actor = pages.actor_of(request)
    row, need = caring.access_position(actor, number)
    if to not in MOVES[row.state]:
        raise NotFound
    form = AnswerForm(request.POST if request.method == "POST" else None, to=to)
    return row, need, live_of(actor, need.organisation), form, *careshown.take_of(to)


def need_act(request: HttpRequest, title: str, icon: str, row: FirmNeed, live: Any, form: Any) -> HttpResponse:
    """Show the form of an act on a need."""
    back, text = reverse("desk:enterprise:need", args=[row.pk]), careshown.need_rows(row.street, [row])[0].text
    return pages.act_page(request, title, icon, live, form, back=back, facts=[row.number, text])


def to_need(request: HttpRequest, sentence: str, number: int) -> HttpResponse:
    """Say what was done and go on to the need."""
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("desk:enterprise:need", args=[number]))


def promise_form(request: HttpRequest, number: int, do: str) -> tuple[FirmPromise, Any, Any, str, str]:
    """Return an open promise for which the actor acts, its firm and the form; raises NotFound."""
    acts = {
        "keep": (_("Say that it was kept"), "circle-check"),
        "break": (_("Say that it will not be kept"), "circle-x"),
    }
    actor = pages.actor_of(request)
    row = caring.access_promise(actor, number)
    live = live_of(actor, row.organisation)
    rights.refuse_strangers(actor, row.street, live.pk)
    if do not in acts or row.kept_at or row.broken_at:
        raise NotFound
    return row, live, OutcomeForm(request.POST if request.method == "POST" else None, do=do), *acts[do]


def promise_facts(row: FirmPromise) -> list[str]:
    """Return what a promise says and until when, for the head of its form."""
    return [careshown.promise_rows([row], now())[0].text, _("due on {day}").format(day=absolute(row.due))]

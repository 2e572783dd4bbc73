"""What the views share: filters and frames, forms that act, where one goes on."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.hall import counting, guideshown, known_person, reads, rights, rules, shown, words
from shiqiao.scenes.hall.counters import counters, mine
from shiqiao.scenes.hall.fields import number
from shiqiao.scenes.hall.forms import FORMS, ActForm
from shiqiao.scenes.hall.models import Affair, AffairEntry
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.queue import figures
from shiqiao.scenes.hall.queue.models import QueueTicket
from shiqiao.scenes.hall.queue.reads import access_ticket
from shiqiao.scenes.hall.queue.rights import units_seen
from shiqiao.scenes.hall.taking import TakeForm
from shiqiao.scenes.hall.work import KIND
from shiqiao.surfaces.desk.words import in_language, said, unit_title

MONTH = re.compile(r"20\d\d(-(0[1-9]|1[0-2]))?")


def month_of(query: Mapping[str, str]) -> str:
    """Read a month written 2018-06; empty for anything else."""
    month = query.get("month", "")
    return month if MONTH.fullmatch(month) and len(month) > reads.YEAR else ""


def filters_of(actor: Actor, query: Mapping[str, str], *, tab: str = "") -> reads.Filters:
    """Read the filters of the list; the first look of who works at a counter is at what is there."""
    asked, month = query.get("tab", ""), query.get("month", "")
    if asked not in words.TABS:
        asked = tab or ("here" if rights.works(actor) else "all")
    kept = query.get("kept", "")
    return reads.Filters(
        asked, query.get("item", "")[:40], number(query.get("station", "")), number(query.get("community", "")),
        month if MONTH.fullmatch(month) else "", kept if reads.kept(kept) is not None else "",
    )  # fmt: skip


def choices_of(actor: Actor, filters: reads.Filters) -> dict[str, Any]:
    """Return what a list can be narrowed to."""
    street = actor.street or 0
    return {
        "items": [("", _("All items")), *((one.code, said(one.title)) for one in guides_of(street).items)],
        "stations": [("", _("All counters")), *_counters(street)],
        "communities": [("", _("All communities")), *((str(one.code), one.title) for one in communities(street))],
        "station": str(filters.station or ""), "community": str(filters.community or ""),
        "kept": [("", _("All trips")), *words.choices(words.KEPT), *came_again()],
    }  # fmt: skip


def came_again() -> list[tuple[str, str]]:
    """Return the reasons why somebody came again, as choices."""
    return [(code, _("came again: %(why)s") % {"why": words.say(words.REASONS, code)}) for code in reads.REASONS]


def _counters(street: int) -> list[tuple[str, str]]:
    return [(str(unit), in_language(one.title_zh, one.title_en)) for unit, one in counters(street).items()]


def list_frame(actor: Actor, filters: reads.Filters, at: datetime) -> dict[str, Any]:
    """Return tabs and choices of the list."""
    return {
        "tabs": shown.tabs(actor, at),
        "works": rights.works(actor),
        "filters": filters,
        **choices_of(actor, filters),
    }


def trips_page(actor: Actor, query: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return the page of trips: counted by one dimension."""
    by = query.get("by", "")
    by = by if by in counting.DIMENSIONS else "community"
    filters = filters_of(actor, {"month": f"{at:%Y}", **dict(query.items())}, tab="done")
    rows, whole = counting.counted(actor, by, filters)
    heads = [words.say(words.KEPT, name) for name in counting.SHARES]
    return {
        "by": by, "dimensions": words.choices(words.DIMENSIONS), "rows": rows, "whole": whole, "heads": heads,
        "filters": filters, "why": counting.reasons(actor, filters) if whole else [],
        "near": guides_of(actor.street or 0).near, "untied": untied_rows(actor, filters.month),
        **choices_of(actor, filters),
    }  # fmt: skip


def untied_rows(actor: Actor, month: str) -> list[dict[str, Any]]:
    """Return by counter the served tickets that are tied to no affair: comings that nobody counted."""
    seen = units_seen(actor)
    if not (month and seen):
        return []
    first, last = (localtime(one).date() for one in reads.month_span(month))
    counted = figures.untied(actor.street or 0, first, last + timedelta(days=1))
    return [
        {"title": unit_title(unit), "n": counted[unit][0], "of": counted[unit][1],
         "url": f"{reverse('desk:queue:untied')}?unit={unit}&month={month}"}
        for unit in seen if unit in counted
    ]  # fmt: skip


def guide_url(code: str) -> str:
    """Return the address of a guide on the desk."""
    return reverse("desk:hall:guide", args=[code])


def guide_page(actor: Actor, code: str) -> dict[str, Any]:
    """Return a guide's page; raises NotFound."""
    page = guideshown.page_of(actor.street or 0, code)
    if page is None:
        raise NotFound
    return {"page": page, "works": rights.works(actor)}


def notice_page(actor: Actor, number: int) -> dict[str, Any]:
    """Return the one-time notice of an affair, to be printed; raises NotFound without one."""
    row = reads.access_affair(actor, number)
    entries = [one for one in reads.entries_of(row) if one.kind == "noticed"]
    page = guideshown.page_of(row.street, row.item, row.guides)
    if not entries or page is None:
        raise NotFound
    table = guides_of(row.street, row.guides)
    forms = {one.document: words.say(words.FORMS, one.form) for one in page["guide"].materials}
    papers = [(said(table.title("documents", code)), forms.get(code, "")) for code in entries[0].codes]
    return {
        "one": shown.rows_of([row], now())[0], "notice": entries[0], "papers": papers, "page": page,
        "counters": [one for one in _counters_said(row.street)],
    }  # fmt: skip


def _counters_said(street: int) -> list[guideshown.Place]:
    return [guideshown.place_of(one, street) for one in counters(street).values()]


def take_form(request: HttpRequest, code: str) -> TakeForm:
    """Return the form of an application; raises NotFound for an item that is not there, or who works at no counter."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    guide = guides_of(actor.street or 0).guide(code)
    if guide is None or not rights.works(actor):
        raise NotFound
    sent = request.POST if request.method == "POST" else None
    return TakeForm(sent, actor=actor, guide=guide, ticket=ticket_of(request))


def ticket_of(request: HttpRequest) -> QueueTicket | None:
    """Return the ticket of whoever stands at the window, as the address names it; raises NotFound for one of elsewhere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = number(request.GET.get("ticket", ""))
    row = access_ticket(actor, asked) if asked else None
    if row and (row.unit not in mine(actor) or row.called_at is None):
        raise NotFound
    return row


def guides_page(request: HttpRequest) -> dict[str, Any]:
    """Return the guides by field, narrowed to words."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = request.GET.get("q", "")[:60]
    fields = guideshown.listed(actor.street or 0, text, guide_url)
    return {"fields": fields, "text": text, "works": rights.works(actor)}


def known(request: HttpRequest, code: str) -> known_person.Known | None:
    """Return what is known of the person whose identity number was typed; None without one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return known_person.known_of(actor.street or 0, code, request.POST.get("identity", "")[:40], now())


def form_of(do: str, request: HttpRequest, row: Affair) -> ActForm:
    """Return the form of an act; raises NotFound."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if do not in FORMS or not rights.works(actor):
        raise NotFound
    return FORMS[do](request.POST if request.method == "POST" else None, actor=actor, row=row)


def seen(row: Affair, actor: Actor, at: datetime) -> None:
    """Count the actor's notices about an affair as read."""
    mark_subject_read(subject=Ref(KIND, row.pk), by=actor, at=at)


def done(request: HttpRequest, row: Affair, sentence: str) -> HttpResponse:
    """Say what was done and go on to the affair."""
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("desk:hall:affair", args=[row.pk]))


def taken_said(row: Affair) -> str:
    """Say what came of an application."""
    if row.state == "incomplete":
        return _("The application is taken in; papers are missing: give the applicant the one-time notice.")
    if row.state == "delivered":
        return _("Done at once: granted and handed over. Ask the applicant for a rating.")
    return _("The application is accepted: all papers are there.")


SAID = {
    "grant": gettext_noop("Granted. Deliver the result next."), "decline": gettext_noop("Declined. Deliver the decision next."),
    "hand_over": gettext_noop("Handed over; the other counter has been told."),
    "deliver": gettext_noop("Delivered. Ask the applicant for a rating."), "rate": gettext_noop("The rating is entered."),
}  # fmt: skip


def acted_said(do: str, row: Affair) -> str:
    """Say what came of an act, and what is next."""
    if do == "hand_in":
        lacking = row.state == "incomplete"
        return (
            _("Taken in; papers are still missing.") if lacking else _("All papers are there: the affair is accepted.")
        )
    if do == "ask":
        return _asked_said(reads.entries_of(row))
    return _(SAID.get(do, "Entered."))


def _asked_said(entries: Sequence[AffairEntry]) -> str:
    named = {code for one in entries if one.kind == "noticed" for code in one.codes}
    last = [one for one in entries if one.kind in ("asked_later", "asked_anew")][-1]
    if last.kind == "asked_anew":
        return _("Asked for; the term rests until it is handed in. Tell the applicant.")
    if rules.unlisted(last.codes, named):
        return _("Asked for; it is recorded that our notice was incomplete. Tell the applicant.")
    return _("Asked for. Tell the applicant.")


def act_frame(do: str, row: Affair, form: Any) -> dict[str, Any]:
    """Return the frame of an act's page."""
    return {
        "one": shown.rows_of([row], now())[0], "affair": row, "form": form, "title": shown.title_of(do),
        "icon": shown.ICONS[do],
    }  # fmt: skip

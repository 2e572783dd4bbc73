"""What the views of firms share: filters and frames of lists, forms that act, where one goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.text import mask_name
from shiqiao.scenes.enterprise import reads, rights, words
from shiqiao.scenes.enterprise.firms import live_of
from shiqiao.scenes.enterprise.forms import FileForm, titles
from shiqiao.scenes.enterprise.inviting import Invited
from shiqiao.scenes.enterprise.models import FirmSeat
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.store import unseal
from shiqiao.surfaces.desk.actforms import asked
from shiqiao.surfaces.kit.qr import svg


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def filters_of(query: Mapping[str, str]) -> reads.Filters:
    """Read the filters of the list of firms."""
    tab = query.get("tab", "")  # the first look of who leads firms is at the own ones
    return reads.Filters(tab if tab in words.TABS else "all", query.get("tier", "")[:30], query.get("tag", "")[:30])


def frame(actor: Actor, filters: reads.Filters, at: datetime) -> dict[str, Any]:
    """Return tabs and choices of the list of firms."""
    table = rules_of(actor.street or 0)
    return {
        "filters": filters, "tabs": _tabs(actor, at),
        "tiers": [("", _("All tiers")), *titles(table.tiers)], "tags": [("", _("All tags")), *titles(table.tags)],
        "keeps": rights.keeps(actor),
    }  # fmt: skip


def _tabs(actor: Actor, at: datetime) -> list[tuple[str, str, int | str]]:
    return [
        (code, _(title), reads.count(actor, code, at) if code != "all" else "") for code, title in words.TABS.items()
    ]


def find_page(actor: Actor, text: str) -> dict[str, Any]:
    """Return organisations that a text names, with whether they have a file; raises NotFound for who keeps none."""
    if not rights.keeps(actor):
        raise NotFound
    found = reads.find(actor, text[:60])
    filed = reads.filed(one.pk for one in found)
    return {"text": text[:60], "rows": [(one, one.pk in filed) for one in found]}


def file_form(request: HttpRequest, number: int) -> tuple[Any, FileForm]:
    """Return a firm and the form of its file, with what it says now; raises NotFound for who keeps no files."""
    actor = actor_of(request)
    if not rights.keeps(actor):
        raise NotFound
    live = live_of(actor, number)
    row = reads.file_at(live.pk)
    now_ = {"tier": row.tier, "size": row.size, "tags": row.tags} if row else {}
    data = request.POST if request.method == "POST" else None
    return live, FileForm(data, street=live.street, initial=now_)


def own_firm(request: HttpRequest, number: int) -> Any:
    """Return a firm for which the actor acts; raises NotFound."""
    live, row = reads.access_firm(actor_of(request), number)
    rights.refuse_strangers(actor_of(request), row.street, live.pk)
    return live


def seat_frame(request: HttpRequest, number: int, do: str) -> tuple[FirmSeat, Any, str, str]:
    """Return a seat, its firm, and how the act is called; raises NotFound."""
    acts = {"link": (_("Draw a new link"), "link"), "end": (_("End the seat"), "user-off")}
    if do not in acts:
        raise NotFound
    row = reads.access_seat(actor_of(request), number)
    return row, live_of(actor_of(request), row.organisation), *acts[do]


def link_page(request: HttpRequest, live: Any, made: Invited) -> dict[str, Any]:
    """Return the page that shows a link once, with its code to be scanned."""
    address = request.build_absolute_uri(reverse("portal:firm:enter", args=[made.secret]))
    person = reads.person_of(made.seat)
    return {
        "address": address, "code": svg(address, _("Code of the link")), "organisation": live,
        "name": mask_name(unseal(person.name)), "until": made.seat.link_until,
    }  # fmt: skip


def act_page(request: HttpRequest, title: str, icon: str, live: Any, form: Any, **more: Any) -> HttpResponse:
    """Show the form of an act at a firm."""
    context = {"title": title, "icon": icon, "organisation": live, "form": form, **more}
    return asked(request, "enterprise/act.html", context)


def done(request: HttpRequest, sentence: str, number: int) -> HttpResponse:
    """Say what was done and go on to the firm."""
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("desk:enterprise:firm", args=[number]))

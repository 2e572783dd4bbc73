"""What the views of emergency share: forms that act, frames of their pages, where one goes on, the plan page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.duty.emergency import reads, rights, shown, words
from shiqiao.scenes.duty.emergency.publishing import plan_of, version_of
from shiqiao.scenes.duty.emergency.store import CALL, RESPONSE
from shiqiao.scenes.duty.emergency.tables import Response
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.words import post_named, said

# What a page that acts is called, with the sign of its button.
ACTS = {
    "start": (gettext_noop("Start a response"), "bell"), "level": (gettext_noop("Raise or lower the level"), "arrow-up"),
    "end": (gettext_noop("End the response"), "circle-check"), "review": (gettext_noop("Write the review"), "clipboard-check"),
    "call": (gettext_noop("Call posts"), "bell"), "man": (gettext_noop("Who is at the post"), "map-pin"),
    "leave": (gettext_noop("Nobody is there any more"), "logout"), "answers": (gettext_noop("Another answers for it"), "user"),
    "answer": (gettext_noop("I answer"), "bell"), "relieve": (gettext_noop("Put another in the place"), "refresh"),
    "report": (gettext_noop("Send the zero report"), "send"), "hazard": (gettext_noop("Enter a hazard point"), "map-pin"),
    "check": (gettext_noop("Check the hazard point"), "camera"),
    "retire": (gettext_noop("Take it off the register"), "circle-x"),
    "household": (gettext_noop("Put a household on the list"), "plus"), "move": (gettext_noop("Move into a shelter"), "home"),
    "return": (gettext_noop("Back home"), "home"), "stock": (gettext_noop("Move material"), "package"),
    "publish": (gettext_noop("Publish an emergency plan"), "file-check"),
}  # fmt: skip


def number(text: str) -> int:
    """Read a number out of an address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def form_of(forms: Mapping[str, Any], do: str, row: Any, request: HttpRequest) -> Any:
    """Return the form of an act with what was sent; pictures are kept at once. Raises NotFound for no such act."""
    kind = forms.get(do)
    if kind is None:
        raise NotFound
    more = {"offers": kind.offers_of(row)} if hasattr(kind, "offers_of") else {}
    return filled(kind, request, **more)


def filled(kind: Any, request: HttpRequest, **more: Any) -> Any:
    """Return a form with what was sent."""
    if request.method != "POST":
        return kind(**more)
    files = (request.FILES,) if getattr(kind, "purposes", None) else ()
    form = kind(request.POST, *files, **more)
    if files:
        form.take_files(request.actor)  # type: ignore[attr-defined]
    return form


def acting(
    request: HttpRequest, do: str, form: Any, given: tuple[Any, ...], back: str, title: str, text: str = ""
) -> HttpResponse:
    """Do what a form asks and go back, or show it."""
    if acted(form, *given):
        return told(request, _("Entered."), back)
    heading, icon = ACTS[do]
    context = {"form": form, "title": _(heading), "icon": icon, "back": back, "about": title, "text": text, "do": do}
    return render(request, "duty/emergency/act.html", context, status=422 if form.errors else 200)


def told(request: HttpRequest, sentence: str, address: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(address)


def seen(row: Response, actor: Actor, at: datetime) -> None:
    """Count the actor's notices about a response as read; those of calls stay until they are answered."""
    mark_subject_read(subject=Ref(RESPONSE, row.pk), by=actor, at=at)


def call_seen(call: int, actor: Actor, at: datetime) -> None:
    """Count the actor's notices about a call as read."""
    mark_subject_read(subject=Ref(CALL, call), by=actor, at=at)


def list_page(actor: Actor, after: str) -> dict[str, Any]:
    """Return the running responses and those that have ended."""
    page = reads.responses(actor, after=after)
    return {
        "running": [shown.head(row) for row in reads.running(actor.street or 0)] if not after else [],
        "rows": [shown.head(row) for row in page.rows if row.ended_at is not None], "next": page.next,
        "commands": rights.commands(actor), "plan": bool(plan_of(actor.street or 0).kinds),
    }  # fmt: skip


def hazards_page(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return the register of hazard points, narrowed by kind and community."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    street, plan = actor.street or 0, plan_of(actor.street or 0)
    kind, community = request.GET.get("kind", ""), number(request.GET.get("community", ""))
    rule = reads.check_rule(street)
    rows = reads.hazards(street, kinds=(kind,) if plan.hazard(kind) else (), community=community)
    return {
        "rows": [shown.point_row(one, at, rule) for one in rows], "kind": kind, "community": str(community or ""),
        "kinds": [("", _("Every kind")), *((one.code, said(one.title)) for one in plan.hazards)],
        "communities": [("", _("All communities")), *((str(one.code), one.title) for one in communities(street))],
        "commands": rights.commands(actor), "runs": bool(rule),
    }  # fmt: skip


def stock_page(actor: Actor, after: str) -> dict[str, Any]:
    """Return what lies in the stores and the latest moves."""
    rows = reads.stock(actor.street or 0)
    page, named = reads.stock_lines(actor.street or 0, after=after), {one.pk: one for one in rows}
    kinds = words.STOCK_KINDS
    return {
        "rows": rows, "low": sum(one.balance < one.low for one in rows), "commands": rights.commands(actor), "next": page.next,
        "lines": [(one, named[one.stock], _(kinds[one.kind])) for one in page.rows],
    }  # fmt: skip


def plan_page(street: int) -> dict[str, Any]:
    """Return the plan as it holds."""
    plan = plan_of(street)
    kinds = [
        (said(kind.title), [
            {
                "level": words.level(one.level), "tone": words.TONES[one.level], "trigger": said(one.trigger),
                "orders": [said(order) for order in one.orders], "report": one.report, "check": one.check,
                "posts": [
                    (said(post.title), said(post.place), post_named(post.post, street),
                     post_named(post.deputy, street) if post.deputy else "")
                    for post in one.posts
                ],
                "notify": [post_named(code, street) for code in one.notify],
                "stock": [(_material(plan, row.material), row.amount, said(row.to)) for row in one.stock],
            }
            for one in kind.levels
        ])
        for kind in plan.kinds
    ]  # fmt: skip
    return {"plan": plan, "version": version_of(street), "kinds": kinds, "office": post_named(plan.office, street)}


def _material(plan: Any, code: str) -> str:
    return next((said(one.title) for one in plan.materials if one.code == code), code)

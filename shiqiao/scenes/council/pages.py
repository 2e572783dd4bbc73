"""What the views of deliberation share: filters and frames, forms that act, where one goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.council import forms, meetings, meetingshown, presence, reads, rights, shown, voices, words
from shiqiao.scenes.council.meeting_tables import CouncilMeeting
from shiqiao.scenes.council.meetingforms import ITEM_FORMS, MEETING_FORMS, RESOLUTION_FORMS
from shiqiao.scenes.council.publishing import rules_of, version_of
from shiqiao.scenes.council.seating import body_of
from shiqiao.scenes.council.store import unseal
from shiqiao.scenes.council.tables import CouncilTopic
from shiqiao.surfaces.desk.words import said, term

MEETING_BUTTONS = {
    do: icon for do, (_title, icon, _main) in meetingshown.MEETING_ACTS.items()
} | meetingshown.RESOLUTION_ICONS  # fmt: skip
ITEM_ICONS = {"say": "message", "write": "pencil", "poll": "checkbox", "adopt": "gavel", "reject": "circle-x"}


def number(text: str) -> int:
    """Read a number out of an address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def filters_of(query: Mapping[str, str]) -> reads.Filters:
    """Read the filters of the list of topics."""
    tab = query.get("tab", "")
    return reads.Filters(tab if tab in words.TABS else "open", number(query.get("community", "")))


def topics_frame(actor: Actor, filters: reads.Filters, at: datetime) -> dict[str, Any]:
    """Return tabs and choices of the list of topics."""
    many = {tab: f"{reads.MANY}+" if n > reads.MANY else str(n) for tab, n in reads.counted(actor, at).items()}
    kept = [row.pk for row in reads.kept(actor)]
    return {
        "filters": filters, "community": str(filters.community or ""), "proposes": rights.proposes(actor),
        "tabs": [(code, _(title), many.get(code, "")) for code, title in words.TABS.items()],
        "communities": [("", _("All communities")), *((str(one.code), one.title) for one in communities(actor.street or 0))],
        "waiting": len(voices.waiting(actor, kept)) if kept else 0, "brand": said(rules_of(actor.street or 0).brand),
    }  # fmt: skip


def filled(form_class: Any, request: HttpRequest, **more: Any) -> Any:
    """Return a form with what was sent."""
    return form_class(request.POST if request.method == "POST" else None, **more)


def told(request: HttpRequest, sentence: str, address: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(address)


def pdf_of(made: tuple[bytes, str]) -> HttpResponse:
    """Give a PDF as a download."""
    content, name = made
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def seen(kind: str, number: int, actor: Actor, at: datetime) -> None:
    """Count the actor's notices about something as read."""
    mark_subject_read(subject=Ref(kind, number), by=actor, at=at)


def propose_form(request: HttpRequest) -> tuple[Any, Any]:
    """Return the form that proposes a topic, with the record of which it is made; raises NotFound for who proposes none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    origin = forms.origin_of(request.GET.get("origin", ""))
    record = show(actor, [origin]).get(origin) if origin else None
    if not rights.proposes(actor) or (origin and record is None):
        raise NotFound
    rows = reads.bodies(actor)
    own = next((row.pk for row in rows if row.community and row.community == rights.community_of(actor)), "")
    first = {"body": own, "title": record.title[:80] if record else ""}
    return filled(forms.ProposeForm, request, bodies=rows, origin=origin, initial=first), record


def topic_form(do: str, row: CouncilTopic, request: HttpRequest) -> Any:
    """Return the form of a move of a topic; raises NotFound for none."""
    if do not in forms.TOPIC_FORMS:
        raise NotFound
    return filled(forms.TOPIC_FORMS[do], request, row=row)


def act_frame(title: str, icon: str, form: Any, name: str, back: str) -> dict[str, Any]:
    """Return the frame of a page with one form."""
    return {"title": title, "icon": icon, "form": form, "name": name, "back": back}


def meeting_form(do: str, request: HttpRequest, row: CouncilMeeting) -> Any:
    """Return the form of an act of a meeting; the minutes begin with what was written so far. Raises NotFound."""
    if do not in MEETING_FORMS or not rights.keeps(request.actor, body_of(row.body, request.actor)):  # type: ignore[attr-defined]
        raise NotFound
    form = filled(MEETING_FORMS[do], request, row=row)
    if do == "minutes":
        form.initial.setdefault("text", meetingshown.draft_of(row))
    return form


def meeting_frame(do: str, row: CouncilMeeting, form: Any, at: datetime) -> dict[str, Any]:
    """Return the frame of such a page; the quorum stands above the buttons that ask for one."""
    frame = act_frame(
        meetingshown.meeting_titles()[do], MEETING_BUTTONS[do], form, f"{row.number} {row.title}",
        reverse("desk:council:meeting", args=[row.pk]),
    )  # fmt: skip
    there = presence.quorum_at(row, at)
    asks = do in ("open", "fail")
    return {**frame, "quorum": meetingshown.quorum_rows(row.street, there) if asks else [], "there": there.there,
            "short": meetingshown.short_of(row, there) if asks else ""}  # fmt: skip


def item_form(do: str, request: HttpRequest, number: int, at: datetime) -> tuple[Any, Any, Any]:
    """Return the form of an act of an agenda item with item and meeting; raises NotFound."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    item, meeting = reads.access_item(actor, number, at)
    if do not in ITEM_FORMS or not rights.keeps(actor, body_of(meeting.body, actor)):
        raise NotFound
    form = filled(ITEM_FORMS[do], request, row=item, at=at)
    if do == "write":
        form.initial.setdefault("text", unseal(item.text))
    return form, item, meeting


def item_titles() -> dict[str, str]:
    """Return what the acts of an item are called."""
    return {
        "say": _("Enter opinions"), "write": _("Write what was said"), "adopt": _("Adopt a resolution"),
        "reject": _("It did not pass"), "poll": _("Put it to the vote"),
    }  # fmt: skip


def resolution_form(do: str, request: HttpRequest, row: Any) -> Any:
    """Return the form of an act of a resolution; raises NotFound."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if do not in RESOLUTION_FORMS or not rights.keeps(actor, body_of(row.body, actor)):
        raise NotFound
    return filled(RESOLUTION_FORMS[do], request, row=row)


def enter(request: HttpRequest, row: CouncilMeeting, at: datetime) -> str:
    """Enter who came or left, out of what a button sent; returns the sentence. Raises NotFound for what is none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seat, do = number(request.POST.get("seat", "")), request.POST.get("do", "")
    if do == "left":
        presence.leave(meeting=row.pk, seat=seat, by=actor, at=at)
        return _("Entered: left.")
    if do not in ("came", "substitute"):
        raise NotFound
    presence.enter_presence(meeting=row.pk, seat=seat, substitute=do == "substitute", by=actor, at=at)
    return _("Entered: present.")


def answered(request: HttpRequest, row: CouncilMeeting, at: datetime) -> str:
    """Take the answer to a call out of what a button sent; returns the sentence. Raises NotFound."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    call = reads.call_of(row.pk, number(request.POST.get("call", "")) or 0)
    meetings.answer_call(call=call.pk, answer=request.POST.get("answer", ""), by=actor, at=at)
    return _("The answer is entered.")


def moderated(request: HttpRequest, voice: int, at: datetime) -> str:
    """Let a comment through or refuse it, out of what a button sent; returns the sentence."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    reason = request.POST.get("reason", "")
    voices.moderate(voice=voice, show=not reason, reason=reason, by=actor, at=at)
    return _("The comment is not shown.") if reason else _("The comment is shown on the portal.")


def voices_page(actor: Actor) -> dict[str, Any]:
    """Return the comments that wait to be let through, in clear for who decides: that is what is decided upon."""
    rows = voices.waiting(actor, [row.pk for row in reads.kept(actor)])
    known = reads.by_number([one.topic for one in rows])
    return {
        "rows": [(one, known[one.topic], reverse("desk:council:topic", args=[one.topic]), unseal(one.text)) for one in rows],
        "reasons": [(code, _(title)) for code, title in words.REASONS.items()],
    }  # fmt: skip


def rules_page(street: int) -> dict[str, Any]:
    """Return the rules as they hold."""
    held = rules_of(street)
    steps = {
        "review": _("Review of a topic"), "answer": _("Answer to a quick talk"), "convene": _("Convening in depth"),
        "tasks": _("Tasks of a resolution"),
    }  # fmt: skip
    return {
        "rules": held, "version": version_of(street), "kinds": [(said(one.title), one) for one in held.kinds],
        "terms": [(title, term(getattr(held.terms, step))) for step, title in steps.items()], "brand": said(held.brand),
        "average": meetingshown.stars(held.evaluation.average),
    }  # fmt: skip


def meetings_page(actor: Actor, after: str, at: datetime) -> dict[str, Any]:
    """Return the list of meetings."""
    page = reads.meetings(actor, at, after=after)
    known = reads.named(page.rows)
    rows = [
        (
            one,
            reverse("desk:council:meeting", args=[one.pk]),
            known[one.body].title,
            *words.pair(words.MEETINGS, one.state),
        )
        for one in page.rows
    ]
    return {"rows": rows, "next": page.next}


def topic_rows(page: Any, at: datetime) -> dict[str, Any]:
    """Return a page of topics for the list."""
    return {"rows": [shown.topic_row(one, at) for one in page.rows], "next": page.next}

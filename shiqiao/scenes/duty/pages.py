"""What the views of duty share: frames, forms, what happens to what was sent, where one goes on."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.scenes.duty import availability, reads, rights, shown, steps, watching, words
from shiqiao.scenes.duty.pools import pools_of
from shiqiao.scenes.duty.publishing import rules_of, version_of
from shiqiao.scenes.duty.tables import LogEntry, Roster, Shift, Swap, Turn
from shiqiao.surfaces.desk.words import person_name, post_title, said
from shiqiao.surfaces.kit.errors import describe

Choices = list[tuple[str, str]]


def filled(form_class: Any, request: HttpRequest, **more: Any) -> Any:
    """Return a form with what was sent."""
    return form_class(request.POST, **more) if request.method == "POST" else form_class(**more)


def told(request: HttpRequest, sentence: str, address: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(address)


def done(request: HttpRequest, do: Callable[[], object], sentence: str, address: str) -> HttpResponse:
    """Do what a button asks; say what was done, or what was refused, and go on."""
    try:
        do()
    except NotFound:
        raise
    except ShiqiaoError as error:
        found = describe(error)
        messages.error(request, " ".join(found["fields"].values()) or found["message"])
        return HttpResponseRedirect(address)
    return told(request, sentence, address)


def seen(request: HttpRequest, kind: str, number: int, at: datetime) -> None:
    """Count the actor's notices about something as read."""
    mark_subject_read(subject=Ref(kind, number), by=actor_of(request), at=at)


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def keeps(request: HttpRequest) -> bool:
    """Tell whether who asks keeps rosters."""
    return rights.keeps(actor_of(request))


def refuse_keeping(request: HttpRequest) -> None:
    """Raise NotFound for who does not keep rosters: the page is not theirs."""
    if not keeps(request):
        raise NotFound


def with_none(choices: Choices) -> Choices:
    """Return choices of which none is chosen yet."""
    return [("", "—"), *choices]


def span_asked(query: Mapping[str, str], at: datetime) -> tuple[date, date]:
    """Return the days over which fairness is asked: those of the address, else the year so far and the coming month."""
    today = localdate(at)
    found = []
    for name, usual in (("since", today.replace(month=1, day=1)), ("until", today.replace(month=12, day=31))):
        try:
            found.append(date.fromisoformat(query.get(name, "")))
        except ValueError:
            found.append(usual)
    since, until = found
    return (since, min(until, since + timedelta(800))) if since <= until else (until, since)


def mine(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return one's own turns, the swaps that wait, what is entered."""
    swaps = reads.swaps_of(actor).order_by("-pk")[:10]
    return {
        "rows": shown.mine_rows(reads.mine(actor, at), actor, at), "check_in": shown.check_in_of(actor, at),
        "swaps": shown.swap_rows(swaps, actor),
        "entered": [
            (row, _(words.KINDS[row.kind]), _(words.WHY[row.why]), row.days.lower, row.days.upper - timedelta(1))
            for row in reads.entered(actor, localdate(at))
        ],
        "takes": (actor.account or 0) in pools_of(actor.street or 0, rules_of(actor.street or 0), at).posts,
        "keeps": rights.keeps(actor),
    }  # fmt: skip


def roster_page(request: HttpRequest, row: Roster, at: datetime) -> dict[str, Any]:
    """Return what a roster's page shows."""
    actor = actor_of(request)
    seen(request, "duty_roster", row.pk, at)
    since, until = row.days.lower, row.days.upper - timedelta(1)
    first, last = shown.month(request.GET.get("month", "") or f"{since:%Y-%m}", at)
    draft = row.state in ("draft", "checked") and rights.keeps(actor)
    found = steps.problems(row) if draft else []
    return {
        **shown.month_page(actor, first, last, row), **shown.roster_row(row), "draft": draft,
        "problems": [
            (one.day, words.kind_title(row.street, one.kind), person_name(one.person), _(words.PROBLEMS[one.code]))
            for one in found
        ],
        "checks": draft and row.state == "draft" and not found and row.made_by != actor.account,
        "own": draft and row.state == "draft" and row.made_by == actor.account,
        "publishes": draft and row.state == "checked" and not found,
        "checker": person_name(row.checked_by), "publisher": person_name(row.published_by),
        "earlier": first > since, "later": last < until,
    }  # fmt: skip


def step_made(request: HttpRequest, row: Roster, do: str, at: datetime) -> HttpResponse:
    """Check, publish or drop a roster; raises NotFound for what is no step."""
    made = {
        "check": (steps.check_roster, _("The roster is checked.")),
        "publish": (steps.publish_roster, _("Published. Everybody in it is told.")),
        "drop": (steps.drop_roster, _("The roster is dropped.")),
    }.get(do)  # fmt: skip
    if made is None:
        raise NotFound
    act, sentence = made
    address = reverse("desk:duty:roster", args=[row.pk])
    return done(request, lambda: act(roster=row.pk, by=actor_of(request), at=at), sentence, address)


def checked_in(request: HttpRequest, row: Turn, at: datetime) -> HttpResponse:
    """Check in, and go on to the shift."""
    act = watching.check_in
    address = reverse("desk:duty:shift", args=[row.shift])
    return done(request, lambda: act(turn=row.pk, by=actor_of(request), at=at), _("You have checked in."), address)


def shift_acted(request: HttpRequest, row: Shift, do: str, at: datetime) -> HttpResponse:
    """Hand over or acknowledge; raises NotFound for anything else."""
    made = {
        "hand-over": (watching.pass_on, _("The shift is handed over.")),
        "acknowledge": (watching.acknowledge, _("The open lines are acknowledged.")),
    }.get(do)  # fmt: skip
    if made is None:
        raise NotFound
    act, sentence = made
    address = reverse("desk:duty:shift", args=[row.pk])
    return done(request, lambda: act(shift=row.pk, by=actor_of(request), at=at), sentence, address)


def own_turn(request: HttpRequest, number: int) -> Turn:
    """Return a turn of one's own; raises NotFound."""
    row = reads.access_turn(actor_of(request), number)
    if row.person != actor_of(request).account or not row.live:
        raise NotFound
    return row


def kept_turn(request: HttpRequest, number: int) -> Turn:
    """Return a turn for who keeps rosters or leads; raises NotFound."""
    refuse_keeping(request)
    return reads.access_turn(actor_of(request), number)


def swap_for(request: HttpRequest, number: int, do: str) -> Swap:
    """Return a swap that can be answered so; raises NotFound."""
    row = reads.access_swap(actor_of(request), number)
    if do not in words.ANSWERS:
        raise NotFound
    return row


def swap_act_frame(request: HttpRequest, row: Swap, do: str) -> dict[str, Any]:
    """Return the frame of an answer's page."""
    title, icon = words.ANSWERS[do]
    return {**shown.swap_page(actor_of(request), row), "act_title": _(title), "icon": icon}


def open_line(request: HttpRequest, number: int) -> tuple[LogEntry, Shift]:
    """Return an open line with the shift it is with, for who may close it; raises NotFound."""
    actor = actor_of(request)
    row = reads.line_of(actor, number)
    shift = reads.access_shift(actor, watching.holder_of(row))
    if not watching.may_write(actor, shift):
        raise NotFound
    return row, shift


def people_choices(request: HttpRequest, at: datetime) -> Choices:
    """Return whose days may be entered: one's own, everybody's of the pools for who keeps rosters."""
    actor = actor_of(request)
    posts = pools_of(actor.street or 0, rules_of(actor.street or 0), at).posts
    own = [one for one in posts if one == actor.account]
    shown_people = list(dict.fromkeys((*own, *posts))) if rights.keeps(actor) else own
    if not shown_people:
        raise NotFound
    return [(str(one), f"{person_name(one)} · {post_title(posts[one])}") for one in shown_people]


def away_ended(request: HttpRequest, number: int, at: datetime) -> HttpResponse:
    """Take an entry back."""
    act = availability.end_availability
    address = reverse("desk:duty:mine")
    return done(
        request, lambda: act(availability=number, by=actor_of(request), at=at), _("The entry is taken back."), address
    )


def rules_page(street: int, at: datetime) -> dict[str, Any]:
    """Return the rules as they hold."""
    held = rules_of(street)
    pools = pools_of(street, held, at)
    return {
        "rules": held, "version": version_of(street),
        "kinds": [(said(one.title), one, "working" in one.on, "off" in one.on) for one in held.kinds],
        "pools": [
            (_(words.ROLES[role]), [f"{person_name(one)} · {post_title(pools.posts[one])}" for one in pools.of(role)])
            for role in ("leader", "officer")
        ],
        "weights": [(_(words.SIDES[side]), getattr(held.weights, name))
                    for side, name in zip(words.SIDES, ("balance", "night", "weekend", "holiday"), strict=True)],
    }  # fmt: skip

"""What the pages of meetings and resolutions show, assembled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.council import (
    deciding,
    evaluating,
    meetings,
    polls,
    presence,
    reads,
    resolving,
    rights,
    rules,
    words,
)
from shiqiao.scenes.council.meeting_tables import CouncilAgendaItem, CouncilCall, CouncilMeeting, CouncilPresence
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.rules import Quorum
from shiqiao.scenes.council.shown import Act, firms_of, holder_name, place_of, step_of
from shiqiao.scenes.council.store import MEETING, RESOLUTION, unseal
from shiqiao.scenes.council.tables import CouncilBody, CouncilSeat, CouncilTerm, CouncilTopic
from shiqiao.surfaces.desk.words import post_title


@dataclass(frozen=True)
class Called:
    """A seat that was called: who, what was answered, whether it is there now, and its lines of the ledger."""

    row: CouncilCall
    seat: str
    kind: str
    who: str
    under: str
    substitute: str
    answer: str
    tone: str
    there: bool
    stays: list[CouncilPresence]


def called(actor: Actor, row: CouncilMeeting) -> list[Called]:
    """Return the seats of a meeting in the order of the kinds."""
    calls = meetings.calls_of(row.pk)
    seats = CouncilSeat.objects.in_bulk([one.seat for one in calls])
    terms = CouncilTerm.objects.in_bulk([n for one in calls for n in (one.term, one.substitute) if n])
    firms, stays = firms_of(actor, list(terms.values())), {}
    for one in CouncilPresence.objects.filter(meeting=row.pk).order_by("came_at", "pk"):
        stays.setdefault(one.seat, []).append(one)
    found = []
    for one in calls:
        who, under = holder_name(terms[one.term], firms)
        other = holder_name(terms[one.substitute], firms)[0] if one.substitute in terms else ""
        mine = stays.get(one.seat, [])
        answer, tone = words.pair(words.ANSWERS, one.answer)
        found.append(Called(
            one, words.seat_title(seats[one.seat]), words.kind_title(row.street, one.kind), who, under, other, answer, tone,
            bool(mine) and mine[-1].left_at is None, mine,
        ))  # fmt: skip
    return found


def quorum_rows(street: int, there: Quorum) -> list[dict[str, Any]]:
    """Return the quorum kind by kind, with the exact shortfall."""
    return [
        {
            "kind": words.kind_title(street, one.kind), "seats": one.seats, "present": one.present, "needed": one.needed,
            "missing": one.missing,
        }
        for one in there.kinds
    ]  # fmt: skip


def short_of(row: CouncilMeeting, there: Quorum) -> str:
    """Say what is missing for the quorum; empty when it is there."""
    return words.short_said(row.street, [(one.kind, one.present, one.needed) for one in there.short])


def item_shown(item: CouncilAgendaItem, row: CouncilMeeting, at: datetime) -> dict[str, Any]:
    """Return an agenda item: how each kind stands, the opinions, the poll, what can be done."""
    moment = min(item.decided_at or row.closed_at or at, row.closed_at or at)
    opinions = deciding.opinions_of([item.pk])
    seats = CouncilSeat.objects.in_bulk([one.seat for one in opinions])
    resolution = CouncilResolution.objects.filter(item=item.pk).first()
    stands = resolution.kinds if resolution else [one.plain() for one in deciding.stands_of(item, row, moment)]
    return {
        "row": item, "state": words.pair(words.ITEMS, item.state), "text": masked(unseal(item.text)),
        "topic": CouncilTopic.objects.filter(pk=item.topic).first(),
        "kinds": kinds_said(row.street, stands) if opinions or resolution else [],
        "opinions": [(words.seat_title(seats[one.seat]), *words.pair(words.STANCES, one.stance), masked(unseal(one.text)))
                     for one in opinions],
        "poll": polls.section(item), "resolution": resolution,
    }  # fmt: skip


def kinds_said(street: int, stands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how each kind stood, in words; one that a secret vote counted with others only (`apart` False) shows nothing."""
    return [{"apart": True, **one, "title": words.kind_title(street, str(one["kind"]))} for one in stands]


MEETING_ACTS = {
    "open": ("Open the meeting", "door-enter", True), "fail": ("It fails for want of a quorum", "calendar-x", False),
    "again": ("Convene a second time", "calendar-event", True), "close": ("Close the meeting", "door-exit", False),
    "minutes": ("Write the minutes", "file-text", True), "sign": ("Enter a signing", "signature", True),
}  # fmt: skip


def meeting_titles() -> dict[str, str]:
    """Return what the acts of a meeting are called."""
    return {
        "open": _("Open the meeting"), "fail": _("It fails for want of a quorum"), "again": _("Convene a second time"),
        "close": _("Close the meeting"), "minutes": _("Write the minutes"), "sign": _("Enter a signing"),
    }  # fmt: skip


def meeting_acts(row: CouncilMeeting, there: Quorum, at: datetime) -> list[Act]:
    """Return what who keeps the body can do with a meeting now."""
    found = {"convened": ["open"], "open": ["close"], "closed": ["minutes"]}.get(row.state, [])
    if row.state == "convened" and at >= row.planned_at and not there.there:
        found = ["open", "fail"]
    if row.state == "closed" and deciding.minutes_of(row.pk):
        found = ["sign", "minutes"]
    if row.state == "failed" and row.convocation == 1 and not CouncilMeeting.objects.filter(first=row.pk).exists():
        found = ["again"]
    titles = meeting_titles()
    return [
        Act(
            titles[do], MEETING_ACTS[do][1], reverse("desk:council:meeting-act", args=[row.pk, do]), MEETING_ACTS[do][2]
        )
        for do in found
    ]


def meeting_page(actor: Actor, row: CouncilMeeting, body: CouncilBody, at: datetime) -> dict[str, Any]:
    """Return what a meeting's page shows."""
    moment = row.closed_at or at
    there, keeps, standing = presence.quorum_at(row, moment), rights.keeps(actor, body), deciding.minutes_of(row.pk)
    return {
        "meeting": row, "body": body, "place": place_of(row.community), "keeps": keeps,
        "state": words.pair(words.MEETINGS, row.state), "calls": called(actor, row), "quorum": quorum_rows(row.street, there),
        "there": there.there, "short": short_of(row, there), "acts": meeting_acts(row, there, at) if keeps else [],
        "items": [item_shown(one, row, at) for one in meetings.items_of(row.pk)], "running": row.state in ("convened", "open"),
        "turns": [(turn.at, turn.quorum.there, short_of(row, turn.quorum)) for turn in presence.turns(row)],
        "first": CouncilMeeting.objects.filter(pk=row.first).first() if row.first else None,
        "second": CouncilMeeting.objects.filter(first=row.pk).first(), "own": reads.own_call(actor, row.pk),
        "minutes": standing, "minutes_text": masked(unseal(standing.text)) if standing else "",
        "intact": deciding.intact(standing) if standing else True, "signings": signings(row) if standing else [],
        "steps": [step_of(line, row.street) for line in reversed(lines_of(Ref(MEETING, row.pk)))][:80],
    }  # fmt: skip


def signings(row: CouncilMeeting) -> list[tuple[str, str, Any]]:
    """Return the kinds that sign the minutes, who signed for each, and when."""
    signed = deciding.signings_of(row.pk)
    seats = CouncilSeat.objects.in_bulk([one.seat for one in signed.values()])
    return [
        (words.kind_title(row.street, kind), words.seat_title(seats[signed[kind].seat]) if kind in signed else "",
         signed[kind].at if kind in signed else None)
        for kind in deciding.kinds_to_sign(row)
    ]  # fmt: skip


# ── resolutions ────────────────────────────────────────────────────────────────────────────────────────────────────

RESOLUTION_ICONS = {
    "task": "tool",
    "begin": "speakerphone",
    "evaluate": "stars",
    "score": "star",
    "finish": "circle-check",
}


def resolution_titles() -> dict[str, str]:
    """Return what the acts of a resolution are called."""
    return {
        "task": _("Make a task"), "begin": _("Put on public notice and begin"), "evaluate": _("Open the evaluation"),
        "score": _("Enter a score"), "finish": _("Close the evaluation"),
    }  # fmt: skip


def resolution_acts(row: CouncilResolution, tasks: list[resolving.TaskStands], at: datetime) -> list[Act]:
    """Return what can be done with a resolution now."""
    found = {
        "adopted": ["task", "begin"] if tasks else ["task"],
        "executing": ["task"],
        "evaluating": ["score", "finish"],
    }
    asked = found.get(row.state, [])
    over = row.notice_until is not None and at >= row.notice_until
    if row.state == "executing" and over and tasks and all(one.done for one in resolving.counting(tasks)):
        asked = ["evaluate", "task"]
    titles, main = resolution_titles(), {"begin", "evaluate", "score", "finish"} | (set() if tasks else {"task"})
    return [
        Act(
            titles[do],
            RESOLUTION_ICONS[do],
            reverse("desk:council:resolution-act", args=[row.pk, do]),
            do in main,
        )
        for do in asked
    ]


def resolution_row(row: CouncilResolution, percent: int) -> dict[str, Any]:
    """Return a resolution for a list."""
    state, tone = words.pair(words.RESOLUTIONS, row.state)
    return {
        "row": row, "url": reverse("desk:council:resolution", args=[row.pk]), "place": place_of(row.community),
        "state": state, "tone": tone, "percent": percent, "how": _(words.HOW[row.how]),
    }  # fmt: skip


def rounds(row: CouncilResolution) -> list[dict[str, Any]]:
    """Return the rounds of evaluation with their scores by kind."""
    found = []
    for one in reversed(evaluating.rounds_of(row.pk)):
        given = evaluating.scores_of(one.pk)
        kinds: dict[str, list[int]] = {}
        for each in given:
            kinds.setdefault(each.kind, []).append(each.score)
        titles = {kind: words.kind_title(row.street, kind) for kind in kinds}
        by_kind = [(titles[kind], stars(rules.average(those)), len(those)) for kind, those in kinds.items()]
        average = one.average if one.closed_at else rules.average([each.score for each in given])
        found.append({
            "row": one, "outcome": words.pair(words.OUTCOMES, one.outcome) if one.outcome else None,
            "average": stars(average), "scored": one.scored if one.closed_at else len(given),
            "kinds": by_kind,
            "said": [masked(unseal(each.text)) for each in given if each.text], "text": masked(unseal(one.text)),
        })  # fmt: skip
    return found


def stars(hundredths: int) -> str:
    """Say an average in hundredths."""
    return f"{hundredths // 100}.{hundredths % 100:02d}" if hundredths else "–"


def resolution_page(actor: Actor, row: CouncilResolution, body: CouncilBody, at: datetime) -> dict[str, Any]:
    """Return what a resolution's page shows."""
    tasks = resolving.tasks_of([row.pk]).get(row.pk, [])
    told = show(actor, [Ref("matter", one.row.matter) for one in tasks])
    keeps = rights.keeps(actor, body)
    return {
        "one": resolution_row(row, resolving.percent_of(tasks)), "resolution": row, "body": body, "keeps": keeps,
        "kinds": kinds_said(row.street, row.kinds), "meeting": CouncilMeeting.objects.filter(pk=row.meeting).first(),
        "topic": CouncilTopic.objects.filter(pk=row.topic).first(), "convener": post_title(body.convener),
        "tasks": [(one, told.get(Ref("matter", one.row.matter))) for one in tasks], "rounds": rounds(row),
        "acts": resolution_acts(row, tasks, at) if keeps else [], "pass": stars(rules_of(row.street).evaluation.average),
        "noticed": row.notice_until is not None and at < row.notice_until,
        "steps": [step_of(line, row.street) for line in reversed(lines_of(Ref(RESOLUTION, row.pk)))],
    }  # fmt: skip


def draft_of(row: CouncilMeeting) -> str:
    """Return the minutes as they stand, or a first draft out of what has been recorded: nothing is written twice."""
    standing = deciding.minutes_of(row.pk)
    if standing is not None:
        return unseal(standing.text)
    there: dict[str, int] = {}
    for one in presence.sat(row.pk).values():
        there[one.kind] = there.get(one.kind, 0) + 1
    came = "; ".join(f"{words.kind_title(row.street, kind)} {n}" for kind, n in there.items())
    parts = [_("Present: %(came)s.") % {"came": came}]
    for item in meetings.items_of(row.pk):
        state = words.pair(words.ITEMS, item.state)[0]
        parts.append(f"{item.serial}. {item.title} ({state})\n{unseal(item.text)}".strip())
        if resolution := CouncilResolution.objects.filter(item=item.pk).first():
            parts.append(f"{resolution.number}: {resolution.text}")
    return "\n\n".join(parts)


def slips(actor: Actor, made: meetings.Convened) -> dict[str, Any]:
    """Return the links of a meeting's calls, to be put on paper: shown this once."""
    calls = {one.row.pk: one for one in called(actor, made.meeting)}
    links = [
        (calls[call], reverse("portal:council:call", args=[secret]))
        for call, secret in made.secrets.items()
        if call in calls
    ]
    notified = [one for one in calls.values() if one.row.how == "notice"]
    return {"meeting": made.meeting, "slips": links, "notified": notified,
            "back": reverse("desk:council:meeting", args=[made.meeting.pk])}  # fmt: skip

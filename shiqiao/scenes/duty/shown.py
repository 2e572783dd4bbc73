"""What the pages of duty show: the board of today, a month, turns, swaps, the log, fairness."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.duty import reads, rights, watching, words
from shiqiao.scenes.duty.conflicts import HOUR
from shiqiao.scenes.duty.fairness import SIDES, Counts, figures
from shiqiao.scenes.duty.making import counted
from shiqiao.scenes.duty.pools import pools_of
from shiqiao.scenes.duty.publishing import rules_of
from shiqiao.scenes.duty.reads import OnDuty
from shiqiao.scenes.duty.store import unseal
from shiqiao.scenes.duty.tables import ROLES, LogEntry, Roster, Shift, Swap, Turn
from shiqiao.surfaces.desk.words import person_name, post_title, unit_phone

WEEK = 7


@dataclass(frozen=True, slots=True)
class TurnShown:
    """A turn in a list."""

    row: Turn
    url: str
    role: str
    name: str
    post: str
    phone: str
    mine: bool
    checked_in: bool


def turn_of(row: Turn, actor: Actor) -> TurnShown:
    """Return a turn as shown."""
    phone = unit_phone(people.post(row.post).unit)
    return TurnShown(
        row, reverse("desk:duty:turn", args=[row.pk]), _(words.ROLES[row.role]), person_name(row.person), post_title(row.post),
        phone, row.person == actor.account, row.checked_in_at is not None,
    )  # fmt: skip


def shift_card(found: OnDuty, actor: Actor) -> dict[str, Any] | None:
    """Return a shift with its people for the board."""
    if not found.shift:
        return None
    turns, shift = reads.standing(found.shift), reads.shift_of(found.shift)
    return {
        "shift": shift, "title": words.kind_title(shift.street, shift.kind), "span": words.span(shift.during),
        "people": [turn_of(turns[one.turn], actor) for one in found.people if one.turn in turns],
        "url": reverse("desk:duty:shift", args=[shift.pk]),
    }  # fmt: skip


def today(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the board of today: who is on duty, who comes next, what is mine, the coming days."""
    street = actor.street or 0
    card = shift_card(reads.on_duty(street, at), actor)
    mine = reads.mine(actor, at, limit=1)
    days = localdate(at)
    return {
        "card": card, "coming": shift_card(reads.next_on_duty(street, at), actor), "phone": rules_of(street).phone,
        "check_in": check_in_of(actor, at), "mine": mine_rows(mine, actor, at),
        "weeks": weeks(actor, days, days + timedelta(6)), "keeps": rights.keeps(actor),
        "waiting": len(reads.swaps_waiting(actor)),
    }  # fmt: skip


def check_in_of(actor: Actor, at: datetime) -> Turn | None:
    """Return the actor's turn for which it is time to check in."""
    early = rules_of(actor.street or 0).early
    for row in reads.mine(actor, at, limit=2):
        if row.checked_in_at is None and watching.may_check_in(row, early, at):
            return row
    return None


def mine_rows(rows: Iterable[Turn], actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the actor's turns as rows."""
    rows = list(rows)
    shifts, swapped = reads.shifts_by_number(row.shift for row in rows), reads.in_open_swaps(rows)
    return [
        {
            "one": turn_of(row, actor), "span": words.span(row.during), "open": row.pk in swapped,
            "title": words.kind_title(row.street, shifts[row.shift].kind), "waits": row.during.lower > at,
            "hard": hard(shifts[row.shift]), "shift": reverse("desk:duty:shift", args=[row.shift]),
        }
        for row in rows
    ]  # fmt: skip


def hard(shift: Shift) -> str:
    """Say what makes a shift hard; empty for an ordinary day."""
    if shift.holiday:
        return _("holiday duty")
    return _("weekend duty") if shift.weekend else ""


# ── the month ──────────────────────────────────────────────────────────────────────────────────────────────────────


def weeks(actor: Actor, since: date, until: date, roster: Roster | None = None) -> list[list[dict[str, Any]]]:
    """Return the days of a span in weeks, each with its shifts and who takes them; three queries."""
    shifts = reads.between(actor, since, until, roster)
    turns = reads.turns_in(shifts)
    by_day: dict[date, list[dict[str, Any]]] = {}
    for shift in shifts:
        by_day.setdefault(shift.day, []).append({
            "short": words.kind_title(shift.street, shift.kind, short=True), "shift": shift,
            "title": words.kind_title(shift.street, shift.kind), "hours": words.hours(shift.during),
            "url": reverse("desk:duty:shift", args=[shift.pk]) if shift.live else "",
            "people": [turn_of(row, actor) for row in turns.get(shift.pk, []) if row.state == "standing"],
        })  # fmt: skip
    first = since - timedelta(since.weekday())
    many = ((until - first).days // WEEK + 1) * WEEK
    days = [_day(first + timedelta(n), by_day, since, until) for n in range(many)]
    return [days[n : n + WEEK] for n in range(0, many, WEEK)]


def _day(day: date, by_day: dict[date, list[dict[str, Any]]], since: date, until: date) -> dict[str, Any]:
    shifts = by_day.get(day, [])
    return {
        "day": day,
        "shifts": shifts,
        "today": day == localdate(now()),
        "outside": not since <= day <= until,
        "off": any(one["shift"].weekend or one["shift"].holiday for one in shifts),
        "holiday": any(one["shift"].holiday for one in shifts),
    }


def month(text: str, at: datetime) -> tuple[date, date]:
    """Return the first and last day of a month written as 2018-06; of this month for what is none."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = localdate(at).replace(day=1)
    first = min(max(first, date(1990, 1, 1)), date(2100, 1, 1))
    return first, (first + timedelta(32)).replace(day=1) - timedelta(1)


def month_page(actor: Actor, first: date, last: date, roster: Roster | None = None) -> dict[str, Any]:
    """Return a month of the published rosters, or of one roster."""
    found = weeks(actor, first, last, roster)
    return {
        "first": first, "weeks": found, "any": any(day["shifts"] for week in found for day in week),
        "before": f"{first - timedelta(1):%Y-%m}", "after": f"{last + timedelta(1):%Y-%m}",
        "names": [str(WEEKDAYS_ABBR[n]) for n in range(WEEK)],
    }  # fmt: skip


# ── one turn, one swap ─────────────────────────────────────────────────────────────────────────────────────────────


def turn_page(actor: Actor, row: Turn, at: datetime) -> dict[str, Any]:
    """Return what a turn's page shows: who, why, who was passed over, what became of it, what one can do."""
    shift, one = reads.shift_of(row.shift), turn_of(row, actor)
    early, live = rules_of(row.street).early, row.live and row.state == "standing"
    former, later = reads.before_and_after(row)
    tells = rights.keeps(actor) or watching.of_shift(actor, shift)
    return {
        "one": one, "turn": row, "shift": shift, "title": words.kind_title(row.street, shift.kind),
        "span": words.span(row.during), "why": words.why(row.reasons),
        "passed": words.passed_over(row.reasons) if one.mine or rights.keeps(actor) else [],
        "former": turn_of(former, actor) if former else None, "later": turn_of(later, actor) if later else None,
        "words": unseal(row.words) if tells else "", "hard": hard(shift), "swap": reads.open_swap_of(row),
        "rests": round((row.rested.upper - row.during.upper) / HOUR),
        "can_swap": live and one.mine and row.during.lower > at, "early": early,
        "can_replace": live and row.during.upper > at and rights.keeps(actor),
        "can_check_in": live and one.mine and row.checked_in_at is None and watching.may_check_in(row, early, at),
    }  # fmt: skip


def swap_row(row: Swap, turns: dict[int, Turn], actor: Actor) -> dict[str, Any]:
    """Return a swap as shown in a list."""
    state, tone = words.SWAPS[row.state]
    return {
        "row": row, "url": reverse("desk:duty:swap", args=[row.pk]), "state": _(state), "tone": tone,
        "sides": [(turn_of(turns[number], actor), words.span(turns[number].during)) for number in (row.turn, row.against)],
    }  # fmt: skip


def swap_rows(rows: Iterable[Swap], actor: Actor) -> list[dict[str, Any]]:
    """Return swaps as shown in a list; one query more."""
    rows = list(rows)
    turns = reads.turns_by_number(number for row in rows for number in (row.turn, row.against))
    return [swap_row(row, turns, actor) for row in rows]


def swap_acts(actor: Actor, row: Swap) -> list[str]:
    """Return what an actor can do with a swap now."""
    me, acts = actor.account, []
    if row.state == "asked" and row.asked == me:
        acts += ["agree", "decline"]
    if row.state == "agreed" and rights.approves(actor) and me not in (row.asker, row.asked):
        acts += ["approve", "refuse"]
    if row.state in ("asked", "agreed") and row.asker == me:
        acts.append("withdraw")
    return acts


def swap_page(actor: Actor, row: Swap) -> dict[str, Any]:
    """Return what a swap's page shows."""
    acts = [(do, _(words.ANSWERS[do][0]), words.ANSWERS[do][1]) for do in swap_acts(actor, row)]
    told = {"words": unseal(row.words), "answer": unseal(row.answer), "approver": person_name(row.approved_by)}
    return {**swap_rows([row], actor)[0], **told, "acts": acts}


# ── the log ────────────────────────────────────────────────────────────────────────────────────────────────────────


def reads_log(actor: Actor, shift: Shift) -> bool:
    """Tell whether an actor reads a shift's log: who was on duty in it or in the next one, leaders, keepers, the auditor."""
    if actor.roles & rights.READS_ALL or watching.may_write(actor, shift):
        return True
    coming = watching.after(shift)
    return coming is not None and watching.of_shift(actor, coming)


def shift_page(actor: Actor, row: Shift, at: datetime) -> dict[str, Any]:
    """Return a shift with its people and, for who may read it, its log and what was passed on to it."""
    reading = reads_log(actor, row)
    lines, passed = (reads.log_of(row), reads.passed_to(row)) if reading else ([], [])
    refs = show(actor, [Ref("matter", one.matter) for one in (*lines, *(line for _, line in passed)) if one.matter])
    writing = reading and watching.may_write(actor, row)
    running = row.during.lower - HOUR <= at < row.during.upper + watching.AFTER and row.passed_on_at is None
    return {
        "shift": row, "title": words.kind_title(row.street, row.kind), "span": words.span(row.during), "hard": hard(row),
        "people": [turn_of(one, actor) for one in reads.turns_in([row]).get(row.pk, [])], "reading": reading,
        "lines": [line_of(one, refs) for one in lines],
        "passed": [(one, line_of(line, refs)) for one, line in passed],
        "unseen": any(one.seen_at is None for one, _ in passed) and watching.of_shift(actor, row),
        "writes": writing and running, "closes": writing,
        "hands_over": writing and row.passed_on_at is None and at >= row.during.upper - HOUR,
        "passer": person_name(row.passed_on_by),
    }  # fmt: skip


def line_of(row: LogEntry, refs: Any) -> dict[str, Any]:
    """Return a line of the log as shown."""
    return {
        "row": row, "kind": _(words.ENTRIES[row.kind]), "text": unseal(row.text), "by": person_name(row.account),
        "result": unseal(row.result), "closer": person_name(row.closed_by), "matter": refs.get(Ref("matter", row.matter)),
    }  # fmt: skip


# ── rosters and fairness ───────────────────────────────────────────────────────────────────────────────────────────


def roster_row(row: Roster) -> dict[str, Any]:
    """Return a roster as shown in the list."""
    state, tone = words.ROSTERS[row.state]
    return {
        "row": row, "url": reverse("desk:duty:roster", args=[row.pk]), "state": _(state), "tone": tone,
        "since": row.days.lower, "until": row.days.upper - timedelta(1), "maker": person_name(row.made_by),
        "figures": figures_kept(row),
    }  # fmt: skip


def figures_kept(row: Roster) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the figures of fairness that were kept with a roster, by role."""
    return [
        (_(words.ROLES[role]), [(_(words.SIDES[side]), row.figures[role][side]) for side in SIDES])
        for role in ROLES if role in row.figures
    ]  # fmt: skip


def fairness_page(actor: Actor, since: date, until: date, at: datetime) -> dict[str, Any]:
    """Return how evenly the published turns of some days (both included) are spread, by role and person."""
    street = actor.street or 0
    counts = counted(street, since, until + timedelta(1))
    pools = pools_of(street, rules_of(street), at)
    groups = []
    for role in ROLES:
        mine = {one: counts.get(one, Counts()) for one in pools.of(role)}
        told, most = figures(mine), max((one.turns for one in mine.values()), default=0) or 1
        groups.append({
            "title": _(words.ROLES[role]),
            "figures": [(_(words.SIDES[side]), told[side]) for side in SIDES],
            "rows": [
                {"name": person_name(one), "post": post_title(pools.posts[one]), "counts": had,
                 "share": round(100 * had.turns / most)}
                for one, had in sorted(mine.items(), key=lambda one: (-one[1].turns, one[0]))
            ],
        })  # fmt: skip
    return {"groups": groups, "since": since, "until": until, "any": bool(counts)}
